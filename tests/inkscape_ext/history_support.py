"""Runs without a daemon: what a run leaves in a document."""

from drawing_support import by_id, moved, read, result_of

from inkscape_ext.drawing import Drawing
from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.line_rules import AS_THEY_ARE
from protocol.geometry import floats
from protocol.messages import CHANGES, Prompt, RefineRequest

BODY = """
<path id="a" d="M 10 10 C 20,40 60,40 90,10"
  style="fill:none;stroke:#336699;stroke-width:3;stroke-dasharray:2,1"/>
<g id="g"><path id="b" d="m 10,60 80,0 0,20 z" fill="#cc6633"/>
<path id="c" class="k" d="M10 90h50q9 9 20-5" stroke="black" fill="none" style="stroke-opacity:.5"/></g>
<path id="d" d="M 5,5 L 9,9" stroke="black"/>
"""
IDS = ("a", "b", "c")


def drawn(body=BODY):
    """The root of a document with this body."""
    return read(body)[0]


def refine(svg, ids=IDS, shift=0.01, prompt="a boat", shade=0.0, rules=AS_THEY_ARE, **settings):
    """One recorded run that moves all points by `shift` canvas units and lightens colours; its RunKeeper."""
    drawing = Drawing.read(svg, ids, CHANGES, rules=rules)
    keeper = RunKeeper(svg, drawing)
    table = drawing.table
    points = moved(table, shift).points
    inks = {name: _lightened(getattr(table, name), shade) for name in ("fill", "stroke")}
    result = result_of(table, points=points, **inks)
    drawing.write(result)
    keeper.keep(RefineRequest(table, (Prompt(prompt),), **settings), CHANGES, result, now=0)
    return keeper


def _lightened(column, shade):
    return floats(value if at % 4 == 3 else value + shade for at, value in enumerate(column))


def attributes(svg, ids=(*IDS, "d")):
    """{id: its attributes}."""
    return {name: dict(by_id(svg, name).attrib) for name in ids}
