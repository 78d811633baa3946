"""The moments of runs, read again from the hidden layers that keep them."""

from ..cascade import Cascade
from ..history.state import State
from ..namespace import COPY_OF, STAGES
from ..scene import INKSCAPE
from ..selection import elements_by_id
from ..stylesheets import SVG
from .moments import Moment, is_moment


def kept_moments(root):
    """The Moments that the layers of stages in a document hold, of all runs in order; [] if there are none.

    A path that a layer does not show is as in the layer before, or else as in the first one that shows it.
    """
    known, cascade = elements_by_id(root), Cascade(root)
    shown = [
        (layer.get(INKSCAPE + "label", ""), _states(layer, known, cascade))
        for stages in root.iter(SVG + "g")
        if _is_of_a_run(stages)
        for layer in stages.iterchildren(SVG + "g")
    ]
    now = {}
    for _, states in reversed(shown):
        now.update(states)
    moments = []
    for label, states in shown:
        now = {**now, **states}
        moments.append(Moment(label, now))
    return moments if now else []


def _is_of_a_run(element):
    """Whether this is a layer of stages, not of variations; some of its moments may have been deleted."""
    labels = [layer.get(INKSCAPE + "label", "") for layer in element.iterchildren(SVG + "g")]
    return STAGES in element.attrib and any(is_moment(label) for label in labels)


def _states(layer, known, cascade):
    """{path of the drawing: (State, computed style) of its copy in this layer}, of those that are there."""
    copies = {known.get(copy.get(COPY_OF)): copy for copy in layer.iterchildren(SVG + "path")}
    return {
        path: (State.of(copy), cascade.style_in_place(copy))
        for path, copy in copies.items()
        if path is not None
    }
