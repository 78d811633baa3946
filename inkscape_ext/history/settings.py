"""What a run was asked for, as plain values that a record keeps, and said in words."""

import calendar
import time
from dataclasses import fields

from protocol.messages import CHANGES

from ..wording import aim_of, likeness
from . import wishes

# Geometry, and what only the watching of a run needs.
_NOT_KEPT = ("paths", "canvas", "preview_side", "snapshots", "pictures", "manner", *wishes.FIELDS)
TICKED = "ticked"  # as the dialog's preset: none
CHOSEN = "chosen"  # as a request's model: what the user has set with `clip-refine models use`
_PROMPT_CHARACTERS = 60  # of a prompt in a list


def settings_of(request, changes):
    """The settings of a RefineRequest as a dictionary for JSON. changes: of protocol.messages.CHANGES."""
    kept = {each.name: getattr(request, each.name) for each in fields(request) if each.name not in _NOT_KEPT}
    pictures = [{"use": each.use, "name": each.name, "sha256": each.sha256} for each in request.pictures]
    looks = {"pictures": pictures, "manner": [{"name": each.name} for each in request.manner]}
    return {**wishes.wishes_of(request), "change": list(changes), **looks, **kept}


def settled(settings, result):
    """These settings with the model that worked, where the user's general choice was asked for."""
    return {**settings, "model": result.model} if settings["model"] == CHOSEN and result.model else settings


def outcome_of(result):
    """What came of a run, of a protocol Result."""
    return {
        "reason": result.reason,
        "steps": result.steps,
        "similarity_before": round(result.similarity_before, 6),
        "similarity_after": round(result.similarity_after, 6),
        "model": result.model,
        "device": result.device,
    }


def prompt_of(settings):
    """The first prompt, as far as a record of unknown origin holds one."""
    prompts = settings.get("prompts")
    first = prompts[0] if isinstance(prompts, list) and prompts else {}
    text = first.get("text") if isinstance(first, dict) else None
    return " ".join(text.split()) if isinstance(text, str) else ""


def in_short(settings):
    """The first prompt in quotation marks, cut to fit a line."""
    text = prompt_of(settings)
    if len(text) > _PROMPT_CHARACTERS:
        text = text[: _PROMPT_CHARACTERS - 1].rstrip() + "…"
    return f"“{text}”"


def in_words(settings):
    """The other settings in one line, as the dialog calls them."""
    share = _number(settings, "freedom")
    words = [
        "" if share is None else f"strength {100 * share:.0f} %",
        _phrase(settings, "steps", "{} steps"),
        _phrase(settings, "seed", "seed {}"),
        ", ".join(_names(settings)),
        _phrase(settings, "model", "model {}"),
        *wishes.in_words(settings),
        *(f"picture {name}" for name in names_of(settings, "pictures", use="goal")),
        *(f"like {name}" for name in names_of(settings, "manner")),
        "" if settings.get("frame") in (None, "selection") else _phrase(settings, "frame", "frame {}"),
    ]
    return "; ".join(filter(None, words))


def as_options(settings):
    """{name: value} of the dialog's fields with these settings; what is missing or strange is left out."""
    options = {"prompt": prompt_of(settings)} if prompt_of(settings) else {}
    options.update(wishes.as_options(settings))
    share = _number(settings, "freedom")
    if share is not None:
        options["strength"] = round(100.0 * share, 9)
    for name, kind in (("steps", int), ("seed", int), ("model", str), ("device", str)):
        if isinstance(settings.get(name), kind):
            options[name] = settings[name]
    names = _names(settings)
    if names:
        options.update({f"change_{change}": change in names for change in CHANGES}, preset=TICKED)
    return options


def command_line(settings):
    """These settings as options of `clip-refine run`; a list of words."""
    words = wishes.command_line(settings)
    for name in ("steps", "seed", "freedom", "model", "device", "renderer"):
        value = settings.get(name)
        if isinstance(value, (int, float, str)):
            words += [f"--{name}", str(value)]
    if settings.get("frame") not in (None, "selection"):
        words += _word(settings, "frame", "--frame")
    share = _number(settings, "margin")
    if share is not None and share != 0.08:
        words += ["--margin", f"{100 * share:g}"]
    for name in names_of(settings, "pictures", use="goal"):
        words += ["--image", name, *_word(settings, "goal_weight", "--image-weight")]
        words += ["--image-colours"] if settings.get("goal_colours") is True else []
    for name in names_of(settings, "manner"):
        words += ["--like", name, *_word(settings, "manner_weight", "--like-weight")]
    names = _names(settings)
    return [*words, "--change", ",".join(names)] if names else words


def names_of(settings, kind, use=None):
    """The names of the pictures or samples ("pictures", "manner") that a run's settings tell of."""
    entries = settings.get(kind)
    entries = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    names = [each.get("name") for each in entries if use is None or each.get("use") == use]
    return [name for name in names if isinstance(name, str) and name]


def _word(settings, name, option):
    value = settings.get(name)
    return [option, str(value)] if isinstance(value, (int, float, str)) else []


def wording_of_run(run):
    """A history.record.Run in one line."""
    match = likeness_of(run)
    return "; ".join(filter(None, [title_of(run), in_words(run.settings), match]))


def title_of(run):
    """Number, date and prompt of a Run."""
    return f"Run {run.number}, {_local_time(run.date)}: {in_short(run.settings)}"


def likeness_of(run):
    """How well the drawing fitted its aim before and after a Run, '' if that is not known."""
    before, after = (_number(run.outcome, f"similarity_{when}") for when in ("before", "after"))
    aim = aim_of(prompt_of(run.settings), names_of(run.settings, "pictures", use="goal"))
    return "" if before is None or after is None else likeness(before, after, aim)


def _local_time(date):
    """An ISO 8601 date in UTC as the clock on the wall had it; as it is, if it is none."""
    try:
        moment = calendar.timegm(time.strptime(date, "%Y-%m-%dT%H:%M:%SZ"))
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
    except (ValueError, OverflowError, OSError):
        return date


def _names(settings):
    names = settings.get("change")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _number(settings, name):
    value = settings.get(name)
    return value if isinstance(value, (int, float)) and abs(value) < 1e9 else None


def _phrase(settings, name, template):
    value = settings.get(name)
    return template.format(value) if isinstance(value, (int, str)) and value != "" else ""
