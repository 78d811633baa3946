"""The same pictures by the plainest formula, in torch at any precision: slow, and what the kernels
are tested against. Every pixel looks at every edge. Edges that are exactly horizontal have no
gradient here."""

import torch

from protocol.geometry import GradientKind, Spread

from .curve import END

CHUNK = 1 << 22  # numbers worked on together


def render_reference(scene, plan, height, width, background, *, ramp=1):
    """What `render` draws, given a scene's Plan; autograd gives the gradients.

    background: premultiplied RGBA [4] or [height, width, 4]. Shapes as in `render`; the dtype is
    the scene's.
    """
    vertices = vertices_of(scene, plan, float(max(height, width)))
    picture = background.expand(height, width, 4)
    following = torch.as_tensor(plan.following, dtype=torch.int64)
    style = scene.topology.stroke_style
    nothing = picture.new_zeros(height, width)
    for path in range(scene.topology.path_count):
        shares = []
        for layer in (2 * path, 2 * path + 1):
            loop = slice(int(plan.first[layer]), int(plan.first[layer + 1]))
            evenodd = layer % 2 == 0 and style[path, 0] == 1
            edges = vertices[loop], vertices[following[loop]]
            empty = loop.start == loop.stop
            shares.append(nothing if empty else coverage(*edges, height, width, ramp=ramp, evenodd=evenodd))
        paints = (
            _shades(scene, 2 * path, scene.fill, picture),
            _shades(scene, 2 * path + 1, scene.stroke, picture),
        )
        fill, stroke = (_premultiplied(rgba, share) for rgba, share in zip(paints, shares, strict=True))
        paint = scene.opacity[path] * (stroke + (1 - stroke[..., 3:]) * fill)
        picture = paint + (1 - paint[..., 3:]) * picture
    return picture


def _premultiplied(rgba, share):
    alpha = rgba[..., 3:] * share[..., None]
    return torch.cat([alpha * rgba[..., :3], alpha], -1)


