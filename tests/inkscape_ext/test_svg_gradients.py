"""Gradients of a document as columns of the path table."""

import pytest
from drawing_support import read, row_points, rows_by_id

from protocol import limits
from protocol.geometry import GradientKind, Spread

STOPS = '<stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/>'
BLUE, RED = (0, 0, 1, 1), (1, 0, 0, 1)
USER = 'gradientUnits="userSpaceOnUse"'


class Painted:
    """The gradient of one paint of one row, as the table holds it; None of it where there is none."""

    def __init__(self, drawing, name="p", paint=0):
        table = drawing.table
        table.check()
        self._frame = drawing.frame
        self.index = table.paint_gradient[2 * rows_by_id(drawing)[name] + paint]
        if self.index < 0:
            return
        self.kind = GradientKind(table.gradient_kind[self.index])
        self.spread = Spread(table.gradient_spread[self.index])
        self.focus = tuple(table.gradient_focus[2 * self.index : 2 * self.index + 2])
        self._map = table.gradient_map[6 * self.index : 6 * self.index + 6]
        first = sum(table.gradient_stops[: self.index])
        last = first + table.gradient_stops[self.index]
        self.offsets = list(table.stop_offset[first:last])
        self.colours = [tuple(table.stop_colour[4 * at : 4 * at + 4]) for at in range(first, last)]

    def at(self, x, y):
        """The place in the gradient's space of a point in root user units, to four places."""
        x, y = (x - self._frame.left) / self._frame.side, (y - self._frame.top) / self._frame.side
        m = self._map
        return (round(m[0] * x + m[2] * y + m[4], 4), round(m[1] * x + m[3] * y + m[5], 4))


def painted(gradient, path='d="M10 20h40v20h-40z"', attributes='viewBox="0 0 100 200"'):
    """The fill of a path with one gradient; the other elements of `gradient` are definitions as well."""
    _, drawing = read(f'{gradient}<path id="p" fill="url(#g)" {path}/>', attributes=attributes)
    return Painted(drawing)


def linear(attributes="", stops=STOPS):
    return f'<linearGradient id="g" {attributes}>{stops}</linearGradient>'


def radial(attributes="", stops=STOPS):
    return f'<radialGradient id="g" {attributes}>{stops}</radialGradient>'


def test_a_linear_gradient_runs_from_left_to_right_of_the_box():
    gradient = painted(linear())

    assert gradient.kind is GradientKind.LINEAR
    assert gradient.spread is Spread.PAD
    assert gradient.at(10, 20) == (0, 0)
    assert gradient.at(50, 20) == (1, 0)
    assert gradient.offsets == [0, 1]
    assert gradient.colours == [RED, BLUE]


def test_the_box_is_that_of_the_curve_without_handles_and_stroke():
    path = 'stroke="red" stroke-width="9" d="M10 20 C 10 60 50 60 50 20"'

    gradient = painted(linear('x2="0" y2="100%"'), path)

    assert gradient.at(10, 20)[0] == 0
    assert gradient.at(10, 50)[0] == 1


def test_a_radial_gradient_is_the_ellipse_in_the_box():
    gradient = painted(radial())

    assert gradient.kind is GradientKind.RADIAL
    assert gradient.at(30, 30) == (0, 0)
    assert gradient.at(50, 30) == (1, 0)
    assert gradient.at(30, 40) == (0, 1)
    assert gradient.focus == (0, 0)


def test_user_space_is_that_of_the_path():
    gradient = painted(
        linear(f'{USER} x1="1" y1="2" x2="3" y2="2"'),
        'transform="translate(10 0) scale(5 7)" d="M1 1h8v8z"',
    )

    assert gradient.at(10 + 5 * 1, 7 * 2)[0] == 0
    assert gradient.at(10 + 5 * 3, 7 * 9)[0] == 1


