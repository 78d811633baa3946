"""`--film`, `--keep-stages` and `--stages`: what a run keeps of its way."""

from inkscape_ext.stages.film import film
from inkscape_ext.stages.layers import add_layers, title_of
from inkscape_ext.stages.moments import COUNT, snapshots_for, write_with_moments
from protocol import limits

from . import wishes
from .usage import UsageError


def add_to(parser):
    """Declare the options."""
    text = "SVG file that plays the run in a web browser, from your drawing to the result"
    parser.add_argument("--film", help=text)
    text = "keep the stages as hidden layers of the drawing"
    parser.add_argument("--keep-stages", action="store_true", help=text)
    text = f"how many stages on the way these two have (default: {COUNT})"
    parser.add_argument("--stages", type=int, default=COUNT, help=text)


def check(options):
    """UsageError if the options make no sense."""
    if not 0 <= options.stages <= limits.SNAPSHOTS:
        raise UsageError(
            f"--stages: {options.stages} is outside 0..{limits.SNAPSHOTS}. Choose another value for --stages."
        )


def wanted(options, drawing):
    """How many snapshots to ask for."""
    return snapshots_for(drawing, options.stages) if options.film or options.keep_stages else 0


def write(options, drawing, tree, snapshots, end):
    """Put a Result, and the stages if they are wanted, into the tree.

    (PathChanges, the elements that were added, the film's bytes or None).
    """
    if not (options.film or options.keep_stages):
        return drawing.write(end), [], None
    changes, moments = write_with_moments(drawing, snapshots, end)
    content = film(tree, moments) if options.film else None
    added = []
    if options.keep_stages:
        layer = add_layers(tree.getroot(), drawing.rows, moments, title_of(wishes.title_of(options)))
        added = [layer] if layer is not None else []
    return changes, added, content
