"""The nodes that a run was to hold, or to move alone, as plain values, in words, and as options."""

from ..held_nodes import NodeError, chosen_nodes, node_words

CHARACTERS = 50_000  # of them in a run's settings: more are not kept
_OPTIONS = {"hold": "--hold-nodes", "only": "--only-nodes"}
_WORDS = {"hold": "selected nodes held", "only": "only the selected nodes moved"}


def nodes_of(choice):
    """A NodeChoice, or None, as a dictionary for JSON; {} where it means nothing, or has too many."""
    if not choice or choice.rule not in _OPTIONS:
        return {}
    words = node_words(choice.nodes)
    return {"chosen_nodes": words} if sum(map(len, words)) <= CHARACTERS else {}


def in_words(settings):
    """Phrases for them."""
    said = _WORDS.get(_rule(settings))
    if said is None or _are_none(settings):
        return []
    return [said if _words(settings) else f"{said} (too many to note which: select them again)"]


def as_options(settings):
    """{name: value} of the dialog's field, and of what Inkscape says of selected nodes."""
    rule, words = _rule(settings), _words(settings)
    is_known = bool(words) or _are_none(settings)
    return {**({"nodes": rule} if rule else {}), **({"selected_nodes": words} if is_known else {})}


def command_line(settings):
    """These settings as options of `clip-refine run`; a list of words."""
    words = _words(settings)
    return [_OPTIONS[_rule(settings)], ",".join(words)] if words else []


def _rule(settings):
    rule = settings.get("nodes")
    return rule if rule in ("free", *_OPTIONS) else ""


def _are_none(settings):
    """True for a record that says that no nodes were selected."""
    return settings.get("chosen_nodes") == []


def _words(settings):
    """The words of held_nodes.node_words that a record holds, [] if it has none or they are broken."""
    words = settings.get("chosen_nodes")
    if _rule(settings) not in _OPTIONS or not isinstance(words, list):
        return []
    try:
        chosen_nodes(words)
    except (NodeError, TypeError):
        return []
    return words
