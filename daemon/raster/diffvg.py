"""Drawing with diffvg, for comparison with others' results, where the user has installed its `pydiffvg`.

What it gets wrong by itself is put right here: half widths, fill over stroke, colours averaged without
their alpha, more than 256 shapes over one another (which end the process), paths that are empty or not
finite. What it can't do is told by `differences_of`.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch

from protocol.errors import ErrorCode, RefineError
from protocol.geometry import Cap, FillRule, Join, Paint

MOST_OVER_ONE_PLACE = 256  # shapes; diffvg ends the process beyond
CELL = 16  # px: shapes are counted by squares of this size
SAMPLES = 2  # per pixel, each way
SEED = 0


def require_pydiffvg():
    """The module pydiffvg; RefineError UNSUPPORTED if it is not installed."""
    try:
        import pydiffvg
    except ImportError as error:
        detail = (
            "The renderer diffvg needs the Python package pydiffvg, which is not installed here: leave the "
            "choice of a renderer out, or install it as https://github.com/BachiLi/diffvg describes, with "
            f"the Python of this program ({error})."
        )
        raise RefineError(ErrorCode.UNSUPPORTED, detail) from error
    return pydiffvg


def differences_of(topology, opacity):
    """What pydiffvg draws differently in paths of a Topology, as phrases. opacity: [P]."""
    stroked = (topology.paint & Paint.STROKE) != 0
    both = topology.paint == Paint.FILL | Paint.STROKE
    cap, join = topology.stroke_style[:, 1], topology.stroke_style[:, 2]
    found = {
        "round caps for all strokes": stroked & (cap != Cap.ROUND),
        "round joins for all strokes": stroked & (join != Join.ROUND),
        "fills that show through half-transparent outlines": both & (opacity.cpu().numpy() < 1),
    }
    return [phrase for phrase, concerned in found.items() if concerned.any()]


def render_with_diffvg(scene, height, width, background, *, ramp=1):
    """What daemon.raster.render draws, [B, height, width, 4], by pydiffvg on the device of the scene.

    Gradients are random (of fixed seed) and, of strokes, biased. Lines without length are not drawn.
    RefineError UNSUPPORTED without pydiffvg, or if it was built without what the device needs.
    """
    pydiffvg = require_pydiffvg()
    pydiffvg.set_device(scene.points.device)
    names = ("points", "fill", "stroke", "stroke_width", "opacity")
    variants = zip(*scene.batched(), strict=True)
    scenes = [replace(scene, **dict(zip(names, tensors, strict=True))) for tensors in variants]
    pictures = []
    for each, picture in zip(scenes, background.expand(len(scenes), height, width, 4), strict=True):
        for run in _runs(_groups(pydiffvg, each, max(height, width)), height, width, ramp):
            picture = _laid_over(pydiffvg, run, picture, ramp)
        pictures.append(picture)
    return torch.stack(pictures)


def _laid_over(pydiffvg, run, background, ramp):
    """Groups over a premultiplied background, [height, width, 4]."""
    if not background.requires_grad and bool((background[..., 3] == 1).all()):
        return _painted(pydiffvg, run, background, ramp)
    # By itself diffvg has wrong gradients by the background, and wrong colours where it shows through:
    # over black, colours are premultiplied, and over nothing, alpha is right.
    black = torch.zeros_like(background)
    black[..., 3] = 1
    colour = _painted(pydiffvg, run, black, ramp)[..., :3]
    alpha = _painted(pydiffvg, run, torch.zeros_like(background), ramp)[..., 3:]
    return torch.cat([colour, alpha], -1) + (1 - alpha) * background


@dataclass(frozen=True)
class _Group:
    """What is painted at once: a fill, or a stroke."""

    paths: list  # pydiffvg.Path
    fill: torch.Tensor | None  # straight RGBA
    stroke: torch.Tensor | None
    is_evenodd: bool
    to_canvas: torch.Tensor  # [3, 3]
    box: np.ndarray  # [2, 2] px, low and high x and y


def _groups(pydiffvg, scene, scale):
    """The groups of all paths that can be drawn, in the order of painting."""
    topology = scene.topology
    points = scene.points * scale
    half_width = scene.stroke_width * (0.5 * scale)
    place = points.detach().cpu().numpy()
    pens = scene.pen.detach().cpu()
    for path in range(topology.path_count):
        if not _is_finite(scene, path, place):
            continue
        subpaths = range(topology.path_first[path], topology.path_first[path + 1])
        alpha = torch.cat([torch.ones_like(scene.fill[path, :3]), scene.opacity[path, None]])
        if topology.paint[path] & Paint.FILL:
            outlines = [_outline(topology, subpath, is_filled=True) for subpath in subpaths]
            paths = _paths(pydiffvg, outlines, points, place, torch.tensor(0.0))
            evenodd = topology.stroke_style[path, 0] == FillRule.EVENODD
            if paths:
                box = _box(outlines, place, 0.0)
                yield _Group(paths, scene.fill[path] * alpha, None, bool(evenodd), torch.eye(3), box)
        pen = pens[path]
        if topology.paint[path] & Paint.STROKE and half_width[path] > 0 and abs(torch.det(pen)) > 1e-12:
            outlines = [_outline(topology, subpath, is_filled=False) for subpath in subpaths]
            inverse = torch.linalg.inv(pen).to(points)
            paths = _paths(pydiffvg, outlines, points @ inverse.T, place, half_width[path])
            if paths:
                to_canvas = torch.block_diag(pen.float(), torch.ones(1, 1))
                reach = float(half_width[path].detach()) * float(torch.linalg.matrix_norm(pen, 2))
                box = _box(outlines, place, reach)
                yield _Group(paths, None, scene.stroke[path] * alpha, False, to_canvas, box)


def _is_finite(scene, path, place):
    topology = scene.topology
    numbers = (scene.fill, scene.stroke, scene.stroke_width, scene.opacity, scene.pen)
    first, last = topology.subpath_first[topology.path_first[path : path + 2]]
    finite = np.isfinite(place[topology.controls[first:last]]).all()
    return finite and all(bool(torch.isfinite(each[path]).all()) for each in numbers)


def _outline(topology, subpath, *, is_filled):
    """(indices of points, control points of each segment, whether it is closed) as pydiffvg has them."""
    segments = slice(*topology.subpath_first[subpath : subpath + 2])
    controls, is_line = topology.controls[segments], topology.is_line[segments]
    is_closed = bool(is_filled or topology.subpath_closed[subpath])
    if not is_closed:
        stroked = ~topology.fill_only[segments]
        controls, is_line = controls[stroked], is_line[stroked]
    kept = np.ones((len(controls), 3), bool)
    kept[is_line, 1:] = False
    index = controls[:, :3][kept]
    if not is_closed:
        index = np.append(index, controls[-1, 3])
    return index, np.where(is_line, 0, 2).astype(np.int32), is_closed


def _paths(pydiffvg, outlines, points, place, half_width):
    """A pydiffvg.Path of each outline that has a length."""
    return [
        pydiffvg.Path(
            torch.from_numpy(counts),
            points[torch.from_numpy(index).to(points.device)].float().contiguous(),
            is_closed,
            stroke_width=half_width.float(),
        )
        for index, counts, is_closed in outlines
        if (place[index] != place[index[0]]).any()
    ]


def _box(outlines, place, reach):
    inside = place[np.concatenate([index for index, _, _ in outlines])]
    return np.stack([inside.min(0) - reach, inside.max(0) + reach])


def _runs(groups, height, width, ramp):
    """Lists of groups, in order, of which no more than diffvg bears can lie over one place."""
    cells = np.array([width, height]) // CELL + 1
    count = np.zeros(cells, int)
    run = []
    for group in groups:
        low = np.clip((group.box[0] - ramp) // CELL, 0, cells - 1).astype(int)
        high = np.clip((group.box[1] + ramp) // CELL, 0, cells - 1).astype(int)
        inside = slice(low[0], high[0] + 1), slice(low[1], high[1] + 1)
        if run and count[inside].max() == MOST_OVER_ONE_PLACE:
            yield run
            run = []
            count[:] = 0
        count[inside] += 1
        run.append(group)
    if run:
        yield run


def _painted(pydiffvg, run, background, ramp):
    """[height, width, 4]: groups over a background, averaged by diffvg as it does."""
    height, width = background.shape[:2]
    shapes, groups = [], []
    for group in run:
        ids = torch.arange(len(shapes), len(shapes) + len(group.paths))
        shapes += group.paths
        groups.append(
            pydiffvg.ShapeGroup(
                ids,
                None if group.fill is None else group.fill.float(),
                group.is_evenodd,
                None if group.stroke is None else group.stroke.float(),
                group.to_canvas,
            )
        )
    box = pydiffvg.PixelFilter(type=pydiffvg.diffvg.FilterType.box, radius=torch.tensor(0.5 * ramp))
    serialised = pydiffvg.RenderFunction.serialize_scene(width, height, shapes, groups, filter=box)
    try:
        picture = pydiffvg.RenderFunction.apply(
            width, height, SAMPLES, SAMPLES, SEED, background.float().contiguous(), *serialised
        )
    except RuntimeError as error:
        if "not compiled with GPU" not in str(error):
            raise
        detail = "pydiffvg was built without CUDA: choose the device cpu."
        raise RefineError(ErrorCode.UNSUPPORTED, detail) from error
    return picture.to(background)
