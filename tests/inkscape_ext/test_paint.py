from types import SimpleNamespace

import pytest
from drawing_support import document

from inkscape_ext.cascade import INITIAL, Cascade
from inkscape_ext.paint import Painter
from inkscape_ext.path_data import parse_path
from inkscape_ext.selection import elements_by_id
from protocol.geometry import Cap, FillRule, Join

DEFS = """<defs>
<linearGradient id="two"><stop offset="0" stop-color="#f00"/>
<stop offset="100%" style="stop-color:blue;stop-opacity:.5"/></linearGradient>

<radialGradient id="linked" xlink:href="#two"/><linearGradient id="loop" href="#loop"/>
<linearGradient id="late">
<stop offset="75%" stop-color="#f00"/><stop offset="0.75" stop-color="#00f"/>
<stop offset="oops"/></linearGradient>
<linearGradient id="clear"><stop stop-opacity="0"/></linearGradient>
<pattern id="tiles"/></defs>"""


def look(**properties):
    svg = document(DEFS)
    painter = Painter(elements_by_id(svg), Cascade(svg), 200.0)
    style = {name.replace("_", "-"): value for name, value in properties.items()}
    placed = SimpleNamespace(style={**INITIAL, **style}, element=svg[0])
    return painter.look(placed, parse_path("M0 0h10v20h-10z"))


def test_the_default_look_is_a_black_fill():
    plain = look()

    assert plain.fill.rgba == (0, 0, 0, 1)
    assert plain.stroke is None
    assert plain.stroke_width == 0
    assert (plain.fill_rule, plain.cap, plain.join, plain.miter_limit) == (
        FillRule.NONZERO,
        Cap.BUTT,
        Join.MITER,
        4,
    )


def test_alpha_is_the_colours_times_the_opacity():
    half = look(fill="#ff000080", fill_opacity="50%", stroke="rgb(0,0,0)", stroke_opacity=".25")

    assert half.fill.rgba == pytest.approx((1, 0, 0, 0.251), abs=1e-3)
    assert half.fill.colour_alpha == pytest.approx(0.502, abs=1e-3)
    assert half.stroke.rgba == (0, 0, 0, 0.25)


@pytest.mark.parametrize(("width", "units"), [("2", 2), ("1mm", 3.7795), ("1%", 2), ("2em", 40)])
def test_stroke_widths_have_units(width, units):
    assert look(stroke="red", stroke_width=width, font_size="20px").stroke_width == pytest.approx(
        units, rel=1e-4
    )


@pytest.mark.parametrize("properties", [{"stroke": "red", "stroke_width": "0"}, {"stroke": "none"}])
def test_no_stroke_is_invented(properties):
    bare = look(**properties)

    assert bare.stroke is None
    assert bare.stroke_width == 0


@pytest.mark.parametrize(
    "paint", ["none", "context-fill", "url(#missing)", "url(#missing) none", "url(#loop)", "url(#loop) red"]
)
def test_no_fill_is_invented(paint):
    assert look(fill=paint).fill is None


def test_a_missing_server_falls_back_to_its_colour():
    assert look(fill="url(#missing) #00ff00").fill.rgba == (0, 1, 0, 1)


@pytest.mark.parametrize("url", ["url(#two)", "url('#two')", 'url( "#linked" ) red'])
def test_a_gradient_is_not_solid_and_has_the_mean_colour_of_its_stops(url):
    ink = look(fill=url, fill_opacity="0.25").fill

    assert ink.rgba == pytest.approx((2 / 3, 0, 1 / 3, 0.25))
    assert [offset for offset, _ in ink.shading.stops] == [0, 1]
    assert not ink.is_solid
    assert ink.can_fade


def test_stops_count_by_their_share_of_the_gradient():
    assert look(fill="url(#late)").fill.rgba == pytest.approx((0.75, 0, 0, 1))


def test_a_pattern_shows_grey():
    ink = look(stroke="url(#tiles)", stroke_opacity=".5").stroke

    assert ink.rgba == (0.5, 0.5, 0.5, 0.5)
    assert not ink.is_solid
    assert not ink.can_fade
    assert ink.shading is None


@pytest.mark.parametrize(
    "properties",
    [
        {"fill": "url(#clear)"},
        {"fill": "url(#two)", "fill_opacity": "0"},
        {"fill": "url(#tiles)", "fill_opacity": "0"},
        {"fill": "transparent"},
        {"fill_opacity": "0"},
        {"fill": "red", "fill_opacity": "-1"},
    ],
)
def test_a_fully_transparent_paint_is_none(properties):
    assert look(**properties).fill is None


def test_hairlines_and_non_scaling_strokes_ignore_transforms():
    hairline = look(**{"stroke": "red", "-inkscape-stroke": "hairline", "stroke_width": "7"})

    assert hairline.is_hairline
    assert not hairline.is_scaling
    assert hairline.stroke_width == 1
    assert not look(stroke="red", vector_effect="non-scaling-stroke").is_scaling


def test_current_colour_is_the_color_property():
    assert look(fill="currentColor", color="#00ff00").fill.rgba == (0, 1, 0, 1)


def test_unknown_caps_and_joins_are_the_default():
    odd = look(stroke="red", stroke_linejoin="miter-clip", stroke_linecap="odd", stroke_miterlimit="0.5")

    assert (odd.cap, odd.join, odd.miter_limit) == (Cap.BUTT, Join.MITER, 4)
