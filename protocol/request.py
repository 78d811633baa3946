"""What a job is: one record of all that matters to its result."""

from dataclasses import dataclass
from typing import Tuple

from . import limits
from .checks import expect, is_unicode
from .errors import ErrorCode, RefineError
from .geometry import Free, PathTable
from .pictures import Manner, Picture, check_pictures
from .restraints import CHANGES, Dials, check_restraints
from .variants import check_strokes, check_variants
from .wishes import Prompt, Swatch, check_prompts, check_wishes


@dataclass(frozen=True)
class Canvas:
    """The frame that CLIP sees, in canvas units (longer side 1), and the page behind everything."""

    width: float = 1.0
    height: float = 1.0
    page: Tuple[float, ...] = (1.0, 1.0, 1.0)  # RGB 0..1


@dataclass(frozen=True)
class RefineRequest:
    """Everything that matters to a result: the same request on the same machine gives the same result."""

    paths: PathTable
    prompts: Tuple[Prompt, ...]
    canvas: Canvas = Canvas()
    steps: int = 120
    seed: int = 0
    freedom: float = 0.5  # 0 changes nothing, 1 lets everything go furthest
    model: str = "embedded"  # or a name known to `clip-refine models`, a folder, or two of these: "a+b"
    device: str = "auto"  # "auto", "cpu", "cuda"
    renderer: str = "auto"  # "auto", or "diffvg" where the user has pydiffvg
    preview_side: int = 256  # px, the longer side of preview pictures; 0: none
    snapshots: int = 0  # how many Snapshots to send on the way, evenly spaced in steps
    palette: Tuple[Swatch, ...] = ()  # the colours that those which may change end with; none: any
    palette_pull: float = 0.5  # 0..1 how hard they are drawn to the palette on the way
    keep_colours: float = 0.0  # 1: colours stay as they are, unless there is a palette
    style: str = ""  # of wishes.STYLES: the manner of drawing that the words are about
    suppress_text: bool = False  # against letters, signatures and watermarks
    part_prompts: str = ""  # of wishes.PART_PROMPTS: what of their objects prompts with a box were taken from
    dials: Dials = Dials()
    tidy_only: bool = False  # make lines straight, round, joined and aligned, and nothing else: no model
    apart: bool = False  # strokes that meet need not stay joined
    hold_ends: bool = False  # the first and last points of open subpaths stay
    nodes: str = "free"  # what became `paths.held` of nodes selected in a host: they "hold", or move "only"
    simplified: float = 0.0  # canvas units within which nodes were taken out beforehand; 0: none were
    pictures: Tuple[Picture, ...] = ()  # one of each use at most
    goal_weight: float = 0.5  # 0..1: of the goal picture, beside the prompts; without a prompt it is all
    goal_colours: bool = False  # free colours start as those that the goal picture has there
    manner: Tuple[Manner, ...] = ()  # what strokes are to be drawn like; one at most
    manner_weight: float = 0.5  # 0..1
    frame: str = "selection"  # what the canvas was laid around, for the record
    margin: float = 0.08  # of the frame's longer side, likewise
    variants: int = 1  # how many drawings come of it at once; see variants.py
    spread: float = 0.0  # how far their freedoms lie from `freedom`, to each side
    new_paths: int = 0  # so many of the last paths are new: they have freedom 1, whatever the others have
    place: bool = False  # new paths start where the drawing lacks them most, not where the table has them
    counts: Tuple[int, ...] = ()  # of paths: nothing is refined, but a Ranking made, with a picture of each

    def check(self):
        """Raise RefineError with the first thing that can't be done, in the order a user would mend it."""
        check_prompts(self.prompts, are_needed=not (self.tidy_only or self.picture("goal")))
        expect(is_unicode(self.model), f"model: {self.model!r:.40} holds what is no letter of any script")
        expect(len(self.model) <= limits.TEXT_CHARACTERS, f"model: {len(self.model)} characters")
        expect(1 <= self.steps <= limits.STEPS, f"steps: {self.steps} is outside 1..{limits.STEPS}")
        expect(0.0 <= self.freedom <= 1.0, f"freedom: {self.freedom} is outside 0..1")
        expect(0 <= self.seed < 2**31, f"seed: {self.seed} is outside 0..2147483647")
        expect(0 <= self.preview_side <= limits.PREVIEW_SIDE, f"preview_side: {self.preview_side}")
        expect(self.device in ("auto", "cpu", "cuda"), f"device: {self.device!r}")
        expect(self.renderer in ("auto", "diffvg"), f"renderer: {self.renderer!r}")
        sides = (self.canvas.width, self.canvas.height)
        expect(max(sides) == 1.0 and min(sides) >= 0.01, f"canvas: {sides[0]} x {sides[1]}")
        page = self.canvas.page
        expect(len(page) == 3 and all(0.0 <= value <= 1.0 for value in page), f"canvas.page: {page}")
        check_wishes(self)
        check_restraints(self)
        check_pictures(self)
        check_variants(self)
        self.paths.check()
        if self.paths.path_count == 0:
            raise RefineError(ErrorCode.NOTHING_REFINABLE)
        if not any(self.paths.free):
            raise RefineError(ErrorCode.NOTHING_MAY_CHANGE)
        check_strokes(self)

    def picture(self, use):
        """The Picture of this use, or None."""
        return next((picture for picture in self.pictures if picture.use == use), None)


def free_flags(changes):
    """The Free flags of a set of CHANGES names."""
    meaning = {
        "lines": Free.LINES,
        "colours": Free.FILL | Free.STROKE,
        "widths": Free.WIDTH,
        "opacity": Free.OPACITY,
    }
    flags = Free(0)
    for change in changes:
        if change not in meaning:
            raise RefineError(ErrorCode.BAD_SETTING, f"change: {change!r} is none of {', '.join(CHANGES)}")
        flags |= meaning[change]
    return flags
