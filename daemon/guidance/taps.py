"""What an image tower has seen half-way: the outputs of some of its inner stages."""

from contextlib import contextmanager

SHARES = (0.25, 0.5, 0.75)  # of a transformer's blocks
_LAYERS = ("layer2", "layer3")  # of a ResNet's four, as CLIPasso takes them


class Taps:
    """Inner outputs of an image tower, a torch module or a LeanTransformer."""

    def __init__(self, tower):
        self._lean = tower if hasattr(tower, "noted") else None
        self._modules = [] if self._lean else _stages(tower)
        if self._lean:
            self._lean.noted_at = _at_shares(self._lean.depth)

    @contextmanager
    def open(self):
        """While this is open, the list that it gives is filled by each pass: [B, C, H, W], or [B, T, C]."""
        found = []
        if self._lean:
            self._lean.noted = found
        hooks = [
            module.register_forward_hook(lambda _module, _inputs, output: found.append(output))
            for module in self._modules
        ]
        try:
            yield found
        finally:
            for hook in hooks:
                hook.remove()
            if self._lean:
                self._lean.noted = None


def _stages(tower):
    """The inner modules to listen to; none where the kind of tower is unknown."""
    for module in tower.modules():
        if all(hasattr(module, name) for name in _LAYERS):
            return [getattr(module, name) for name in _LAYERS]
        for name in ("stages", "blocks", "resblocks"):
            inner = getattr(module, name, None)
            if inner is not None and hasattr(inner, "__len__") and len(inner) > 0:
                stages = list(inner)
                return stages[1:3] if name == "stages" else [stages[at] for at in _at_shares(len(stages))]
    return []


def _at_shares(depth):
    if depth < 1:
        return []
    return sorted({min(depth - 1, max(0, round(share * depth) - 1)) for share in SHARES})
