"""Options of `run` about how far what may go, and what is to become of lines and their nodes."""

from inkscape_ext.held_nodes import NodeChoice, NodeError, chosen_nodes
from inkscape_ext.line_rules import LineRules
from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES, Dials

from .usage import UsageError, listed

_USUAL = ",".join(change for change in CHANGES if change != "opacity")


def add_to(parser):
    """Declare the options."""
    text = (
        f"what may change, of {','.join(CHANGES)} (default: {_USUAL}), each with a share of the freedom if "
    )
    parser.add_argument("--change", default=_USUAL, help=text + "you like: lines=0.3,colours")
    text = "only make lines straight, round, joined and aligned; needs no prompt"
    parser.add_argument("--tidy", dest="tidy_only", action="store_true", help=text)
    parser.add_argument("--apart", action="store_true", help="let strokes that meet come apart")
    text = "the ends of open lines stay exactly where they are"
    parser.add_argument("--hold-ends", action="store_true", help=text)
    nodes = parser.add_mutually_exclusive_group()
    form = "as ID:SUBPATH:NODE or ID:SUBPATH:FIRST-LAST, counted from 0, separated by commas"
    nodes.add_argument("--hold-nodes", action="append", metavar="NODES", help=f"nodes that stay, {form}")
    nodes.add_argument("--only-nodes", action="append", metavar="NODES", help="nodes that alone may move")
    text = "first draw paths with fewer nodes, within this share of the picture's side, such as 0.002"
    parser.add_argument("--simplify", type=float, default=0.0, metavar="SHARE", help=text)


def changes_of(options):
    """Names of CHANGES that may change: those of which the share is not 0."""
    shares = _shares(options)
    return [name for name in shares if shares[name] > 0]


def fields_of(options):
    """The fields of a RefineRequest that these options set."""
    known = {name: share for name, share in _shares(options).items() if name in CHANGES}
    rule = "hold" if options.hold_nodes else "only" if options.only_nodes else "free"
    return {
        "dials": Dials(**known),
        "tidy_only": options.tidy_only,
        "apart": options.apart,
        "hold_ends": options.hold_ends,
        "nodes": rule,
        "simplified": options.simplify,
    }


def rules_of(options):
    """The LineRules. UsageError for nodes that are none, RefineError for a share that can't be."""
    if not 0.0 <= options.simplify <= limits.SIMPLIFIED:
        raise _wrong(f"simplify: {options.simplify} is outside 0..{limits.SIMPLIFIED}")
    words = listed(options.hold_nodes or options.only_nodes or [])
    try:
        choice = NodeChoice(fields_of(options)["nodes"], chosen_nodes(words))
    except NodeError as error:
        raise UsageError(f"“{error}” names no node. Write ID:SUBPATH:NODE, such as hair:0:3.") from error
    return LineRules(choice, options.hold_ends, options.simplify)


def _shares(options):
    """{what may change: 0..1}, as the options say it."""
    if options.tidy_only:
        return {"lines": 1.0}
    found = {}
    for word in listed([options.change]):
        name, _, share = word.partition("=")
        try:
            found[name.strip()] = float(share) if share.strip() else 1.0
        except ValueError:
            raise _wrong(f"change: {word!r}: {share.strip()!r} is no number") from None
        if not 0.0 <= found[name.strip()] <= 1.0:
            raise _wrong(f"change: {word!r}: {share.strip()} is outside 0..1")
    return found


def _wrong(detail):
    return RefineError(ErrorCode.BAD_SETTING, detail)
