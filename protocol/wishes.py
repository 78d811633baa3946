"""What an artist may ask for in words and colours: parts of a RefineRequest, and their checks."""

from dataclasses import dataclass
from typing import Tuple

from . import limits
from .checks import expect, expect_shares, is_unicode
from .errors import ErrorCode, RefineError

STYLES = ("pencil sketch", "silhouette", "woodcut", "sticker")
PART_PROMPTS = ("", "label", "description")


@dataclass(frozen=True)
class Prompt:
    """What the drawing should read as. weight < 0: what it should not.

    box: left, top, right, bottom in canvas units of the part that it is about; empty: the whole drawing.
    """

    text: str
    weight: float = 1.0
    box: Tuple[float, ...] = ()


@dataclass(frozen=True)
class Swatch:
    """One colour of a palette, RGB 0..1. text: how the document writes it; '' as #rrggbb."""

    red: float
    green: float
    blue: float
    text: str = ""

    @property
    def rgb(self):
        return (self.red, self.green, self.blue)


def check_prompts(prompts, are_needed=True):
    """Raise RefineError with the first thing that is wrong with these Prompts."""
    weights = [prompt.weight for prompt in prompts if not prompt.box and prompt.text.strip()]
    if are_needed and not weights:
        raise RefineError(ErrorCode.EMPTY_PROMPT)
    longest = max((len(prompt.text) for prompt in prompts), default=0)
    if longest > limits.PROMPT_CHARACTERS:
        raise RefineError(ErrorCode.PROMPT_TOO_LONG, f"{longest} > {limits.PROMPT_CHARACTERS} characters")
    expect(len(prompts) <= limits.PROMPTS, f"prompts: {len(prompts)} > {limits.PROMPTS}")
    expect(any(weights) or not weights, "prompts: all weigh 0")
    for prompt in prompts:
        expect(abs(prompt.weight) <= limits.WEIGHT, f"prompts: {prompt.weight!r} weighs too much")
        expect(is_unicode(prompt.text), f"prompts: {prompt.text!r:.40} holds what is no letter of any script")
        expect(not prompt.box or _is_box(prompt.box), f"prompts: the box {prompt.box}")


def check_wishes(request):
    """Raise RefineError with the first thing that is wrong with a request's colours and manner."""
    colours = request.palette
    expect(len(colours) <= limits.PALETTE, f"palette: {len(colours)} colours > {limits.PALETTE}")
    for swatch in colours:
        expect(all(0.0 <= value <= 1.0 for value in swatch.rgb), f"palette: {swatch.rgb} is outside 0..1")
        expect(len(swatch.text) <= limits.COLOUR_CHARACTERS, f"palette: {swatch.text:.40}")
    expect_shares(request, "palette_pull", "keep_colours")
    expect(request.style in ("", *STYLES), f"style: {request.style!r:.40} is none of {', '.join(STYLES)}")
    expect(request.part_prompts in PART_PROMPTS, f"part_prompts: {request.part_prompts!r:.40}")


def _is_box(box):
    if len(box) != 4 or not all(abs(value) <= limits.COORDINATE for value in box):
        return False
    return box[0] < box[2] and box[1] < box[3]
