"""The one public call: a scene to a picture, with gradients."""

import functools
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

from .gpu import kernels_for
from .layers import Shape, layers_of
from .paint import BAND, paint
from .unpaint import unpaint

ACCURACY = 0.05  # px between outlines and their edges
HEADROOM = 1.5
THREADS = max(1, min(16, os.cpu_count() or 1))
MOST_KEPT = 4_000_000  # painted pixels (30 bytes each) that a call keeps for its gradients


def render(scene, height, width, background, *, ramp=1, accuracy=ACCURACY, outlines=None):
    """Pictures of a scene over a background: premultiplied RGBA [B, height, width, 4], 0..1.

    B is the scene's number of variants, 1 if it has no leading dimension. The picture's longer side is one
    canvas unit. background: premultiplied RGBA, [4], [height, width, 4] or [B, height, width, 4]. ramp: px
    (1, 2, ...) of the box around a pixel's centre that it averages; 1 for pictures, 2 to let a pixel feel
    edges that do not reach it yet. accuracy: px. outlines: what `outlines_of` returned for this scene, size
    and accuracy, with points where they were then or not far from there.

    Paths are painted in order, each its fill, then its stroke, with exact areas (DESIGN.md). Differentiable
    in points, fill, stroke, stroke_width, opacity and background: the same input gives the same bits. A path
    with a number that is not finite is not drawn. Computed in float32, by the GPU's kernels for tensors on an
    NVIDIA GPU where numba-cuda is, else on the processor. A ramp above 8 px on a GPU is a ValueError.
    """
    shape = Shape(scene.topology, height, width, int(ramp), accuracy)
    on_gpu = kernels_for(scene)
    if on_gpu:
        return on_gpu.draw(scene, shape, background, outlines)
    tensors = scene.batched()
    background = background.expand(len(tensors[0]), height, width, 4)
    wants_gradients = torch.is_grad_enabled() and any(each.requires_grad for each in (*tensors, background))
    return _Paint.apply(*tensors, background, scene.pen, shape, wants_gradients)


def outlines_of(scene, height, width, *, accuracy=ACCURACY, headroom=HEADROOM):
    """The Outlines of a scene for many calls of `render` while its points move, or for one in a CUDA graph.

    They serve while bends and stroke widths grow by up to the factor headroom; `lasts(scene)` says whether
    they still do, `outgrown`, on the GPU, whether they did for all that was drawn, and `plan(scene)` makes
    them anew. None where the processor draws: it makes them anew for each picture.
    """
    on_gpu = kernels_for(scene)
    return on_gpu and on_gpu.Outlines(scene, Shape(scene.topology, height, width, 1, accuracy), headroom)


def plan_of(scene, height, width, *, ramp=1, accuracy=ACCURACY):
    """The Plan of the outlines that `render` would paint for a scene without variants."""
    shape = Shape(scene.topology, height, width, ramp, accuracy)
    arrays = (_array(tensor)[0] for tensor in scene.batched())
    return layers_of(*arrays, _array(scene.pen), shape).plan


class _Paint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, points, fill, stroke, stroke_width, opacity, background, pen, shape, wants_gradients):
        arrays = [_array(tensor) for tensor in (points, fill, stroke, stroke_width, opacity)]
        pens, count = _array(pen), len(points)
        layers = _for_each(count, lambda v: layers_of(*(array[v] for array in arrays), pens, shape))
        below = _array(background)
        picture = below.copy()
        most = MOST_KEPT // (THREADS * count) if wants_gradients else 0

        def work(thread):
            shares = _share(thread, count, shape.height)
            return [paint(layers[v].drawing, chunk, THREADS, picture[v], most) for v, chunk in shares]

        ctx.kept = (layers, below, _in_threads(work), shape)
        return torch.from_numpy(picture).to(points.device, points.dtype)

    @staticmethod
    def backward(ctx, d_picture):
        layers, below, tapes, shape = ctx.kept
        slopes, d_background = _array(d_picture), np.empty_like(below)
        sums = [[each.zero_gradients() for each in layers] for _ in range(THREADS)]

        def work(thread):
            for v, chunk in _share(thread, len(layers), shape.height):
                given = (layers[v].drawing, chunk, THREADS, *tapes[thread][v], below[v], slopes[v])
                unpaint(*given, *sums[thread][v], d_background[v])

        _in_threads(work)
        found = _for_each(len(layers), lambda v: layers[v].pull([parts[v] for parts in sums]))
        d_points, d_colour, d_half_width, d_opacity = (np.stack(each) for each in zip(*found, strict=True))
        gradients = (
            d_points * shape.scale,
            d_colour[:, 0::2],
            d_colour[:, 1::2],
            d_half_width * (0.5 * shape.scale),
            d_opacity,
            d_background,
        )
        tensors = (torch.from_numpy(np.ascontiguousarray(array)) for array in gradients)
        return *(tensor.to(d_picture.device, d_picture.dtype) for tensor in tensors), None, None, None


@functools.cache
def _pool():
    return ThreadPoolExecutor(THREADS, thread_name_prefix="raster")


def _in_threads(work):
    """[work(0), ... work(THREADS - 1)], all at once: the kernels let go of Python's lock."""
    others = _pool().map(work, range(1, THREADS))
    return [work(0), *others]


def _for_each(count, work):
    """[work(0), ... work(count - 1)]."""
    return [work(0)] if count == 1 else list(_pool().map(work, range(count)))


def _share(thread, variants, height):
    """(variant, first band) of what one thread does: every THREADS-th band, counted through all variants."""
    bands = -(-height // BAND)
    return [(v, (thread - v * bands) % THREADS) for v in range(variants)]


def _array(tensor):
    """NumPy copies within one thread: starting torch's own takes longer."""
    return np.ascontiguousarray(tensor.detach().to("cpu", torch.float32).numpy())