def test_percentages_in_user_space_are_of_the_nearest_viewport():
    gradient = painted(linear(f'{USER} x1="10%" y1="25%" x2="10%" y2="75%"'))
    assert (gradient.at(10, 50)[0], gradient.at(10, 150)[0]) == (0, 1)

    round_one = painted(radial(f'{USER} cx="20%" cy="10%" r="50%"'), attributes='viewBox="0 0 100 100"')
    assert round_one.at(20, 10) == (0, 0)
    assert round_one.at(70, 10) == (1, 0)

    inner = (
        '<svg viewBox="0 0 20 20" width="100" height="100"><path id="p" fill="url(#g)" d="M0 0h9v9"/></svg>'
    )
    _, drawing = read(linear(USER) + inner)
    assert Painted(drawing).at(100, 0)[0] == 1


def test_lengths_have_units():
    gradient = painted(linear(f'{USER} x1="1in" x2="2in" y2="0"'))

    assert (gradient.at(96, 0)[0], gradient.at(192, 0)[0]) == (0, 1)


def test_the_gradients_own_transform_comes_before_the_box():
    gradient = painted(linear('gradientTransform="translate(.5) scale(.5)"'))

    assert (gradient.at(30, 20)[0], gradient.at(50, 20)[0]) == (0, 1)


@pytest.mark.parametrize("transform", ["scale(1 0)", "oops", "matrix(0,0,0,0,0,0)"])
def test_a_transform_that_is_none_is_ignored(transform):
    gradient = painted(linear(f'gradientTransform="{transform}"'))

    assert (gradient.at(10, 20)[0], gradient.at(50, 20)[0]) == (0, 1)


@pytest.mark.parametrize(
    ("name", "spread"), [("reflect", Spread.REFLECT), ("repeat", Spread.REPEAT), ("x", Spread.PAD)]
)
def test_a_gradient_goes_on_as_it_says(name, spread):
    assert painted(linear(f'spreadMethod="{name}"')).spread is spread


def test_links_hand_on_stops_units_and_places():
    chain = (
        f'<linearGradient id="g" xlink:href="#b" x2="30"/><linearGradient id="b" href="#c" x1="20" {USER}/>'
        f'<linearGradient id="c" x1="90" y1="5" spreadMethod="repeat">{STOPS}</linearGradient>'
    )

    gradient = painted(chain)

    # From (20, 5) to (30, 0).
    assert (gradient.at(20, 5), gradient.at(30, 0)[0]) == ((0, 0), 1)
    assert gradient.spread is Spread.REPEAT
    assert gradient.colours == [RED, BLUE]


def test_links_hand_on_no_places_to_another_kind_of_gradient():
    other = f'<linearGradient id="b" cx="0" r="9">{STOPS}</linearGradient>'

    gradient = painted(f'<radialGradient id="g" href="#b" r="40%"/>{other}')

    assert gradient.at(30, 30) == (0, 0)
    assert gradient.at(30 + 0.4 * 40, 30) == (1, 0)


def test_of_two_links_the_older_form_counts():
    other = '<linearGradient id="other"><stop stop-color="lime"/></linearGradient>'
    one = f'<linearGradient id="one">{STOPS}</linearGradient>'

    gradient = painted(f'{one}{other}<linearGradient id="g" xlink:href="#one" href="#other"/>')

    assert gradient.colours == [RED, BLUE]


def test_a_focus_is_where_it_says_and_by_default_in_the_centre():
    assert painted(radial('cx="40%" fx="40%" fy="75%"')).focus == (0, 0.5)
    assert painted(radial(f'{USER} cx="7" cy="7" r="4" fx="8" fy="6"')).focus == (0.25, -0.25)


@pytest.mark.parametrize("fx", ["100%", "9", "1e300"])
def test_a_focus_outside_is_pulled_into_the_circle(fx):
    x, y = painted(radial(f'fx="{fx}"')).focus

    assert 0.99 < x < 1
    assert y == 0


def test_offsets_are_brought_into_order_and_range():
    stops = "".join(f'<stop offset="{offset}"/>' for offset in ("-1", "50%", ".25", "oops", "7"))

    assert painted(linear(stops=stops)).offsets == [0, 0.5, 0.5, 0.5, 1]


