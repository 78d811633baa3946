"""What a run looks at besides the paths that it refines."""

from dataclasses import dataclass

from .frame_choice import SELECTION

SELECTED_PICTURE = object()  # as a goal


@dataclass(frozen=True)
class View:
    """How the picture around the selection is to be made.

    frame: as frame_choice.frame_for. box: in root user units, what is looked at, whatever the frame says;
    unseen: elements that only mark it. margin: share of the frame's longer side; None: the usual one.
    exporter: has Inkscape draw what we can't; None: that is left out. folder: of the document, for its linked
    pictures. goal: id or label of an object that the paths are to show, SELECTED_PICTURE, or a protocol
    Picture; None: none. sample: id or label of an object that they are to be drawn like; None: none.
    """

    frame: str = SELECTION
    box: "tuple | None" = None
    unseen: frozenset = frozenset()
    margin: "float | None" = None
    exporter: object = None
    folder: str = ""
    goal: object = None
    sample: "str | None" = None
