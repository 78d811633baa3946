"""CSS declaration lists, such as a `style` attribute: read, and one value replaced with the rest kept."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Tuple

# What may hold a semicolon that ends no declaration: comments, strings, url(...) and other brackets.
_PIECE = re.compile(r"""/\*.*?(?:\*/|$)|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\([^()]*\)?|[^;]""", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Declaration:
    """`name: value`, with the span of its value in the text it was read from."""

    name: str
    value: str
    is_important: bool
    span: Tuple[int, int]


@lru_cache(maxsize=4096)
def parse_declarations(text):
    """The declarations of a list, in order, as a tuple; what is none is skipped, as CSS says."""
    found = []
    for start, end in _pieces(text):
        piece = _COMMENT.sub(lambda match: " " * len(match[0]), text[start:end])
        name, colon, value = piece.partition(":")
        if not colon or not name.strip():
            continue
        begin = start + len(name) + 1
        begin += len(value) - len(value.lstrip())
        name = name.strip()
        name = name if name.startswith("--") else name.lower()
        important = _IMPORTANT.search(value)
        bare = value[: important.start()] if important else value
        span = (begin, begin + len(value.strip()))
        found.append(Declaration(name, bare.strip(), bool(important), span))
    return tuple(found)


def _pieces(text):
    """(start, end) of what lies between the semicolons that end declarations."""
    start = at = 0
    while at < len(text):
        if text[at] == ";":
            yield start, at
            start = at = at + 1
            continue
        at = _PIECE.match(text, at).end()
    yield start, len(text)


def with_declaration(text, name, value, is_important):
    """`text` with `name: value` winning in it; every other declaration stays as it is, byte for byte."""
    replacement = value + (" !important" if is_important else "")
    own = [declaration for declaration in parse_declarations(text) if declaration.name == name]
    if not own:
        bare = text.rstrip().rstrip(";")
        longer = f"{bare};{name}:{replacement}" if bare.strip() else f"{name}:{replacement}"
        if [declaration.name for declaration in parse_declarations(longer)][-1:] == [name]:
            return longer
        return f"{name}:{replacement};{text}"  # an unclosed string or comment would swallow it
    for declaration in reversed(own):  # the winner may stand before a weaker one: replace them all
        start, end = declaration.span
        text = text[:start] + replacement + text[end:]
    return text


def without_declarations(text, names):
    """`text` without the declarations of these names; all others stay as they are, byte for byte."""

    def is_kept(piece):
        return not any(declaration.name in names for declaration in parse_declarations(piece))

    return ";".join(filter(is_kept, (text[start:end] for start, end in _pieces(text))))