def test_stops_are_styled_by_sheets_style_attributes_and_their_surroundings():
    stops = (
        '<stop class="a"/><stop style="stop-color:#0f0;stop-opacity:50%" stop-color="red"/>'
        '<stop stop-color="currentColor" stop-opacity=".25"/><stop stop-color="#0000ff80" stop-opacity=".5"/>'
        '<stop stop-color="inherit"/>'
    )
    gradient = linear('stop-color="#0f0"', stops)

    colours = painted(f'<style>.a{{stop-color:red}}</style><g color="#00f">{gradient}</g>').colours

    assert colours[:3] == [RED, (0, 1, 0, 0.5), (0, 0, 1, 0.25)]
    assert colours[3] == pytest.approx((0, 0, 1, 0.251), abs=1e-3)
    assert colours[4] == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("gradient", "path"),
    [
        (linear('x2="0"'), 'd="M10 20h40v20h-40z"'),
        (linear(f'{USER} x1="5" x2="5"'), 'd="M10 20h40v20h-40z"'),
        (radial('r="0"'), 'd="M10 20h40v20h-40z"'),
        (radial('r="-1"'), 'd="M10 20h40v20h-40z"'),
        (linear(f'{USER} x1="5" x2="5.000001"'), 'd="M10 20h40v20h-40z"'),
        (linear(), 'd="M10 20h40"'),  # SVG would not paint it; Inkscape does
        (radial(), 'd="M10 20v40"'),
    ],
)
def test_a_gradient_without_extent_shows_its_last_colour(gradient, path):
    found = painted(gradient, path)

    assert found.offsets == [0]
    assert found.colours == [BLUE]


@pytest.mark.parametrize("attribute", ['inkscape:swatch="solid"', 'osb:paint="solid"'])
def test_a_swatch_is_one_colour(attribute):
    swatch = (
        f'<linearGradient id="s" xmlns:osb="http://www.openswatchbook.org/uri/2009/osb" {attribute}>'
        '<stop style="stop-color:#0000ff;stop-opacity:1"/></linearGradient>'
    )

    found = painted(f'{swatch}<linearGradient id="g" xlink:href="#s" x2="3" {USER}/>')

    assert found.colours == [BLUE]


def test_a_stroke_has_its_own_gradient():
    _, drawing = read(
        f'{linear()}<path id="p" fill="red" stroke="url(#g)" stroke-opacity=".5" d="M0 0h9v9"/>'
    )

    assert Painted(drawing, paint=0).index == -1
    assert Painted(drawing, paint=1).colours == [RED, BLUE]
    assert drawing.table.stroke[3] == 0.5


def test_paths_share_a_gradient_only_where_it_is_the_same_on_the_canvas():
    paths = (
        '<g fill="url(#g)"><path id="a" d="M0 0h9v9"/><path id="b" d="M0 0h5l4 9"/>'
        '<path id="c" d="M0 0h9v8"/><path id="d" transform="scale(2)" d="M0 0h9v9"/></g>'
    )

    _, drawing = read(linear() + paths)
    _, in_user_space = read(linear(f'{USER} x2="9"') + paths)

    assert [Painted(drawing, name).index for name in "abcd"] == [0, 0, 1, 2]
    assert [Painted(in_user_space, name).index for name in "abcd"] == [0, 0, 0, 1]


def test_gradients_beyond_the_bound_show_as_their_mean_colour(monkeypatch):
    monkeypatch.setattr(limits, "STOPS", 2)
    paths = '<path id="a" fill="url(#g)" d="M0 0h9v9"/><path id="b" fill="url(#g)" d="M0 0h9v8"/>'

    _, drawing = read(linear() + paths)

    assert [Painted(drawing, name).index for name in "ab"] == [0, -1]
    assert list(drawing.table.fill[4:]) == [0.5, 0, 0.5, 1]


def test_a_gradient_stays_while_its_path_moves_in_the_table():
    _, drawing = read(f'{linear()}<path id="p" fill="url(#g)" d="M10 20h40v20h-40z"/>')

    assert row_points(drawing, "p")[0] == pytest.approx((10, 20), abs=1e-4)
    assert Painted(drawing).at(10, 20) == (0, 0)
