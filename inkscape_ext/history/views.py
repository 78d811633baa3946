"""What a run looked at besides its paths, as plain values, in words, and as options."""

FIELDS = ("pictures", "manner", "goal_weight", "goal_colours", "manner_weight", "frame", "margin")
_USUAL_FRAME, _PAGE, _USUAL_MARGIN = "selection", "page", 0.08
_GOAL = "goal"
_SHOWN = 60  # characters of what the frame was, in a list


def views_of(request):
    """These FIELDS of a RefineRequest as a dictionary for JSON; of pictures only what they were."""
    names = ("use", "name", "width", "height", "sha256")
    pictures = [{name: getattr(each, name) for name in names} for each in request.pictures]
    manner = [{"name": each.name} for each in request.manner]
    kept = {name: getattr(request, name) for name in FIELDS[2:]}
    return {"pictures": pictures, "manner": manner, **kept}


def names_of(settings, kind, use=None):
    """The names of the pictures or samples ("pictures", "manner") that a run's settings tell of."""
    entries = settings.get(kind)
    entries = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    names = [each.get("name") for each in entries if use is None or each.get("use") == use]
    return [name for name in names if isinstance(name, str) and name]


def in_words(settings):
    """Phrases for those that are not as usual."""
    frame = settings.get("frame")
    return [
        *(f"picture {name}" for name in names_of(settings, "pictures", _GOAL)),
        *(f"like {name}" for name in names_of(settings, "manner")),
        f"frame {frame[:_SHOWN]}" if isinstance(frame, str) and frame != _USUAL_FRAME else "",
    ]


def command_line(settings, is_drawn=False):
    """These settings as options of `clip-refine run`, or of `draw` (is_drawn); a list of words."""
    usual = _PAGE if is_drawn else _USUAL_FRAME
    words = [] if settings.get("frame") in (None, usual) else _word(settings, "frame", "--frame")
    margin = settings.get("margin")
    is_number = isinstance(margin, (int, float)) and abs(margin) < 1e9
    if is_number and margin != _USUAL_MARGIN and not is_drawn:
        words += ["--margin", f"{100 * margin:g}"]
    for name in names_of(settings, "pictures", _GOAL):
        words += ["--image", name, *_word(settings, "goal_weight", "--image-weight")]
        words += ["--image-colours"] if settings.get("goal_colours") is True else []
    for name in names_of(settings, "manner"):
        words += ["--like", name, *_word(settings, "manner_weight", "--like-weight")]
    return words


def _word(settings, name, option):
    value = settings.get(name)
    return [option, str(value)] if isinstance(value, (int, float, str)) else []
