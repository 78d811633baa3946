"""The moments of a run as a film: the drawing with SMIL animations, which browsers play."""

from lxml import etree

from ..document import to_bytes
from ..history.metadata import remove_record
from ..history.moves import subpaths_or_none
from ..history.state import PROPERTIES
from ..namespace import STAGES
from ..references import split_url
from ..stylesheets import SVG
from ..subpaths import format_subpaths
from .moments import changed_in

SECONDS = 0.6  # from one moment to the next
HOLD = 3  # so many times as long the result stays


def film(tree, moments):
    """The bytes of an SVG file that plays Moments over and over; without animation it shows `tree` as it is.

    Paths move and change colour as they did; all else of the drawing stands still. Our record and the hidden
    layers of stages and variations are left out.
    """
    root = etree.fromstring(to_bytes(tree), etree.XMLParser(huge_tree=True, resolve_entities=False))
    twins = dict(zip(tree.getroot().iter(), root.iter()))
    for element in changed_in(moments):
        for name, values in _changing(element, moments):
            _animate(twins[element], name, values)
    remove_record(root)
    for layer in [each for each in root.iter(SVG + "g") if STAGES in each.attrib]:
        layer.getparent().remove(layer)
    return to_bytes(root.getroottree())


def _changing(element, moments):
    """(attribute, its values) of all that can be animated in one path."""
    paths = [subpaths_or_none(moment.states[element][0].d) for moment in moments]
    if all(paths):
        yield "d", [format_subpaths(path) for path in paths]
    for name in PROPERTIES:
        values = [moment.states[element][1][name] for moment in moments]
        if not any(value == "none" or split_url(value) for value in values):
            yield name, values


def _animate(element, name, values):
    if len(set(values)) == 1:
        return
    frames = [*values, *[values[-1]] * HOLD]
    attributes = {
        "attributeName": name,
        "values": ";".join(frames),
        "dur": f"{SECONDS * (len(frames) - 1):g}s",
        "repeatCount": "indefinite",
    }
    element.append(element.makeelement(SVG + "animate", attributes))
