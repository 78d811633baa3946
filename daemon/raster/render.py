"""The one public call: a scene to a picture."""

import torch

from .composite import composite
from .fills import fill_coverage
from .flatten import ACCURACY, flatten
from .ragged import spans
from .strokes import stroke_coverage, stroke_reach
from .windows import boxes_of, windows_of

CELLS = 1 << 22  # pixels looked at together: bounds memory, about 100 bytes for each


def render(scene, height, width, background, *, ramp=1.0, accuracy=ACCURACY):
    """The picture of a scene over a background: premultiplied RGBA [height, width, 4], 0..1.

    The picture's longer side is one canvas unit. background: premultiplied RGBA, [4] or
    [height, width, 4]. ramp: px over which edges fade; 1 for pictures, 2 for gradients. accuracy:
    px between curves and what is drawn.

    Paths are painted in order, each its fill, then its stroke. Differentiable in points, fill,
    stroke, stroke_width and opacity. Strokes have round caps and joins for now. A path with a
    number that is not finite is not drawn. Memory grows with the pixels that paths cover.
    """
    scale = float(max(height, width))
    pieces = flatten(scene.points * scale, scene.topology, accuracy=accuracy)
    pieces = pieces.keep(_paintable(scene)[pieces.path].nonzero()[:, 0])
    topology = scene.topology
    reach = torch.where(topology.has_stroke, stroke_reach(scene, scale, ramp), 0.5 * ramp)
    margin = torch.clamp(reach, min=0.5 * ramp)[pieces.path]

    paints = []
    for chosen in _chunks(pieces, margin, topology.path_count, height, width):
        part = pieces.keep(chosen)
        windows = windows_of(part, margin[chosen], topology.path_count, height, width)
        paints.append(_paint(part, scene, windows, (height, width), scale=scale, ramp=ramp))
    background = background.expand(height, width, 4).reshape(-1, 4)
    if not paints:
        return background.reshape(height, width, 4)
    path, pixel, paint = (torch.cat(parts) for parts in zip(*paints, strict=True))
    return composite(path, pixel, paint, background).reshape(height, width, 4)


def _paintable(scene):
    """[P] bool: paths whose numbers are all finite."""
    numbers = [scene.fill, scene.stroke, scene.stroke_width[:, None], scene.pen.flatten(1)]
    return torch.isfinite(torch.cat([*numbers, scene.opacity[:, None]], 1)).all(1)


def _chunks(pieces, margin, path_count, height, width):
    """Slices of the pieces, each of whole paths that cover about CELLS pixels or fewer."""
    area = boxes_of(pieces, margin, height, width).area()
    cost = torch.zeros(path_count, dtype=torch.int64, device=area.device)
    cost.index_add_(0, pieces.path, area)
    ends = torch.searchsorted(pieces.path, torch.arange(path_count + 1, device=area.device)).tolist()
    for start, stop in spans(cost.tolist(), CELLS):
        if ends[stop] > ends[start]:
            yield slice(ends[start], ends[stop])


def _paint(pieces, scene, windows, size, *, scale, ramp):
    """(path, pixel, premultiplied RGBA) of every pixel that these paths' fills and strokes touch."""
    fill_cells, fill = fill_coverage(pieces, scene, windows, *size, ramp=ramp)
    stroke_cells, stroke = stroke_coverage(pieces, scene, windows, *size, scale=scale, ramp=ramp)
    place = torch.zeros(windows.cell_count, dtype=torch.int64, device=fill.device)
    place[fill_cells] = 1
    place[stroke_cells] = 1
    cells = place.nonzero()[:, 0]
    place[cells] = torch.arange(len(cells), device=fill.device)

    path = windows.path_of(cells)
    nothing = fill.new_zeros(len(cells))
    layers = [
        _premultiplied(rgba.index_select(0, path), nothing.index_copy(0, place[where], coverage))
        for rgba, where, coverage in ((scene.fill, fill_cells, fill), (scene.stroke, stroke_cells, stroke))
    ]
    paint = layers[1] + (1 - layers[1][:, 3:]) * layers[0]
    x, y = windows.pixel(path, cells)
    return path, y * size[1] + x, paint * scene.opacity.index_select(0, path)[:, None]


def _premultiplied(rgba, coverage):
    alpha = rgba[:, 3:] * coverage[:, None]
    return torch.cat([rgba[:, :3] * alpha, alpha], 1)
