import pytest

from inkscape_ext.shapes import SHAPES, shape_subpaths
from inkscape_ext.subpaths import bounds

VIEWPORT = (200.0, 100.0)


@pytest.mark.parametrize(
    ("tag", "attributes", "box"),
    [
        ("rect", {"x": "1", "y": "2", "width": "30", "height": "4"}, (1, 2, 31, 6)),
        ("rect", {"width": "50%", "height": "50%", "rx": "3"}, (0, 0, 100, 50)),
        ("rect", {"width": "10", "height": "20", "ry": "99"}, (0, 0, 10, 20)),
        ("circle", {"cx": "5", "cy": "6", "r": "2"}, (3, 4, 7, 8)),
        ("ellipse", {"cx": "5mm", "rx": "2", "ry": "3"}, (16.8976, -3, 20.8976, 3)),
        ("ellipse", {"rx": "2"}, (-2, -2, 2, 2)),
        ("ellipse", {"rx": "5", "ry": "1e-300"}, (-5, 0, 5, 0)),
        ("line", {"x2": "10%", "y2": "10%"}, (0, 0, 20, 10)),
        ("polyline", {"points": "0,0 5,5-1,7"}, (-1, 0, 5, 7)),
        ("polygon", {"points": "0,0 5,5 2"}, (0, 0, 5, 5)),
    ],
)
def test_shapes_have_their_box(tag, attributes, box):
    assert bounds(shape_subpaths(tag, attributes, VIEWPORT)) == pytest.approx(box, abs=1e-3)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("rect", {"width": "10"}),
        ("rect", {"width": "-1", "height": "3"}),
        ("rect", {"width": "nan", "height": "3"}),
        ("circle", {}),
        ("circle", {"r": "0"}),
        ("ellipse", {"rx": "0", "ry": "3"}),
        ("polyline", {}),
        ("polyline", {"points": "1,2"}),
        ("polygon", {"points": "1,2 three"}),
    ],
)
def test_shapes_without_extent_are_not_drawn(tag, attributes):
    assert shape_subpaths(tag, attributes, VIEWPORT) == []


def test_only_lines_and_polylines_are_open():
    attributes = {"width": "1", "height": "1", "r": "1", "rx": "1", "x2": "1", "points": "0 0 1 1 2 0"}
    open_shapes = {tag for tag in SHAPES if not shape_subpaths(tag, attributes, VIEWPORT)[0].is_closed}

    assert open_shapes == {"line", "polyline"}
