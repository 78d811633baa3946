"""Nodes that no run may move, chosen with the node tool."""

from lxml import etree

from .held_nodes import NodeError, chosen_nodes, held_of, held_text, numbered, subpaths_of
from .lock_names import named
from .menu_effect import MenuEffect
from .namespace import HELD, PREFIX, URI
from .scene import INKSCAPE, SODIPODI
from .selection import elements_by_id
from .stylesheets import SVG
from .write_back import set_attribute

NOTHING_DONE = "Nothing was changed"
NO_NODES = (
    "No nodes are selected. Take the node tool (F2), select the nodes that must not move, and try again."
)
_LIVE = (INKSCAPE + "path-effect", INKSCAPE + "original-d", SODIPODI + "type", INKSCAPE + "connector-type")


class LockNodesForRefining(MenuEffect):
    """Extensions > Refine with CLIP > Lock selected nodes for refining."""

    def effect(self):
        problems, changed = [], False
        for element, chosen in chosen_paths(self.svg, self.options.selected_nodes):
            try:
                subpaths = path_of(element)
                held = held_of(element, subpaths) or set()
                wanted = held | numbered(subpaths, chosen)
            except NodeError as error:
                problems.append(f"{named([element])} was left as it is: {error}.")
                continue
            if wanted != held:
                changed = True
                etree.register_namespace(PREFIX, URI)
                set_attribute(element, HELD, held_text(element, subpaths, wanted, keep_others=True))
        if problems:
            self.display.say("Locked, with exceptions" if changed else NOTHING_DONE, " ".join(problems))
        elif not self.options.selected_nodes:
            self.display.say(NOTHING_DONE, NO_NODES)
        elif not changed:
            self.display.say(NOTHING_DONE, "The selected nodes are locked for refining already.")
        return changed


def chosen_paths(root, words):
    """[(element, {(subpath, node)})] of the selected nodes of a document, as far as it has these ids."""
    known = elements_by_id(root)
    return [(known[name], nodes) for name, nodes in chosen_nodes(words).items() if name in known]


def path_of(element):
    """The Subpaths of an element whose nodes can be locked. NodeError with the reason if they can't."""
    if element.tag != SVG + "path" or any(element.attrib.get(name) for name in _LIVE):
        raise NodeError("it is no plain path. Path > Object to Path makes it one")
    return subpaths_of(element)


def freed_nodes(root, words):
    """Free the selected nodes that are held; the elements of which nodes were freed."""
    freed = []
    for element, chosen in chosen_paths(root, words):
        try:
            subpaths = path_of(element)
            held = held_of(element, subpaths) or set()
            left = held - numbered(subpaths, chosen)
        except NodeError:
            continue
        if left != held:
            freed.append(element)
            if left:
                set_attribute(element, HELD, held_text(element, subpaths, left))
            else:
                element.attrib.pop(HELD)
    return freed
