"""What of a selection can't be refined, or not as one might think, and why, in plain words."""

import enum
from collections import Counter
from dataclasses import dataclass

_NAMED_AT_MOST = 5


class Reason(enum.Enum):
    """Why an object is left alone: (one, several, what the user can do or needs to know)."""

    SHAPE = ("shape", "shapes", "Path > Object to Path makes them refinable")
    LIVE_SHAPE = (
        "star, spiral or other live shape",
        "stars, spirals or other live shapes",
        "Path > Object to Path makes them refinable",
    )
    PATH_EFFECT = (
        "path with a live path effect",
        "paths with live path effects",
        "Path > Object to Path makes them refinable",
    )
    TEXT = ("text", "texts", "Path > Object to Path makes them refinable")
    IMAGE = ("image", "images", "")
    CLONE = ("clone", "clones", "Edit > Clone > Unlink Clone makes them refinable")
    OTHER = ("object that is no path", "objects that are no paths", "")
    LOCKED = ("locked object", "locked objects", "")
    KEPT = ("object locked for refining", "objects locked for refining", "“Unlock for refining” frees them")
    HIDDEN = ("hidden object", "hidden objects", "")
    EMPTY = ("empty path", "empty paths", "")
    BROKEN = ("path with broken data", "paths with broken data", "")
    NO_PAINT = ("path without a visible fill or stroke", "paths without a visible fill or stroke", "")
    SINGULAR = (
        "path with a transform that can't be undone",
        "paths with transforms that can't be undone",
        "",
    )
    OUT_OF_RANGE = ("path with coordinates out of range", "paths with coordinates out of range", "")
    NOTHING_FREE = ("path with nothing that may change", "paths with nothing that may change", "")
    UNKNOWN_ID = ("unknown id", "unknown ids", "")


@dataclass(frozen=True)
class LeftOut:
    """One object left alone; `id` is '' where it has none, `label` is its name in the Objects panel."""

    id: str
    label: str
    reason: Reason


def sentence(items):
    """One sentence that counts `items` by reason; '' if there are none."""
    counts = Counter(item.reason for item in items)
    groups = {}  # advice -> what it helps; what has none stands by itself
    for reason in Reason:
        if counts[reason]:
            one, several, advice = reason.value
            if reason is Reason.UNKNOWN_ID:
                advice = _names([item.id for item in items if item.reason is reason])
            count = f"{counts[reason]} {one if counts[reason] == 1 else several}"
            groups.setdefault(advice or reason, []).append(count)
    parts = [
        _joined(group) + (f" ({advice})" if isinstance(advice, str) else "")
        for advice, group in groups.items()
    ]
    return f"Left alone: {', '.join(parts)}." if parts else ""


def clipped_sentence(paths):
    """What refining does to `paths` paths inside clips or masks; '' if there are none."""
    if paths < 1:
        return ""
    are = "1 path is" if paths == 1 else f"{paths} paths are"
    return f"{are} inside a clip or mask, which stays where it is and is not shown in the picture."


def long_sentence(nodes):
    """What helps with long paths; '' if there are none. nodes: how many each of them has."""
    if not nodes:
        return ""
    have = "1 path has" if len(nodes) == 1 else f"{len(nodes)} paths have"
    return (
        f"{have} very many nodes ({sum(nodes):,} in all). The same number comes back; "
        "“Simplify first” on the page Lines (on the command line --simplify) gives smoother lines sooner."
    )


def _joined(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _names(ids):
    quoted = [f"“{name}”" for name in ids[:_NAMED_AT_MOST]]
    return ", ".join(quoted) + (" …" if len(ids) > _NAMED_AT_MOST else "")
