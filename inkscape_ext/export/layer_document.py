"""A copy of a document in which only some objects show, for Inkscape to draw."""

import copy
import os
import re
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from ..history.metadata import METADATA
from ..scene import SODIPODI
from ..stylesheets import SVG

_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
_LINKING = (SVG + "image", SVG + "feImage")
_ABSOLUTE = SODIPODI + "absref"


def layer_document(root, leaves, shown, folder=""):
    """The bytes of an SVG file like the document of `root`, without all leaves but those that are shown.

    leaves: every Placed of the document. shown: a set of elements. folder: of the document, where its linked
    pictures are looked for. What clones, texts on paths and the like refer to stays as it is, unseen.
    """
    top = copy.deepcopy(root)
    twins = dict(zip(root.iter(), top.iter()))
    hidden = [twins[leaf.element] for leaf in leaves if leaf.element not in shown and not leaf.is_defined]
    _keep_what_is_referred_to(top, hidden)
    for element in hidden:
        element.getparent().remove(element)
    for tag in (METADATA, SODIPODI + "namedview"):
        for element in list(top.iter(tag)):
            element.getparent().remove(element)
    return _written(top, folder)


def whole_document(root, folder):
    """The bytes of the document of `root` as it is, from wherever they are read. folder: as above."""
    return _written(copy.deepcopy(root), folder)


def _written(top, folder):
    for element in top.iter(*_LINKING):
        _link(element, folder)
    return etree.tostring(top, encoding="UTF-8", xml_declaration=True)


def _keep_what_is_referred_to(top, hidden):
    """Put a copy of what is hidden, and referred to by its id or that of a group around it, into <defs>."""
    named = _referred_to(top)
    kept = {}
    for leaf in hidden:
        found = [
            each for each in (leaf, *leaf.iterancestors()) if each.get("id") in named and each is not top
        ]
        if found:
            kept[found[-1]] = None
    if not kept:
        return
    defs = top.makeelement(SVG + "defs")
    for element in kept:
        twin = copy.deepcopy(element)
        twin.tail = None
        defs.append(twin)
        for inner in element.iter():
            inner.attrib.pop("id", None)
    top.insert(0, defs)


def _referred_to(top):
    names = set()
    for element in top.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name in _HREFS and value.startswith("#"):
                names.add(value[1:])
            elif "url(" in value:
                names.update(_REFERENCE.findall(value))
    return names


def _link(element, folder):
    """Name a linked file by its whole path, and mark when it was changed, so that its hash tells."""
    for name in _HREFS:
        target = element.attrib.get(name, "")
        if not target or target.startswith("#"):
            continue
        if target.startswith("file:"):
            path = Path(unquote(re.sub(r"^file:(//)?", "", target)))
        elif _SCHEME.match(target):
            continue
        else:
            path = Path(folder, unquote(target))
            if not path.is_file() and element.attrib.get(_ABSOLUTE):
                path = Path(element.attrib[_ABSOLUTE])
        element.attrib[name] = os.fspath(path.absolute())
        if path.is_file():
            state = path.stat()
            element.attrib["data-changed"] = f"{state.st_size} {state.st_mtime_ns}"
