"""One pass down the tree: every graphics element with its place, style and state."""

from dataclasses import dataclass, replace

from .lengths import unit_share
from .namespace import LOCKED
from .shapes import SHAPES
from .stylesheets import SVG
from .transforms import IDENTITY, compose, parse_transform
from .viewports import viewport_transform

SODIPODI = "{http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd}"
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"

_GROUPS = ("g", "a", "svg", "switch")
_DEFINITIONS = ("defs", "clipPath", "mask", "marker", "symbol", "pattern")
LEAVES = ("path", *SHAPES, "text", "image", "use", "foreignObject", "flowRoot")

_WALKED = {SVG + tag for tag in (*_GROUPS, *_DEFINITIONS, *LEAVES)}


@dataclass(frozen=True)
class Placed:
    """A graphics element that draws something itself (no group).

    matrix: its user units to those of the root `<svg>`; None where a transform can't be read.
    style: its computed style. opacity: its own times its ancestors'. clip_boxes: the upright rectangles
    that clip it, in root user units. The flags count ancestors too, but is_named: the element itself was
    asked for; is_asked: it or a group around it was; is_locked: in Inkscape; is_kept: locked for refining.
    """

    element: object
    tag: str
    matrix: "tuple | None"
    style: dict
    opacity: float
    clip_boxes: tuple
    is_asked: bool
    is_named: bool
    is_locked: bool
    is_kept: bool
    is_hidden: bool
    is_defined: bool  # inside defs and the like: drawn only through references
    is_cut: bool  # masked, or clipped by more than clip_boxes
    is_blended: bool
    is_filtered: bool


@dataclass(frozen=True)
class _Inherited:
    """What an element hands down to its children."""

    matrix: "tuple | None"
    style: dict
    opacity: float = 1.0
    clip_boxes: tuple = ()
    is_asked: bool = False
    is_locked: bool = False
    is_kept: bool = False
    is_hidden: bool = False
    is_defined: bool = False
    is_cut: bool = False
    is_blended: bool = False
    is_filtered: bool = False


class Scene:
    """Walks one document.

    cascade: its styles. asked: the elements that were selected, or None for all. clips: its Clips.
    kept: elements that are locked for refining besides those that the document says so of.
    """

    def __init__(self, cascade, asked, clips, kept=frozenset()):
        self._cascade = cascade
        self._asked = asked
        self._clips = clips
        self._kept = kept

    def walk(self, root):
        """A Placed for every leaf below `root`, in document order. Iterative: nesting may be deep."""
        stack = [(root, _Inherited(IDENTITY, {}, is_asked=self._asked is None))]
        while stack:
            element, above = stack.pop()
            is_svg = isinstance(element.tag, str) and element.tag.startswith(SVG)
            tag = element.tag[len(SVG) :] if is_svg else ""
            if tag in LEAVES:
                yield self._placed(element, tag, self._entered(element, above, tag))
            elif tag in _GROUPS or tag in _DEFINITIONS:
                inside = self._entered(element, above, tag)
                chosen = _switched(element) if tag == "switch" else None
                for child in reversed(element):
                    is_off = tag == "switch" and child is not chosen
                    stack.append((child, replace(inside, is_hidden=True) if is_off else inside))

    def _is_named(self, element):
        return self._asked is not None and element in self._asked

    def _placed(self, element, tag, inherited):
        return Placed(
            element=element,
            tag=tag,
            matrix=inherited.matrix,
            style=inherited.style,
            opacity=inherited.opacity,
            clip_boxes=inherited.clip_boxes,
            is_asked=inherited.is_asked,
            is_named=self._is_named(element),
            is_locked=inherited.is_locked,
            is_kept=inherited.is_kept,
            is_hidden=inherited.is_hidden or inherited.style["visibility"] != "visible",
            is_defined=inherited.is_defined,
            is_cut=inherited.is_cut,
            is_blended=inherited.is_blended,
            is_filtered=inherited.is_filtered,
        )

    def _entered(self, element, above, tag):
        """What an element hands down, given what its parent does."""
        style = self._cascade.style(element, above.style)
        matrix = _matrix(element, above.matrix, tag)
        locked, kept = (is_set(element, name) for name in (SODIPODI + "insensitive", LOCKED))
        is_clipped = style["clip-path"] != "none"
        box = self._clips.box(style["clip-path"], matrix) if is_clipped else None
        return _Inherited(
            matrix=matrix,
            style=style,
            opacity=above.opacity * unit_share(style["opacity"]),
            clip_boxes=(*above.clip_boxes, box) if box else above.clip_boxes,
            is_asked=above.is_asked or self._is_named(element),
            is_locked=above.is_locked or locked,
            is_kept=above.is_kept or kept or element in self._kept,
            is_hidden=above.is_hidden or style["display"] == "none",
            is_defined=above.is_defined or tag in _DEFINITIONS,
            is_cut=above.is_cut or style["mask"] != "none" or (is_clipped and box is None),
            is_blended=above.is_blended or style["mix-blend-mode"] != "normal",
            is_filtered=above.is_filtered or style["filter"] != "none",
        )


def _switched(element):
    """The child that a `<switch>` shows: the first without a condition that we may not meet."""
    for child in element:
        conditions = ("requiredExtensions", "systemLanguage", "requiredFeatures")
        if isinstance(child.tag, str) and not any(child.attrib.get(name) for name in conditions):
            return child
    return None


def is_set(element, name):
    """Whether an attribute says yes."""
    return element.attrib.get(name, "") not in ("", "false", "0")


def is_graphics(element):
    """True for an element that `walk` looks at: a leaf or what may hold leaves."""
    return isinstance(element.tag, str) and element.tag in _WALKED


def _matrix(element, above, tag):
    if above is None or element.getparent() is None:
        return above
    own = element.attrib.get("transform")
    if own:
        step = parse_transform(own)
        if step is None:
            return None
        above = compose(above, step)
    if tag == "svg":
        above = compose(above, viewport_transform(element))
    return above
