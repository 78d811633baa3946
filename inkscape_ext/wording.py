"""Everything the user reads about a run, in plain words: what happened, and what to do next."""

from typing import NamedTuple

from protocol.errors import ErrorCode

_CHECK = "In a terminal, go to the Refine with CLIP folder and run: python3 install.py --check"
_AGAIN = "Your drawing has not been changed. Please try again."


class Explanation(NamedTuple):
    """what: one sentence about what happened. next_step: what the user can do about it."""

    what: str
    next_step: str


_ERRORS = {
    ErrorCode.NOTHING_SELECTED: Explanation(
        "Nothing is selected.",
        "Select the lines or shapes that you mean, then try again.",
    ),
    ErrorCode.NOTHING_REFINABLE: Explanation(
        "Nothing in the selection can be refined.",
        "Select paths that are visible and not locked, then try again.",
    ),
    ErrorCode.NOTHING_MAY_CHANGE: Explanation(
        "Nothing is allowed to change.",
        "Allow at least one of lines, colours, line widths or opacity that the selection has.",
    ),
    ErrorCode.EMPTY_PROMPT: Explanation(
        "There is no prompt.",
        "Write in a few words what the selection should look like, for example: a motorcycle.",
    ),
    ErrorCode.PROMPT_TOO_LONG: Explanation(
        "The prompt is too long.",
        "Shorten it to one or two sentences; 2,000 characters is the most, and the first words count most.",
    ),
    ErrorCode.TOO_LARGE: Explanation(
        "The selection is too large to refine in one go.",
        "Select fewer paths, or take nodes away first with Path > Simplify.",
    ),
    ErrorCode.BAD_GEOMETRY: Explanation(
        "Something in the selection has a size or position that cannot be used.",
        "Look for objects that are very far away, squashed flat or endlessly large, and leave them out.",
    ),
    ErrorCode.BAD_SETTING: Explanation(
        "One of the settings is outside its range.",
        "Check the strength, the steps and the advanced settings, then try again.",
    ),
    ErrorCode.BAD_OBJECT: Explanation(
        "An object that the settings name cannot be used.",
        "Object > Object Properties shows an object's id and label.",
    ),
    ErrorCode.BAD_DOCUMENT: Explanation(
        "The document could not be read as an SVG drawing.",
        "Save it again from Inkscape as Inkscape SVG, then try once more.",
    ),
    ErrorCode.MODEL_MISSING: Explanation(
        "The model that judges the drawing is not there.",
        'Choose "embedded" as the model, or get the other one in a terminal: clip-refine models list, then '
        'clip-refine models pull. If "embedded" is what you chose: ' + _CHECK,
    ),
    ErrorCode.MODEL_CORRUPT: Explanation(
        "The model file is damaged.",
        "A downloaded one is mended by: clip-refine models pull NAME - and if it is the built-in one: "
        + _CHECK,
    ),
    ErrorCode.DEVICE_UNAVAILABLE: Explanation(
        "The graphics card cannot be used.",
        "Let it compute on the processor instead: the device is one of the advanced settings.",
    ),
    ErrorCode.OUT_OF_MEMORY: Explanation(
        "There was not enough memory.",
        "Select fewer paths, or close other programs, then try again.",
    ),
    ErrorCode.DISK_FULL: Explanation(
        "The disk is full.",
        "Free some space, then try again. Your drawing has not been changed.",
    ),
    ErrorCode.NOT_INSTALLED: Explanation(
        "The helper program of Refine with CLIP could not be started.",
        "In a terminal, run python3 install.py in the folder you installed from; "
        "if you have moved that folder, run it there once more.",
    ),
    ErrorCode.DAEMON_UNREACHABLE: Explanation(
        "The helper program does not answer.",
        "Try again in a moment. If it stays like this: " + _CHECK,
    ),
    ErrorCode.DAEMON_LOST: Explanation(
        "The helper program stopped in the middle of the work.",
        _AGAIN,
    ),
    ErrorCode.BUSY: Explanation(
        "Too many drawings are waiting to be refined.",
        "Wait until some of them are done, or cancel them, then try again.",
    ),
    ErrorCode.WORKER_LOST: Explanation(
        "The part that computes the drawing stopped in the middle of the work.",
        _AGAIN + " If it happens again, select fewer paths.",
    ),
    ErrorCode.VERSION_MISMATCH: Explanation(
        "The extension and its helper program are of different versions.",
        "In the Refine with CLIP folder run: python3 install.py - then restart Inkscape.",
    ),
    ErrorCode.UNSUPPORTED: Explanation(
        "This is not possible with what is installed here.",
        "Set the advanced settings back to their defaults, then try again.",
    ),
    ErrorCode.INTERNAL: Explanation(
        "Something went wrong inside Refine with CLIP.",
        _AGAIN + " If it happens again, please report it and attach the log.",
    ),
}

