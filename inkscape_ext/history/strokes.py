"""How a run came to new strokes, as plain values, in words, and as options."""

from ..strokes.new_layer import MOST


def strokes_of(new):
    """What is kept of a NewLayer, or of None, as a dictionary for JSON."""
    if new is None:
        return {}
    if new.is_to_be_placed:
        return {"added": {"strokes": new.count, "refine_too": not new.others_rest}}
    return {"drawn": {"strokes": new.count - new.fills, "fills": new.fills}}


def is_drawn(settings):
    """True for a run of `clip-refine draw`, or of Draw from a prompt."""
    return bool(_numbers(settings, "drawn"))


def in_words(settings):
    """Phrases for them."""
    drawn, added = _numbers(settings, "drawn"), _numbers(settings, "added")
    if drawn:
        counts = [_counted(drawn["strokes"], "stroke"), _counted(drawn.get("fills", 0), "filled shape")]
        return [f"drawn from the prompt alone: {' and '.join(filter(None, counts))}"]
    if not added:
        return []
    own = "your own refined as well" if _refine_too(settings) else ""
    return [f"{_counted(added['strokes'], 'stroke')} added", own]


def as_options(settings):
    """{name: value} of the dialogs' fields; {} for settings that are none of a run's."""
    if "new_paths" not in settings:
        return {}
    added = _numbers(settings, "added").get("strokes", 0)
    return {"add_strokes": added, "refine_too": _refine_too(settings), **_numbers(settings, "drawn")}


def command_line(settings):
    """These settings as options of `clip-refine run`, or of `draw` where it `is_drawn`; a list of words."""
    drawn, added = _numbers(settings, "drawn"), _numbers(settings, "added")
    words = [word for name, number in drawn.items() for word in (f"--{name}", str(number))]
    words += ["--add", str(added["strokes"])] if added else []
    return [*words, *(["--refine-too"] if _refine_too(settings) else [])]


def _counted(number, what):
    return f"{number} {what}{'s' * (number > 1)}" if number else ""


def _refine_too(settings):
    added = settings.get("added")
    return isinstance(added, dict) and added.get("refine_too") is True


def _numbers(settings, kind):
    """{"strokes": ..., "fills": ...} of what a record holds; {} if it is none."""
    entry = settings.get(kind)
    if not isinstance(entry, dict) or type(entry.get("strokes")) is not int:
        return {}
    numbers = {name: entry[name] for name in ("strokes", "fills") if type(entry.get(name)) is int}
    return numbers if all(0 <= number <= MOST for number in numbers.values()) else {}
