"""Palettes read from documents and typed text, and their own text in what is written."""

import pytest
from drawing_support import by_id, document, result_of, rows_by_id, text_of

from inkscape_ext.drawing import Drawing
from inkscape_ext.palette import (
    PaletteError,
    palette_of_element,
    palette_of_swatches,
    typed_palette,
)
from inkscape_ext.selection import elements_by_id, named_element
from protocol import limits
from protocol.errors import RefineError

BODY = """
<defs>
  <linearGradient id="s1" inkscape:swatch="solid"><stop style="stop-color:#E63946"/></linearGradient>
  <linearGradient id="s2" inkscape:swatch="solid"><stop stop-color="rgb(29, 53, 87)"/></linearGradient>
  <linearGradient id="plain"><stop stop-color="#123456"/><stop stop-color="#654321"/></linearGradient>
</defs>
<g id="sample" inkscape:label="my inks" style="stroke:none">
  <path id="i1" d="M 0,0 L 5,5 L 5,0 Z" fill="crimson"/>
  <g style="fill:#abc"><path id="i2" d="M 9,0 L 5,5 L 5,0 Z" stroke="rgba(0,128,255,0.5)"/></g>
  <rect id="i3" width="3" height="3" fill="url(#s2)"/>
</g>
<path id="p" d="M 10,10 L 50,10 L 50,50 Z" style="fill:#808080;stroke:#e03040;stroke-width:2"/>
<path id="held" d="M 60,60 L 90,60 L 90,90 Z" style="fill:#00ff00" />
<path id="swatched" d="M 60,10 L 90,10 L 90,30 Z" style="fill:url(#s1)" />
"""


def texts(swatches):
    return [swatch.text for swatch in swatches]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("#e63946,#f1faee", ["#e63946", "#f1faee"]),
        (" White ;\n rgb(1, 2,3)  hsl(120 100% 50%)", ["White", "rgb(1, 2,3)", "hsl(120 100% 50%)"]),
        ("red, #ff0000, RED, #F00", ["red"]),
        ("#11223380", ["#112233"]),
    ],
)
def test_typed_colours_keep_their_text_and_count_once(typed, expected):
    assert texts(typed_palette(typed)) == expected


@pytest.mark.parametrize("typed", ["", " , ", "#e63946, reddish", "#12345", "url(#s1)"])
def test_what_is_no_colour_is_named(typed):
    with pytest.raises(PaletteError, match="Write colours like"):
        typed_palette(typed)


def test_the_palette_is_bounded():
    colours = [f"#{index:06x}" for index in range(limits.PALETTE + 1)]
    assert len(typed_palette(",".join(colours[:-1]))) == limits.PALETTE

    with pytest.raises(PaletteError, match="257 colours; 256 are the most"):
        typed_palette(",".join(colours))


def test_swatches_are_those_of_the_document_and_no_other_gradients():
    assert texts(palette_of_swatches(document(BODY))) == ["#E63946", "rgb(29, 53, 87)"]

    with pytest.raises(PaletteError, match="has no swatches"):
        palette_of_swatches(document("<path id='p' d='M 0,0 L 9,9'/>"))


@pytest.mark.parametrize("name", ["sample", "my inks"])
def test_the_colours_of_a_group_are_found_by_id_or_label(name):
    svg = document(BODY)

    assert texts(palette_of_element(svg, named_element(name, elements_by_id(svg)))) == [
        "crimson",
        "#abc",
        "#0080ff",
        "rgb(29, 53, 87)",
    ]


def test_an_object_without_colours_or_no_object_is_said():
    svg = document("<path id='p' d='M 0,0 L 9,9' fill='none'/>")

    with pytest.raises(PaletteError, match="Nothing in “p” has a colour"):
        palette_of_element(svg, by_id(svg, "p"))
    with pytest.raises(RefineError, match="the id or label “q”"):
        named_element("q", elements_by_id(svg))


def written(palette, ids=("p", "held", "swatched"), kept=("held",), **colours):
    """(the document before, after) a Result in which the paints of `p` have become these RGB."""
    svg = document(BODY)
    before = text_of(svg)
    drawing = Drawing.read(svg, list(ids), ["colours"], kept, palette=palette)
    columns = {}
    for name, rgb in colours.items():
        columns[name] = getattr(drawing.table, name)[:]
        first = 4 * rows_by_id(drawing)["p"]
        columns[name][first : first + 3] = type(columns[name])("f", rgb)
    drawing.write(result_of(drawing.table, **columns))
    return before, svg


def test_written_colours_are_the_palettes_own_text_and_nothing_else_changes():
    palette = typed_palette("Crimson rgb(29, 53, 87) #F1FAEE")
    navy, crimson = palette[1].rgb, palette[0].rgb

    before, svg = written(palette, fill=navy, stroke=crimson)

    style = "fill:rgb(29, 53, 87);stroke:Crimson;stroke-width:2"
    assert by_id(svg, "p").attrib["style"] == style
    assert text_of(svg).replace(style, "fill:#808080;stroke:#e03040;stroke-width:2") == before


def test_a_colour_that_is_an_entry_already_is_not_written_anew():
    palette = typed_palette("rgb(128,128,128) #e03040")

    before, svg = written(palette, fill=palette[0].rgb, stroke=palette[1].rgb)

    assert text_of(svg) == before


def test_without_a_palette_colours_are_written_as_before():
    _, svg = written((), fill=(1.0, 0.0, 0.2))

    assert by_id(svg, "p").attrib["style"].startswith("fill:#ff0033;")
