"""The hidden layers of a run, shown: another renderer draws them as the drawing was and is."""

import pytest
from drawing_support import document, moved
from picture_support import difference, picture

from inkscape_ext.drawing import Drawing
from inkscape_ext.scene import INKSCAPE
from inkscape_ext.stages.film import film
from inkscape_ext.stages.layers import add_layers
from inkscape_ext.stages.moments import write_with_moments
from protocol.messages import CHANGES

# Mean difference of 0..255 levels; a lost style or transform costs far more, as does the movement.
TOLERANCE = 0.1
BODY = """<style>.k { stroke-linecap: round; fill: none }</style>
<linearGradient id="l" gradientUnits="userSpaceOnUse" x2="100">
  <stop stop-color="red"/><stop offset="1"/></linearGradient>
<path d="M 10 10 C 20,40 60,40 90,10" style="fill:none;stroke:#336699;stroke-width:3;stroke-dasharray:6,4"/>
<g transform="translate(5,3) scale(.8)" opacity=".5" fill="#cc6633" stroke-width="4">
  <path transform="rotate(10)" d="m 10,60 80,0 0,20 z"/>
  <path class="k" d="M10 90h50q9 9 20-5" stroke="url(#l)"/>
</g>
<svg x="50" y="10" width="40" height="40" viewBox="0 0 10 10" overflow="visible">
  <path d="M1 1h8v8H1zM3 3h4v4H3z" fill-rule="evenodd"/></svg>"""


def only(layers, label):
    """The document with just one of these layers to be seen."""
    root = layers.getparent()
    for child in root:
        if child.tag.endswith(("path", "}g", "}svg")) and child is not layers:
            child.attrib["style"] = "display:none"
    for layer in layers:
        layer.attrib["style"] = "" if layer.attrib[INKSCAPE + "label"] == label else "display:none"
    return root.tostring().decode()


@pytest.mark.parametrize("label", ["Start", "Result"])
def test_a_layer_looks_like_the_drawing_at_that_moment(label):
    sides = 'viewBox="0 0 100 100" width="256" height="256"'
    svg = document(BODY, sides)
    looks = {"Start": picture(svg.tostring().decode())}
    drawing = Drawing.read(svg, None, CHANGES)
    _, moments = write_with_moments(drawing, [], moved(drawing.table, 0.05))
    looks["Result"] = picture(svg.tostring().decode())
    layers = add_layers(svg, drawing.rows, moments, "Stages")

    shown = picture(only(layers, label))

    assert difference(shown, looks[label]) < TOLERANCE
    assert difference(*looks.values()) > 10 * TOLERANCE


def test_a_film_that_does_not_run_looks_like_the_result():
    svg = document(BODY, 'viewBox="0 0 100 100" width="256" height="256"')
    drawing = Drawing.read(svg, None, CHANGES)
    _, moments = write_with_moments(drawing, [], moved(drawing.table, 0.05))

    content = film(svg.getroottree(), moments)

    assert difference(picture(content.decode()), picture(svg.tostring().decode())) == 0
