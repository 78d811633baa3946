"""The dialog's page "View and style" as a View and as fields of a request."""

import os

import inkex

from protocol.errors import ErrorCode, RefineError

from .export.exporter import Exporter
from .frame_choice import PAGE, SELECTION
from .history.settings import TIDY
from .history.views import names_of
from .selection import elements_by_id, named_element, topmost_group
from .stylesheets import SVG
from .view import SELECTED_PICTURE, View

OBJECT = "object"
NO_SAMPLE = (
    "Select the group to draw like as well: the topmost selected one is the sample, and is not changed. "
    "Or write its label into the field."
)
ONLY_SAMPLE = "What is to be drawn like is all that is selected. Select what is to be refined as well."


def add_view_arguments(pars):
    """Declare the fields."""
    pars.add_argument("--frame", default=SELECTION)
    pars.add_argument("--frame_object", default="")
    pars.add_argument("--margin", type=int, default=8)
    pars.add_argument("--draw_all", type=inkex.Boolean, default=True)
    pars.add_argument("--use_picture", type=inkex.Boolean, default=False)
    pars.add_argument("--picture_weight", type=int, default=50)
    pars.add_argument("--picture_colours", type=inkex.Boolean, default=False)
    pars.add_argument("--like_selected", type=inkex.Boolean, default=False)
    pars.add_argument("--like", default="")
    pars.add_argument("--like_weight", type=int, default=50)


def view_with_surroundings():
    """The View of the selection and of all around it."""
    return View(exporter=Exporter(), folder=_folder())


def sample_of(options, svg):
    """(what to call what is to be drawn like, its id): the topmost selected group, or what is named, which
    stays as it is; '' without one. RefineError BAD_OBJECT where there is none."""
    name = options.like.strip()
    if options.preset == TIDY or not (options.like_selected or name):
        return "", ""
    known = elements_by_id(svg)
    if not options.like_selected:
        return name, named_element(name, known).attrib["id"]
    group = topmost_group(options.ids, known)
    if group is None or group.tag != SVG + "g":
        raise RefineError(ErrorCode.BAD_OBJECT, NO_SAMPLE)
    return group.attrib["id"], group.attrib["id"]


def view_of(options, sample):
    """The View that the fields describe. sample: its name. RefineError BAD_OBJECT where a frame is to be
    named and is not."""
    frame = options.frame_object.strip() if options.frame == OBJECT else options.frame
    if not frame:
        raise RefineError(ErrorCode.BAD_OBJECT, "The frame is to be an object, but none is named.")
    return View(
        frame=frame,
        margin=options.margin / 100.0 if frame == SELECTION else None,
        exporter=Exporter() if options.draw_all else None,
        folder=_folder(),
        goal=SELECTED_PICTURE if options.use_picture and options.preset != TIDY else None,
        sample=sample or None,
    )


def _folder():
    return os.path.dirname(os.environ.get("DOCUMENT_PATH", ""))


def request_fields(options, drawing):
    """The fields of a RefineRequest that come from here. drawing: a Drawing, read with the View."""
    return {
        "pictures": drawing.pictures,
        "goal_weight": options.picture_weight / 100.0,
        "goal_colours": options.picture_colours,
        "manner": drawing.manner,
        "manner_weight": options.like_weight / 100.0,
        "frame": drawing.view.frame,
        "margin": drawing.margin,
    }


def as_fields(settings):
    """{name: value} of the fields with the settings of an earlier run; what is strange is left out.

    A goal picture is not taken over: it is the one that is selected now, or none.
    """
    fields = {}
    frame = settings.get("frame")
    if isinstance(frame, str) and frame:
        fields["frame"] = frame if frame in (SELECTION, PAGE) else OBJECT
        fields["frame_object"] = "" if frame in (SELECTION, PAGE) else frame
    for field, name in (
        ("margin", "margin"),
        ("picture_weight", "goal_weight"),
        ("like_weight", "manner_weight"),
    ):
        value = settings.get(name)
        if isinstance(value, (int, float)) and 0.0 <= value <= 10.0:
            fields[field] = round(100.0 * value, 9)
    if isinstance(settings.get("goal_colours"), bool):
        fields["picture_colours"] = settings["goal_colours"]
    fields["like_selected"] = False
    fields["like"] = next(iter(names_of(settings, "manner")), "")
    return fields
