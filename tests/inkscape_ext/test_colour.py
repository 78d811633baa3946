import colorsys

import pytest

from inkscape_ext.colour import format_colour, parse_colour
from inkscape_ext.colour_names import COLOUR_NAMES


def levels(colour):
    return tuple(round(255 * value) for value in colour)


@pytest.mark.parametrize(
    ("text", "rgba"),
    [
        ("#f80", (255, 136, 0, 255)),
        ("#F808", (255, 136, 0, 136)),
        ("#ff000080", (255, 0, 0, 128)),
        ("#123456", (18, 52, 86, 255)),
        ("rgb(1,2,3)", (1, 2, 3, 255)),
        ("rgb( 10% , 50% , 100% )", (26, 128, 255, 255)),
        ("rgba(255, 0, 0, 0.5)", (255, 0, 0, 128)),
        ("rgb(255 0 0 / 50%)", (255, 0, 0, 128)),
        ("rgb(300,-5,0)", (255, 0, 0, 255)),
        ("RGB(1,2,3)", (1, 2, 3, 255)),
        ("hsl(120,100%,25%)", (0, 128, 0, 255)),
        ("hsl(-240deg 100% 25% / .5)", (0, 128, 0, 128)),
        ("hsla(0.5turn, 100%, 50%, 1)", (0, 255, 255, 255)),
        ("hsl(200grad,100%,50%)", (0, 255, 255, 255)),
        ("transparent", (0, 0, 0, 0)),
        ("Red", (255, 0, 0, 255)),
        (" rebeccapurple ", (102, 51, 153, 255)),
        ("lightgoldenrodyellow", (250, 250, 210, 255)),
        ("#ff0000 icc-color(foo, 0.1, 0.2)", (255, 0, 0, 255)),
    ],
)
def test_css_colours_are_read(text, rgba):
    assert levels(parse_colour(text)) == rgba


def test_current_colour_is_the_one_given():
    assert parse_colour("currentColor", (0.1, 0.2, 0.3, 0.4)) == (0.1, 0.2, 0.3, 0.4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "#12",
        "#12345",
        "#1234567",
        "#ggg",
        "rgb(1,2)",
        "rgb(1,2%,3)",
        "hsl(1,2,3)",
        "url(#a)",
        "blurple",
        "rgb(1e999,0,0)",
        "hsl(1turm,1%,1%)",
        "rgb(1,2,3,4,5)",
        "context-fill",
    ],
)
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match="not a"):
        parse_colour(text)


@pytest.mark.parametrize("hue", range(0, 360, 17))
def test_hsl_agrees_with_another_implementation(hue):
    for saturation in (0.0, 0.3, 1.0):
        for lightness in (0.1, 0.5, 0.8):
            text = f"hsl({hue},{100 * saturation}%,{100 * lightness}%)"

            expected = colorsys.hls_to_rgb(hue / 360, lightness, saturation)

            assert parse_colour(text)[:3] == pytest.approx(expected, abs=1e-9)


def test_every_colour_survives_writing_and_reading():
    for value in range(0, 256, 5):
        rgb = (value / 255, (255 - value) / 255, 0.0)
        assert levels(parse_colour(format_colour(rgb))) == (value, 255 - value, 0, 255)


def test_a_component_out_of_range_is_clamped():
    assert format_colour((1.5, -0.5, 0.5)) == "#ff0080"


def test_all_names_of_css_are_known():
    assert len(COLOUR_NAMES) == 148
    greys = [name for name in COLOUR_NAMES if "gray" in name]
    assert greys
    assert all(COLOUR_NAMES[name] == COLOUR_NAMES[name.replace("gray", "grey")] for name in greys)
