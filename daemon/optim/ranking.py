"""Which paths a drawing can do without: backward elimination in groups, as many as are judged at once.

Each round leaves out one group at a time, and then those for good whose absence costs least. Far from the end
a group holds several neighbours and half of them go; near it each path is a group of its own and few go, so
that of two paths of which one would do, one stays.
"""

import torch

GROUPS = 64  # that are judged in a round
SHARE = 0.25  # of the paths that go in a round, once each is judged alone
_CELLS = 1024  # in each direction: finer places are alike


def ranking(paths, judge):
    """Yield the order found so far, a list of `paths` with the first to go first, after each round; the last
    one holds all of them.

    paths: in an order that has neighbours beside each other. judge: the losses of the drawing without each
    of several lists of paths.
    """
    left, gone = list(paths), []
    while len(left) > 1:
        size = -(-len(left) // GROUPS)
        groups = [left[start : start + size] for start in range(0, len(left), size)]
        losses = judge([gone + group for group in groups])
        share = SHARE if size == 1 else 0.5
        cheapest = sorted(range(len(groups)), key=lambda at: losses[at])
        for at in cheapest[: max(1, int(share * len(groups)))]:
            gone += groups[at]
        out = set(gone)
        left = [path for path in left if path not in out]
        yield gone + left
    yield gone + left


def by_neighbourhood(centres):
    """The indices of points ([n, 2], 0..1) along a curve that keeps neighbours together (Morton 1966)."""
    cells = (centres.clamp(0, 1) * (_CELLS - 1)).long()
    code = torch.zeros(len(cells), dtype=torch.int64, device=cells.device)
    for bit in range(_CELLS.bit_length() - 1):
        for axis in (0, 1):
            code |= (cells[:, axis] >> bit & 1) << (2 * bit + axis)
    return code.argsort(stable=True).tolist()
