"""The dialog's fields for what may change, how far, and what is to become of lines and their nodes."""

import inkex

from protocol.restraints import CHANGES, NODE_RULES, Dials

from .held_nodes import NodeChoice, chosen_nodes
from .history.settings import TICKED, TIDY
from .line_rules import LineRules
from .selection import elements_by_id


def add_line_fields(pars):
    """Declare the options."""
    pars.add_argument("--preset", default=TICKED)
    pars.add_argument("--change_lines", type=inkex.Boolean, default=True)
    pars.add_argument("--change_colours", type=inkex.Boolean, default=True)
    pars.add_argument("--change_widths", type=inkex.Boolean, default=True)
    pars.add_argument("--change_opacity", type=inkex.Boolean, default=False)
    for name in CHANGES:
        pars.add_argument(f"--dial_{name}", type=int, default=100)
    pars.add_argument("--apart", type=inkex.Boolean, default=False)
    pars.add_argument("--hold_ends", type=inkex.Boolean, default=False)
    pars.add_argument("--nodes", choices=NODE_RULES, default=NODE_RULES[0])
    pars.add_argument("--simplify", type=float, default=0.0)


def changes_of(options):
    """Names of CHANGES; a preset is one of them alone. What its dial has at 0 is none."""
    if options.preset == TIDY:
        return ["lines"]
    if options.preset == TICKED:
        chosen = [change for change in CHANGES if getattr(options, f"change_{change}")]
    else:
        chosen = [options.preset]
    return [change for change in chosen if getattr(options, f"dial_{change}") > 0]


def rules_of(options):
    """The LineRules of a drawing."""
    choice = NodeChoice(options.nodes, chosen_nodes(options.selected_nodes))
    return LineRules(choice, options.hold_ends, options.simplify)


def is_node_inside(svg, ids, words):
    """True where one of the nodes that these words name is of an object with one of the ids, or inside it."""
    known = elements_by_id(svg)
    inside = {each for name in ids if name in known for each in known[name].iter()}
    return any(known.get(name) in inside for name in chosen_nodes(words))


def restraints_of(options):
    """Fields of a RefineRequest."""
    return {
        "dials": Dials(**{name: getattr(options, f"dial_{name}") / 100.0 for name in CHANGES}),
        "tidy_only": options.preset == TIDY,
        "apart": options.apart,
        "hold_ends": options.hold_ends,
        "nodes": options.nodes,
        "simplified": options.simplify,
    }
