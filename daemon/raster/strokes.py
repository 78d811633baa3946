"""Coverage of strokes: round pens along every piece, so ends and corners are round for now."""

import torch

from .nearest import nearest_pieces
from .ramp import strip
from .windows import boxes_of

MOST_OBLONG = 100.0  # ramps of pens more oblong than this are cut off
TINY = 1e-12  # px^2: keeps the gradient of a distance of zero finite


def stroke_reach(scene, scale, ramp):
    """[P] px from its centre line within which a path's stroke shows."""
    half_width = 0.5 * scale * scene.stroke_width.detach()
    if scene.topology.round_pen:
        return half_width + 0.5 * ramp
    widest = torch.linalg.matrix_norm(scene.pen, ord=2)
    # the ramp is measured where the pen is narrowest; |det| is 1, so that is 1 / widest
    return half_width * widest + 0.5 * ramp * (widest * widest).clamp(1, MOST_OBLONG)


def stroke_coverage(pieces, scene, windows, height, width, *, scale, ramp):
    """(cell, coverage) where strokes show: [C] int64 and [C] in 0..1, differentiable."""
    wanted = scene.topology.has_stroke[pieces.path] & ~pieces.fill_only
    pieces = pieces.keep(wanted.nonzero()[:, 0])
    boxes = boxes_of(pieces, stroke_reach(scene, scale, ramp)[pieces.path], height, width)
    pen_inverse = None if scene.topology.round_pen else torch.linalg.inv_ex(scene.pen)[0]
    cells, nearest = nearest_pieces(pieces, boxes, windows, pen_inverse)

    path = pieces.path[nearest]
    x, y = windows.pixel(path, cells)
    centre = torch.stack([x, y], 1).to(scene.points.dtype) + 0.5
    start = pieces.start.index_select(0, nearest)
    along = pieces.end.index_select(0, nearest) - start
    offset = centre - start
    if pen_inverse is not None:
        pens = pen_inverse[path]
        along = torch.einsum("kij,kj->ki", pens, along)
        offset = torch.einsum("kij,kj->ki", pens, offset)
    t = ((offset * along).sum(1) / (along * along).sum(1).clamp(min=TINY)).clamp(0, 1)
    away = offset - t[:, None] * along
    distance = (away.square().sum(1) + TINY).sqrt()
    half_width = 0.5 * scale * scene.stroke_width.index_select(0, path)
    if pen_inverse is not None:
        stretch = _px_per_pen_unit(away, along.detach(), pens)
        distance, half_width = distance * stretch, half_width * stretch
    return cells, strip(distance, half_width, ramp)


def _px_per_pen_unit(away, along, pen_inverse):
    """[C] how many px of the picture one unit across the line is, where the pen is deformed."""
    across = torch.stack([-along[:, 1], along[:, 0]], 1)
    direction = torch.where((away.square().sum(1) > 1e-6)[:, None], away, across)
    direction = torch.nn.functional.normalize(direction, dim=1)
    slope = torch.einsum("kji,kj->ki", pen_inverse, direction).norm(dim=1)
    return 1 / slope.clamp(min=1e-6)
