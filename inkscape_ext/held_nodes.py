"""Nodes that no run may move: what is kept in the document about them, and which points of a path they are.

Nodes are numbered as Inkscape's node tool counts them: through all subpaths that have a segment; where a
closed subpath ends in its start, that is one node.
"""

import re
from dataclasses import dataclass, field

from protocol import limits

from .namespace import HELD
from .path_data import PathDataError, parse_path

_NUMBERING = re.compile(r"([\d ]*) of (\d+)")
_ARC = re.compile("[aA]")
_WORD = re.compile(r"(.+):([0-9]{1,7}):([0-9]{1,7})(?:-([0-9]{1,7}))?", re.DOTALL)


class NodeError(ValueError):
    """Nodes that can't be told apart, with the reason."""


@dataclass(frozen=True)
class NodeChoice:
    """What the selected nodes mean for one run.

    rule: of protocol.messages.NODE_RULES. nodes: {id: {(subpath, node)}}.
    """

    rule: str = "free"
    nodes: dict = field(default_factory=dict)


def chosen_nodes(words):
    """{id: {(subpath, node)}} of Inkscape's words ID:SUBPATH:NODE, or ID:SUBPATH:FIRST-LAST for several.
    NodeError with the first word that is none."""
    found, count = {}, 0
    for word in words:
        parts = _WORD.fullmatch(word)
        if parts is None:
            raise NodeError(word)
        subpath, first, last = int(parts[2]), int(parts[3]), int(parts[4] or parts[3])
        count += last - first + 1
        if last < first or count > limits.POINTS:
            raise NodeError(word)
        found.setdefault(parts[1], set()).update((subpath, node) for node in range(first, last + 1))
    return found


def node_words(nodes):
    """The words for {id: {(subpath, node)}}, as few as there can be."""
    words = []
    for name, chosen in nodes.items():
        spans = []
        for subpath, node in sorted(chosen):
            if spans and spans[-1][::2] == [subpath, node - 1]:
                spans[-1][2] = node
            else:
                spans.append([subpath, node, node])
        for subpath, first, last in spans:
            words.append(f"{name}:{subpath}:{first}" + (f"-{last}" if last > first else ""))
    return words


def node_points(subpaths):
    """[[point, ...], ...]: the numbers of the points that are nodes, by subpath that the node tool shows.

    Points are numbered through all drawn subpaths, as in the path table.
    """
    out, first = [], 0
    for subpath in subpaths:
        if not subpath.is_drawn:
            continue
        at, nodes = first, [first]
        for kind in subpath.kinds:
            at += kind
            nodes.append(at)
        if subpath.is_joined:
            nodes.pop()
        if subpath.kinds:
            out.append(nodes)
        first += len(subpath.table_points())
    return out


def numbered(subpaths, chosen):
    """The numbers of nodes given as {(subpath, node)}, as a set. NodeError if the path has none such."""
    nodes = node_points(subpaths)
    out, first = set(), [sum(len(each) for each in nodes[:index]) for index in range(len(nodes))]
    for subpath, node in chosen:
        if subpath >= len(nodes) or node > len(nodes[subpath]):
            raise NodeError(f"{subpath}:{node}")
        # an end that nearly meets its start is a node of its own in Inkscape
        out.add(first[subpath] + node % len(nodes[subpath]))
    return out


def subpaths_of(element):
    """The Subpaths of a path whose nodes are numbered as Inkscape does. NodeError with the reason if not."""
    data = element.attrib.get("d") or ""
    if _ARC.search(data):
        raise NodeError("it holds arcs. Move one of its nodes a little and back: Inkscape then writes curves")
    try:
        return parse_path(data)
    except PathDataError as error:
        raise NodeError("its data are broken") from error


def held_of(element, subpaths):
    """The numbers of a path's held nodes, as a set; None if it has other nodes than when they were held."""
    text = element.attrib.get(HELD, "")
    if not text:
        return set()
    count = _count(subpaths)
    for numbers, of in _NUMBERING.findall(text):
        if int(of) == count:
            return {int(number) for number in numbers.split() if int(number) < count}
    return None


def held_text(element, subpaths, held, keep_others=False):
    """The attribute for these held nodes. keep_others: with what it said of the path with other nodes."""
    count = _count(subpaths)
    fresh = " ".join(map(str, sorted(held))) + f" of {count}"
    others = _NUMBERING.findall(element.attrib.get(HELD, "")) if keep_others else []
    return "; ".join([*(f"{own.strip()} of {of}" for own, of in others if int(of) != count), fresh])


def _count(subpaths):
    return sum(len(nodes) for nodes in node_points(subpaths))


def held_points(subpaths, held, with_handles=False):
    """The numbers of the points that stay, given those of held nodes, as a set.

    with_handles: also what shapes segments from one held node to another.
    """
    nodes = [point for each in node_points(subpaths) for point in each]
    points = {nodes[number] for number in held}
    if with_handles:
        points |= _handles_between(subpaths, points)
    return points


def _handles_between(subpaths, points):
    out, first = set(), 0
    for subpath in subpaths:
        if not subpath.is_drawn:
            continue
        count = len(subpath.table_points())
        at = 0
        for kind in subpath.kinds:
            if {first + at, first + (at + kind) % count} <= points:
                out |= set(range(first + at + 1, first + at + kind))
            at += kind
        first += count
    return out
