"""Objects that no run may change: an attribute of our namespace on paths and groups (scene.py heeds it)."""

from lxml import etree

from protocol.errors import ErrorCode, RefineError

from .lock_names import locked_in, named
from .menu_effect import MenuEffect
from .namespace import HELD, LOCKED, PREFIX, URI
from .node_locks import freed_nodes
from .scene import is_graphics, is_set
from .selection import elements_by_id
from .write_back import set_attribute

NOTHING_DONE = "Nothing was changed"


class LockForRefining(MenuEffect):
    """Extensions > Refine with CLIP > Lock for refining."""

    def effect(self):
        chosen = selected(self.svg, self.options.ids)
        fresh = [element for element in chosen if not is_set(element, LOCKED)]
        for element in fresh:
            etree.register_namespace(PREFIX, URI)
            set_attribute(element, LOCKED, "true")
        if not fresh:
            self.display.say(NOTHING_DONE, "What is selected is locked for refining already.")
        return bool(fresh)


class UnlockForRefining(MenuEffect):
    """Extensions > Refine with CLIP > Unlock for refining: the selected objects and all inside them, with all
    their nodes; or only the selected nodes, where some of these are locked."""

    def effect(self):
        if freed_nodes(self.svg, self.options.selected_nodes):
            return True
        chosen = selected(self.svg, self.options.ids, also=named(locked_in(self.svg)))
        freed = [element for each in chosen for element in locked_in(each)]
        for element in freed:
            element.attrib.pop(LOCKED, None)
            element.attrib.pop(HELD, None)
        around = {above for each in chosen for above in each.iterancestors() if is_set(above, LOCKED)}
        if around:
            text = f"What is selected is still locked with the group around it: {named(list(around))}."
            self.display.say("Still locked", f"{text} Select that group and unlock it.")
        elif not freed:
            self.display.say(NOTHING_DONE, "Nothing in the selection is locked for refining.")
        return bool(freed)


def selected(root, ids, also=""):
    """The graphics elements with these ids; NOTHING_SELECTED where there are none.

    also: what is locked, in words, to be told then.
    """
    known = elements_by_id(root)
    chosen = [known[name] for name in ids if name in known and is_graphics(known[name])]
    if not chosen:
        raise RefineError(ErrorCode.NOTHING_SELECTED, f"Locked for refining: {also}." if also else "")
    return chosen
