"""What a run may do to the lines of its paths: nodes and ends that stay, and nodes that are spared first."""

from dataclasses import dataclass

from protocol.geometry import Free

from .held_nodes import (
    NodeChoice,
    NodeError,
    held_of,
    held_points,
    held_text,
    node_points,
    numbered,
    subpaths_of,
)
from .lock_names import named
from .simplify_rows import simplify_row


@dataclass(frozen=True)
class LineRules:
    """nodes: what the selected nodes mean. hold_ends: ends of open subpaths stay. simplify: canvas units
    within which paths are drawn with fewer nodes first; 0: with those that they have."""

    nodes: NodeChoice = NodeChoice()
    hold_ends: bool = False
    simplify: float = 0.0


AS_THEY_ARE = LineRules()


def apply_rules(rows, rules, side):
    """Make LineRules true of Rows; what there is to tell, as a sentence ('' if nothing).

    side: of the frame, root user units. Rows of which nodes can't be told apart keep their lines.
    """
    spared, problems = [], {}
    for row in rows:
        if not row.free & Free.LINES:
            continue
        try:
            before = row.node_count
            _apply(row, rules, side)
            if row.node_count < before:
                spared.append((before, row.node_count))
        except NodeError as error:
            row.free &= ~Free.LINES
            problems.setdefault(str(error), []).append(row.placed.element)
    told = [f"Of {named(elements)} no node moves: {reason}." for reason, elements in problems.items()]
    return " ".join(filter(None, [_spared_sentence(spared), *told]))


def _apply(row, rules, side):
    element = row.placed.element
    locked = held_of(element, row.subpaths)
    is_only = rules.nodes.rule == "only"
    is_outside = is_only and element.attrib.get("id") not in rules.nodes.nodes
    if locked is None or is_outside:  # lock_names.py says so of the former
        row.free &= ~Free.LINES
        return
    held = locked | _held_by(row, rules)
    if rules.simplify:
        new = simplify_row(row, side, rules.simplify, held)
        held = {new[number] for number in held}
        if locked and row.is_simplified:
            fresh = {new[number] for number in locked}
            row.held_text = held_text(element, row.subpaths, fresh, keep_others=True)
    row.held = frozenset(held_points(row.subpaths, held, with_handles=is_only))


def _held_by(row, rules):
    """The numbers of nodes that stay for this run."""
    out, first = set(), 0
    if rules.hold_ends:
        shown = [subpath for subpath in row.subpaths if subpath.kinds]
        for subpath, nodes in zip(shown, node_points(row.subpaths)):
            if not subpath.is_closed:
                out |= {first, first + len(nodes) - 1}
            first += len(nodes)
    if rules.nodes.rule == "free":
        return out
    chosen = rules.nodes.nodes.get(row.placed.element.attrib.get("id"), set())
    if chosen:
        subpaths_of(row.placed.element)  # raises where Inkscape numbers nodes otherwise
    numbers = numbered(row.subpaths, chosen)
    if rules.nodes.rule == "only":
        numbers = set(range(sum(map(len, node_points(row.subpaths))))) - numbers
    return out | numbers


def _spared_sentence(spared):
    if not spared:
        return ""
    before, after = (f"{sum(counts):,}" for counts in zip(*spared))
    return f"Simplified first: {len(spared)} path{'s' * (len(spared) > 1)} from {before} to {after} nodes."