def _shades(scene, layer, rgba, picture):
    """Straight RGBA of a layer, [4] or [height, width, 4]."""
    number = int(scene.topology.paint_gradient[layer])
    if number < 0:
        return rgba[layer // 2]
    height, width = picture.shape[:2]
    shades = gradient_picture(scene.topology.gradients, number, height, width, picture.dtype)
    return shades * torch.cat([shades.new_ones(3), rgba[layer // 2, 3:]])


def gradient_picture(gradients, number, height, width, dtype):
    """[height, width, 4] straight RGBA of one of the Gradients at the centres of pixels."""
    y, x = ((torch.arange(size, dtype=dtype) + 0.5) / max(height, width) for size in (height, width))
    m = torch.as_tensor(gradients.to_unit[number]).to(dtype)
    x, y = m[0] * x + m[2] * y[:, None] + m[4], m[1] * x + m[3] * y[:, None] + m[5]
    t = x
    if gradients.kind[number] == GradientKind.RADIAL:
        fx, fy = gradients.focus[number].tolist()
        a, b = 1 - fx * fx - fy * fy, fx * (x - fx) + fy * (y - fy)
        t = (b + (b * b + a * ((x - fx) ** 2 + (y - fy) ** 2)).sqrt()) / a
    if gradients.spread[number] == Spread.PAD:
        t = t.clamp(0, 1)
    elif gradients.spread[number] == Spread.REPEAT:
        t = t - t.floor()
    else:
        t = 1 - (t - 2 * (t / 2).floor() - 1).abs()
    stops = slice(*gradients.stop_first[number : number + 2].tolist())
    return _between_stops(gradients.stop_offset[stops], gradients.stop_colour[stops], t)


def _between_stops(offsets, colours, t):
    offsets, colours = (torch.as_tensor(array).to(t.dtype) for array in (offsets, colours))
    before = ((offsets <= t[..., None]).sum(-1) - 1).clamp(min=0)
    after = (before + 1).clamp(max=len(offsets) - 1)
    gap = offsets[after] - offsets[before]
    share = ((t - offsets[before]) / torch.where(gap > 0, gap, torch.ones_like(gap))).clamp(0, 1)[..., None]
    return colours[before] + share * (colours[after] - colours[before])


def vertices_of(scene, plan, scale):
    """[V, 2] px: the formula of slots.py."""
    topology = scene.topology
    segment = torch.as_tensor(plan.segment, dtype=torch.int64)
    path = torch.as_tensor(topology.segment_path, dtype=torch.int64)[segment]
    control = scene.points[torch.as_tensor(topology.controls)[segment]] * scale  # [V, 4, 2]
    straight = torch.as_tensor(topology.is_line)[segment][:, None]
    t, across, along = torch.as_tensor(plan.place, dtype=control.dtype).split(1, dim=1)
    place = torch.where(straight, _line(t), _cubic(t))
    slope = torch.where(straight, _line_slope(t), _cubic_slope(t.clamp(END, 1 - END)))
    centre = (place[..., None] * control).sum(1)
    pen = scene.pen[path]
    tangent = torch.einsum("vij,vj->vi", torch.linalg.inv(pen), (slope[..., None] * control).sum(1))
    unit = torch.tensor([1.0, 0.0], dtype=control.dtype)
    tangent = torch.where((tangent == 0).all(1, keepdim=True), unit, tangent)
    tangent = tangent / tangent.norm(dim=1, keepdim=True)
    normal = torch.stack([-tangent[:, 1], tangent[:, 0]], 1)
    offset = across * normal + along * tangent
    half_width = scene.stroke_width[path][:, None] * (0.5 * scale)
    return centre + half_width * torch.einsum("vij,vj->vi", pen, offset)


def coverage(start, end, height, width, *, ramp, evenodd):
    """[height, width] 0..1: the share of each pixel's box that closed loops of edges ([E, 2] px) cover."""
    shift = 0.5 * (ramp - 1)
    rows, columns = height + ramp - 1, width + ramp - 1
    winding = start.new_zeros(rows, columns)
    step = max(1, CHUNK // (rows * columns))
    for first in range(0, len(start), step):
        part = slice(first, first + step)
        winding = winding + _winding(start[part] + shift, end[part] + shift, rows, columns)
    cells = _fold(winding, evenodd)
    return cells.unfold(0, ramp, 1).unfold(1, ramp, 1).mean((2, 3))


def _winding(start, end, rows, columns):
    """[rows, columns]: mean winding number of each cell."""
    top = torch.arange(rows, dtype=start.dtype)
    y0, y1 = (torch.minimum(torch.maximum(point[:, 1:], top), top + 1) for point in (start, end))  # [E, rows]
    rise = end[:, 1:] - start[:, 1:]
    slope = (end[:, :1] - start[:, :1]) / torch.where(rise == 0, torch.ones_like(rise), rise)
    x0, x1 = (start[:, :1] + (y - start[:, 1:]) * slope for y in (y0, y1))
    right = torch.arange(1, columns + 1, dtype=start.dtype)
    a, b = right - x0[..., None], right - x1[..., None]  # [E, rows, columns], how far the edge is left of it
    upright = (b - a).abs() < 1e-9
    mean = (_ramp_sum(b) - _ramp_sum(a)) / torch.where(upright, torch.ones_like(a), b - a)
    share = torch.where(upright, (0.5 * (a + b)).clamp(0, 1), mean)
    return ((y1 - y0)[..., None] * share).sum(0)


def _ramp_sum(x):
    """The integral of clamp(x, 0, 1)."""
    return 0.5 * x.clamp(0, 1).square() + (x - 1).clamp(min=0)


def _fold(winding, evenodd):
    size = winding.abs()
    if not evenodd:
        return size.clamp(max=1)
    size = size - 2 * torch.floor(size / 2)
    return torch.minimum(size, 2 - size)


def _cubic(t):
    u = 1 - t
    return torch.cat([u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t], 1)


def _cubic_slope(t):
    u = 1 - t
    return torch.cat([-3 * u * u, 3 * u * u - 6 * u * t, 6 * u * t - 3 * t * t, 3 * t * t], 1)


def _line(t):
    return torch.cat([1 - t, 0 * t, 0 * t, t], 1)


def _line_slope(t):
    return torch.cat([0 * t - 1, 0 * t, 0 * t, 0 * t + 1], 1)
