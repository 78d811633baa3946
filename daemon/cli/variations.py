"""`--variations`: several outcomes of one run, one of them chosen."""

from pathlib import Path

from inkscape_ext.variations import add_variation_layers, result_of
from protocol import limits
from protocol.variants import freedoms_of, seeds_of

from . import wishes
from .usage import UsageError

LAYERS, FILES = "layers", "files"


def add_to(parser):
    """Declare the options."""
    text = f"make so many at once, up to {limits.VARIANTS}, each with a seed of its own"
    parser.add_argument("--variations", type=int, default=1, help=text)
    text = "how far their freedoms lie from --freedom, to each side, 0 to 1 (default: 0)"
    parser.add_argument("--spread", type=float, default=0.0, help=text)
    text = "the variation that the drawing gets, from 1 on (default: the one that is most like the prompt)"
    parser.add_argument("--choose", type=int, metavar="NUMBER", help=text)
    text = "where all of them go: as hidden layers of one drawing, or one file each (default: layers)"
    parser.add_argument("--variations-as", choices=(LAYERS, FILES), default=LAYERS, help=text)


def check(options):
    """UsageError if the options make no sense."""
    if not 1 <= options.variations <= limits.VARIANTS:
        detail = f"--variations: {options.variations} is outside 1..{limits.VARIANTS}."
        raise UsageError(f"{detail} Choose another value for --variations.")
    if options.tidy_only and options.variations > 1:
        raise UsageError("--variations and --tidy: there is one way to tidy. Leave one of them out.")
    if options.choose is not None and not 1 <= options.choose <= options.variations:
        raise UsageError(f"--choose: there is no variation {options.choose} among {options.variations}.")


def ends_of(options, heard):
    """[(where to write, the Result to write there)]."""
    if options.variations > 1 and options.variations_as == FILES:
        pairs = [(_numbered(options.output, each.variant + 1), each.variant) for each in heard.variations]
    else:
        chosen = heard.end.variant if options.choose is None else options.choose - 1
        pairs = [(options.output, chosen)]
    return [(path, result_of(heard.end, heard.variations, variant)) for path, variant in pairs]


def layers_of(options, drawing, tree, heard, chosen):
    """The layers with all variations that were added to the tree: one or none."""
    if options.variations == 1 or options.variations_as == FILES:
        return []
    layer = add_variation_layers(tree.getroot(), drawing, heard.variations, chosen, wishes.title_of(options))
    return [layer] if layer is not None else []


def described(request, heard):
    """What a report says of them."""
    pairs = zip(seeds_of(request), freedoms_of(request), strict=True)
    each = [
        {"variation": at + 1, "seed": seed, "freedom": freedom} for at, (seed, freedom) in enumerate(pairs)
    ]
    for variation in heard.variations:
        each[variation.variant]["similarity_after"] = variation.similarity_after
    return each


def _numbered(path, number):
    path = Path(path)
    return str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
