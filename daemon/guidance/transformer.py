"""A frozen vision transformer in few, large operations: the same numbers in less time.

Patches are embedded by a matrix product, nothing is computed for tokens that nobody looks at, and all is in
bfloat16 where the device is fast in it and the gradients by the pictures stay what they were.
"""

import logging

import torch
from torch import nn
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from .gpu import norm_kernels

log = logging.getLogger(__name__)

ALIKE = 0.99  # cosine between gradients, at least
TOLERANCE = 1e-3  # of the largest output, in float32
PICTURES = 4
# cuDNN adds gradients up in any order, but those of few tokens at once
FEW = 64
REPEATABLE = [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]
QUICK = [SDPBackend.CUDNN_ATTENTION, *REPEATABLE]


def make_lean(visual, side, mean, std, dtype):
    """An open_clip VisionTransformer, frozen and in eval mode, as a LeanTransformer of this dtype, or of
    float32 where gradients to the pictures would be others; None where it is another kind of model.

    `visual` takes pictures [B, 3, side, side] less `mean`, divided by `std` ([1, 3, 1, 1] each); what is
    returned takes them as they are, in 0..1.
    """
    if not _is_plain(visual):
        return None
    pictures = torch.rand(PICTURES, 3, side, side, generator=torch.Generator().manual_seed(0))
    pictures = pictures.to(visual.class_embedding.device)
    wanted = _answer(lambda pictures: visual((pictures - mean) / std), pictures)
    for kind in dict.fromkeys((dtype, torch.float32)):
        lean = LeanTransformer(visual, mean, std, kind)
        if _is_alike(wanted, _answer(lean, pictures), exact=kind is torch.float32):
            return lean
        log.warning("event=transformer_differs dtype=%s", kind)
    return None


class LeanTransformer(nn.Module):
    """Pictures [B, 3, S, S] in 0..1 to [B, E] float32: the class token that is left, projected."""

    def __init__(self, visual, mean, std, dtype):
        super().__init__()
        self._patch = visual.patch_size[0]
        self.dtype = dtype
        weight, places = visual.conv1.weight / std, visual.positional_embedding
        self._embedding = weight.flatten(1).to(dtype)
        self._first = (visual.class_embedding + places[0]).to(dtype)
        self._places = (places[1:] - (weight * mean).sum((1, 2, 3))).to(dtype)
        self._before, self._after = _Norm(visual.ln_pre, dtype), _AddNorm(visual.ln_post, dtype)
        self._blocks = [_Block(block, dtype) for block in visual.transformer.resblocks]
        self._project = _Linear(visual.proj.T, None, dtype)
        self.noted = None  # a list that takes what blocks `noted_at` put out (taps.py)
        self.noted_at = ()

    @property
    def depth(self):
        """How many blocks there are of which all tokens are computed."""
        return len(self._blocks) - 1

    def forward(self, pictures):
        """As the VisionTransformer does."""
        count, patch = len(pictures), self._patch
        grid = pictures.unflatten(3, (-1, patch)).unflatten(2, (-1, patch))  # [B, 3, rows, p, columns, p]
        patches = grid.permute(0, 2, 4, 1, 3, 5).to(self.dtype).reshape(count, -1, 3 * patch * patch)
        tokens = functional.linear(patches, self._embedding) + self._places
        tokens = self._before(torch.cat([self._first.expand(count, 1, -1), tokens], 1))
        state = tokens, None, None
        *blocks, last = self._blocks
        with sdpa_kernel(QUICK if tokens.shape[1] <= FEW else REPEATABLE):
            for index, block in enumerate(blocks):
                state = block(state)
                if self.noted is not None and index in self.noted_at:
                    tokens, added, bias = state
                    self.noted.append(tokens + (added + bias))
            state = last(state, 1)
        _, seen = self._after(*state)
        return self._project(seen).flatten(0, 1).float()


class _Norm:
    def __init__(self, norm, dtype):
        self.given = (norm.normalized_shape, norm.weight.to(dtype), norm.bias.to(dtype), norm.eps)

    def __call__(self, tokens):
        return functional.layer_norm(tokens, *self.given)


