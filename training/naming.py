"""What an icon shows, in plain words, from its file name."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable

from training.lexicon import WordNet, letters, plain_words

# Words that name a style or a size of the icon, not the thing. "light" is not one of them: traffic-light.
STYLE_WORDS = {
    "outline", "outlined", "filled", "fill", "duotone", "twotone", "linear", "rounded", "solid", "sharp",
    "remix", "duo", "freehand", "regular", "bold", "thin", "flat", "broken", "alt", "negative", "variant",
    "ol", "tone", "poly", "mini", "micro", "px",
}  # fmt: skip
# Words of user interfaces: a name of several words that holds one is no drawing of a thing.
INTERFACE_WORDS = {
    "arrow", "arrows", "chevron", "align", "file", "check", "checkmark", "x", "add", "remove", "delete",
    "edit", "off", "slash", "cancel", "up", "down", "left", "right", "sort", "filter", "layout", "text",
    "font", "border", "crop", "list", "grid", "table", "italic", "underline", "caret", "angle", "format",
    "view", "database", "code", "api", "user", "account", "badge", "alert", "warning", "info", "help",
    "settings", "config", "setting", "search", "zoom", "upload", "download", "sync", "refresh", "reload",
    "share", "link", "unlink", "login", "logout", "save", "copy", "paste", "cut", "undo", "redo", "expand",
    "collapse", "fullscreen", "menu", "dots", "more", "ellipsis", "toggle", "switch", "select", "selection",
    "cursor", "tab", "panel", "sidebar", "page", "form", "input", "letter", "number", "numeric", "digit",
    "alpha", "alphabet", "exposure", "signal", "network", "server", "brand", "logo", "currency", "sign",
    "symbol", "rectangle", "vector", "shape", "layer", "layers", "chat", "message", "comment", "inbox",
    "location", "chart", "graph", "analytics", "report", "event", "timer", "speed", "disabled", "locked",
    "unlocked", "verified", "stop", "play", "pause", "skip", "repeat", "audio", "video", "missed",
    "forward", "back", "next", "previous", "start", "end", "top", "bottom", "center", "middle",
    "horizontal", "vertical", "auto", "rotate", "flip", "resize", "scale", "transform", "group", "ungroup",
    "merge", "split", "branch", "commit", "pull", "request", "git", "agent", "model", "prompt", "token",
    "ai",
}  # fmt: skip
LINK_WORDS = {"of", "with", "and", "in", "on", "the"}
# Sets whose names begin with the shelf the icon lies on: "business-metaphor-lucky-cat".
SHELVED = ("streamline",)
# Sets that count their drawings of one thing in words: "rocket-one".
COUNTING = ("icon-park",)
COUNTERS = {"one", "two", "three", "four", "five", "six"}
UNICODE_ADJECTIVES = ("black", "white", "heavy")  # in Unicode's names they say how the sign is printed
EMOJI = 2  # the class of an emoji, where 1 is that of a physical thing


def plain_name(icon: str, affixes: dict[str, list[str]]) -> str:
    """The icon's name in words, without the set's own prefixes and suffixes, style words and counters."""
    for prefix in affixes["prefixes"]:
        if icon.startswith(prefix + "-"):
            icon = icon[len(prefix) + 1 :]
            break
    before = ""
    while before != icon:
        before = icon
        for suffix in affixes["suffixes"]:
            icon = icon.removesuffix("-" + suffix)
        words = icon.split("-")
        if len(words) > 1 and (
            words[-1] in STYLE_WORDS or re.fullmatch(r"\d+(px|x\d+)?|x\d+|[a-z]\d?", words[-1])
        ):
            icon = "-".join(words[:-1])
    return plain_words(re.sub(r"(?<=[a-z])\d+(?=-|$)", "", icon))


def read_affixes(collection: dict) -> dict[str, list[str]]:
    return {
        kind: sorted(
            (affix.strip("-") for affix in collection.get(kind) or {} if affix), key=len, reverse=True
        )
        for kind in ("prefixes", "suffixes")
    }


def thing_class(name: str, wordnet: WordNet) -> int:
    """1 when the name is that of a physical thing, else 0."""
    words = name.split()
    if len(words) == 1 or wordnet.offsets(name):
        return int(wordnet.is_physical(name))
    if any(word in INTERFACE_WORDS for word in words):
        return 0
    known = all(wordnet.offsets(word) or word in LINK_WORDS for word in words)
    if known and wordnet.is_physical(words[-1]):
        return 1
    return int(len(words) <= 4 and any(wordnet.is_physical(word) for word in words))


def without_shelf(name: str, wordnet: WordNet) -> str:
    """The longest ending of the name that WordNet knows as a physical thing; if none, the whole name."""
    words = name.split()
    for first in range(len(words)):
        ending = " ".join(words[first:])
        if wordnet.offsets(ending) and wordnet.is_physical(ending):
            return ending
    return name


def one_spelling(items: list[dict], annotations: dict, wordnet: WordNet) -> None:
    """Merges in place the names that differ only in spaces or in the order of at most three words.

    The spelling kept is CLDR's, else WordNet's, else the most frequent one.
    """
    counts = Counter(item["name"] for item in items)

    def rank(name: str) -> tuple:
        return letters(name) in annotations, bool(wordnet.offsets(name)), counts[name], name

    def merge(key_of: Callable[[str], str]) -> dict[str, str]:
        groups = defaultdict(set)
        for name in counts:
            groups[key_of(name)].add(name)
        return {name: max(group, key=rank) for group in groups.values() for name in group}

    def by_words(name: str) -> str:
        return " ".join(sorted(name.split())) if len(name.split()) <= 3 else name

    spelling, order = merge(letters), merge(by_words)
    for item in items:
        item["name"] = spelling[order[spelling[item["name"]]]]


def split_words(name: str, known: set[str]) -> str:
    """A name whose words run together ("fallingleaf"), in the fewest known words; as it is if that fails."""
    best: list[list[str] | None] = [[]] + [None] * len(name)
    for end in range(1, len(name) + 1):
        for start in range(end - 1):
            if best[start] is not None and name[start:end] in known:
                found = [*best[start], name[start:end]]
                if best[end] is None or len(found) < len(best[end]):
                    best[end] = found
    return " ".join(best[-1] or [name])


def emoji_name(name: str, annotations: dict, unicode_names: dict[str, str], words: set[str]) -> str:
    """CLDR's name of an emoji that goes by Unicode's or by a similar name; else the name in words."""
    key = letters(name)
    for form in (key, *(key.removeprefix(word) for word in UNICODE_ADJECTIVES)):
        if form in annotations:
            return annotations[form][0]
        if form in unicode_names:
            return unicode_names[form]
    return name if " " in name else split_words(name, words)


def rename_for_training(
    items: list[dict], annotations: dict, unicode_names: dict[str, str], wordnet: WordNet
) -> None:
    """Gives, in place, the drawings for training the name under which most others show the same thing.

    Test drawings keep their names, so that figures of different corpora can be compared.
    """
    words = {word for name, _ in annotations.values() for word in name.split() if len(word) > 1}
    common = {item["name"] for item in items if "train" in item["role"]}
    for item in items:
        if "train" not in item["role"]:
            continue
        if item["thing"] == EMOJI and not wordnet.offsets(item["name"]):
            item["name"] = emoji_name(item["name"], annotations, unicode_names, words)
        base, _, last = item["name"].rpartition(" ")
        if item["set"].startswith(COUNTING) and last in COUNTERS and base in common:
            item["name"] = base