# Status lines of a run. The keys are the `what` of protocol.messages.Notice.
STARTING = "Getting ready…"
REFINING = "Refining your lines…"
NO_GAIN_YET = "Refining your lines… No real gain so far."
KEEPING = "Stopping, and keeping the best so far…"
CANCELLING = "Cancelling…"
ACTIVITIES = {
    "starting_daemon": "Starting the helper program…",
    "starting_worker": "Starting the helper program…",
    "replacing_daemon": "Replacing an older helper program…",
    "loading_model": "Loading the model…",
}
# What a run does instead of refining.
WORK = {"ranking": "Looking which strokes matter…"}
REMARKS = {
    "unknown_words": (
        "The model hardly knows these words, so the result may be odd; shorter ones may do better. "
        "The closest it knows: {detail}."
    ),
    "renderer_differs": "The renderer diffvg draws {detail}.",
    "put_back": "Strokes that are as they were, because changing them brought nothing: {detail}.",
}

YOUR_WORDS = "your words"
THE_PICTURE = "the picture"
LEAST_GAIN = 0.02  # of cosine: what is less can hardly be seen
_SECONDS_PER_MINUTE = 60


def explain(code):
    """The Explanation of an ErrorCode; every code has one."""
    return _ERRORS[code]


def sentence(code, detail="", log=""):
    """The same in one piece of text, as the command line prints it."""
    explanation = explain(code)
    parts = [explanation.what]
    if detail:
        parts.append(detail if detail.endswith(".") else f"({detail})")
    parts.append(explanation.next_step)
    if log:
        parts.append(f"The log is {log}")
    return " ".join(parts)


# For these the user can do little; the log tells whoever helps them.
_IN_THE_LOG = {
    ErrorCode.MODEL_MISSING,
    ErrorCode.MODEL_CORRUPT,
    ErrorCode.DEVICE_UNAVAILABLE,
    ErrorCode.OUT_OF_MEMORY,
    ErrorCode.NOT_INSTALLED,
    ErrorCode.DAEMON_UNREACHABLE,
    ErrorCode.DAEMON_LOST,
    ErrorCode.WORKER_LOST,
    ErrorCode.VERSION_MISMATCH,
    ErrorCode.UNSUPPORTED,
    ErrorCode.INTERNAL,
}


def is_in_the_log(code):
    """True when the message should say where the log is."""
    return code in _IN_THE_LOG


def headline(request):
    """What a RefineRequest draws, in words."""
    texts = [prompt.text for prompt in request.prompts if prompt.text.strip()]
    return f"“{texts[0]}”" if texts else "What the picture shows"


def name_of_run(prompt, is_tidying):
    """What layers call a run. prompt: its first one, '' where it tidies, or has only a picture to go by."""
    return prompt or ("tidying" if is_tidying else THE_PICTURE)


def queued(ahead):
    """ahead: jobs that come first, >= 0."""
    if ahead < 1:
        return STARTING
    return "Waiting for another drawing…" if ahead == 1 else f"Waiting for {ahead} other drawings…"


def time_left(seconds):
    """A rough remaining time; empty when it is not known (negative)."""
    if seconds < 0:
        return ""
    if seconds < 2:
        return "nearly done"
    if seconds < 10:
        return "a few seconds left"
    if seconds < 1.5 * _SECONDS_PER_MINUTE:
        return f"about {5 * round(seconds / 5)} seconds left"
    return f"about {round(seconds / _SECONDS_PER_MINUTE)} minutes left"


def aim_of(words, has_goal):
    """What a run goes by, as likeness calls it. words: whether there is a prompt. has_goal: or a picture."""
    if not has_goal:
        return YOUR_WORDS
    return f"{YOUR_WORDS} and {THE_PICTURE}" if words else THE_PICTURE


def likeness(before, now, aim=YOUR_WORDS):
    """How well the drawing fits the aim, at the start and now; both -1..1 as CLIP measures it.

    Below 0 is no match either.
    """
    return f"Match with {aim}: {_percent(before)} → {_percent(now)} of 100"


def has_gained(before, now):
    """Whether a drawing fits what a run goes by so much better that one may see it. As likeness."""
    return now - before >= LEAST_GAIN


def no_gain(before, after, aim=YOUR_WORDS):
    """What to say of a run that brought no real gain; '' of any other. As likeness."""
    if has_gained(before, after):
        return ""
    return f"No real gain: to the model it fits {aim} hardly better than before. Other words may help more."


def _percent(similarity):
    return f"{100.0 * max(similarity, 0.0):.1f}"