class _AddNorm(_Norm):
    """Adds before it normalises; on a GPU all at once."""

    def __call__(self, tokens, added=None, bias=None):
        """(tokens + added + bias, the same normalised, as _Linear takes it)."""
        kernels = norm_kernels(tokens)
        if kernels:
            return kernels.add_norm(tokens, added, self.given[2] if bias is None else bias, self.given[1:])
        if added is not None:
            tokens = tokens + (added + bias)
        return tokens, super().__call__(tokens)


class _Linear:
    """A linear layer of what _AddNorm makes."""

    def __init__(self, weight, bias, dtype):
        weight = weight.to(dtype)
        bias = weight.new_zeros(len(weight)) if bias is None else bias.to(dtype)
        kernels = norm_kernels(weight)
        if kernels:  # a product that adds a bias takes torch long to ask for
            weight = torch.cat([weight, bias[:, None], weight.new_zeros(len(weight), kernels.PADDING - 1)], 1)
            self._given = (weight,)
        else:
            self._given = weight.contiguous(), bias

    def __call__(self, seen):
        return functional.linear(seen, *self._given)


class _Block:
    """One residual block, for the first tokens, which look at all."""

    def __init__(self, block, dtype):
        attention, (widen, self._bend, narrow) = block.attn, block.mlp
        self._heads = attention.num_heads
        self._norms = _AddNorm(block.ln_1, dtype), _AddNorm(block.ln_2, dtype)
        weight, bias = attention.in_proj_weight, attention.in_proj_bias
        width = len(weight) // 3
        self._query_key_value = _Linear(weight, bias, dtype)
        self._query = _Linear(weight[:width], bias[:width], dtype)
        self._key_value = _Linear(weight[width:], bias[width:], dtype)
        self._widen = _Linear(widen.weight, widen.bias, dtype)
        self._out, self._narrow = (
            (layer.weight.to(dtype), layer.bias.to(dtype)) for layer in (attention.out_proj, narrow)
        )

    def __call__(self, state, first=None):
        """(tokens [B, n, width], what is to be added to them, and its bias) as they leave the block, given so
        as they enter it, or of the first n of them."""
        norm, next_norm = self._norms
        tokens, seen = norm(*state)
        if first is None:
            parts = self._query_key_value(seen).chunk(3, -1)
        else:
            tokens = tokens[:, :first]
            parts = self._query(seen[:, :first]), *self._key_value(seen).chunk(2, -1)
        heads = (part.unflatten(-1, (self._heads, -1)).transpose(1, 2) for part in parts)
        heard = functional.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(2)
        weight, bias = self._out
        tokens, seen = next_norm(tokens, functional.linear(heard, weight), bias)
        weight, bias = self._narrow
        return tokens, functional.linear(self._bend(self._widen(seen)), weight), bias


def _is_plain(visual):
    """Whether it is built as CLIP's own: learnt places, one class token that is looked at, no extras."""
    if type(visual).__name__ != "VisionTransformer" or getattr(visual, "attn_pool", None) is not None:
        return False
    blocks = getattr(visual.transformer, "resblocks", [])
    return (
        visual.pool_type == "tok"
        and not visual.output_tokens
        and visual.proj is not None
        and visual.patch_size[0] == visual.patch_size[1]
        and all(isinstance(norm, nn.LayerNorm) for norm in (visual.ln_pre, visual.ln_post))
        and all(type(block).__name__ == "ResidualAttentionBlock" for block in blocks)
        and all(type(block.attn) is nn.MultiheadAttention for block in blocks)
        and all(type(each) is nn.Identity for block in blocks for each in (block.ls_1, block.ls_2))
    )


def _answer(model, pictures):
    """(output, gradients of a fixed measure of it by the pictures)."""
    leaf = pictures.detach().requires_grad_()
    output = model(leaf)
    measure = torch.linspace(-1, 1, output.numel(), device=output.device).reshape(output.shape)
    return output.detach(), torch.autograd.grad(output, leaf, measure)[0]


def _is_alike(before, after, *, exact):
    (wanted, wanted_slope), (found, found_slope) = before, after
    is_same = not exact or (found - wanted).abs().max() <= TOLERANCE * wanted.abs().max()
    cosines = torch.cosine_similarity(found_slope.flatten(1), wanted_slope.flatten(1))
    return bool(is_same and cosines.min() >= ALIKE)
