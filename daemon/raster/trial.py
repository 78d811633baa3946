"""The smallest scene that all kernels take part in."""

from protocol.geometry import CUBIC, PathTable, floats, integers, octets, plain_paint

from .scene import scene_of


def trial_scene(device):
    """A Scene of one filled and stroked path, whose points require gradients."""
    table = PathTable(
        points=floats([0.1, 0.1, 0.4, 0.2, 0.6, 0.8, 0.9, 0.9]),
        segment_kinds=octets([CUBIC]),
        subpath_segments=integers([1]),
        subpath_closed=octets([0]),
        path_subpaths=integers([1]),
        paint=octets([3]),
        fill=floats([0, 0, 0, 1]),
        stroke=floats([0, 0, 0, 1]),
        stroke_width=floats([0.1]),
        pen=floats([1, 0, 0, 1]),
        opacity=floats([1]),
        stroke_style=floats([0, 1, 1, 4]),
        free=octets([0]),
        **plain_paint(1),
    )
    scene = scene_of(table, device=device)
    scene.points.requires_grad_()
    return scene
