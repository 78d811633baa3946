"""Our entries in Inkscape's menu: the `action` that an .inx file names, and its effect."""

from .effect import RefineSelectedPaths
from .export.effects import ExportLargePng
from .history.effects import BlendWithOriginal, ForgetRuns, RestoreOriginal, RunsOfThisDrawing
from .locks import LockForRefining, UnlockForRefining
from .node_locks import LockNodesForRefining
from .stages.film_effect import ExportFilm
from .stages.taking_over import TakeOver
from .strokes.draw_effect import DrawFromPrompt
from .strokes.fewer_effect import FewerStrokes, ShowAllStrokes

EFFECTS = {
    "refine": RefineSelectedPaths,
    "restore": RestoreOriginal,
    "blend": BlendWithOriginal,
    "runs": RunsOfThisDrawing,
    "forget": ForgetRuns,
    "lock": LockForRefining,
    "lock_nodes": LockNodesForRefining,
    "unlock": UnlockForRefining,
    "png": ExportLargePng,
    "film": ExportFilm,
    "draw": DrawFromPrompt,
    "fewer": FewerStrokes,
    "show_all": ShowAllStrokes,
    "take_over": TakeOver,
}
_OPTION = "--action="


def effect_for(arguments):
    """A new effect for the command line (without the script) that Inkscape gives."""
    named = [argument[len(_OPTION) :] for argument in arguments if argument.startswith(_OPTION)]
    return EFFECTS[named[-1] if named else "refine"]()
