"""A changed SVG tree back into the text it came from, so that all the rest stays equal to the last byte."""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from inkscape_ext.document import to_bytes

_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG_END = re.compile(rb"\s*/?>")
_TAG_NAME = re.compile(rb"<[^\s/>]+")
_IN_A_VALUE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def attributes_of(tree):
    """The attributes of every element in document order, to find later what has changed."""
    return [dict(element.attrib) for element in _elements(tree)]


def edited(content, before, tree):
    """The bytes of an SVG file with the changed attributes of `tree` put into `content`.

    content: the file that the tree was parsed from. before: its `attributes_of` then. What can't be
    done by changing attribute values in place (a file that is not in UTF-8, say) is written anew as
    a whole: the same drawing, other white space inside its tags.
    """
    text = _edited_in_place(content, before, tree)
    if text is not None and _means(text, tree):
        return text
    return to_bytes(tree)


def _elements(tree):
    return [element for element in tree.getroot().iter() if isinstance(element.tag, str)]


def _edited_in_place(content, before, tree):
    starts = _tag_starts(content)
    elements = _elements(tree)
    if starts is None or not len(starts) == len(before) == len(elements):
        return None
    parts = []
    copied = 0
    for start, old, element in zip(starts, before, elements, strict=True):
        changes = {name: value for name, value in element.attrib.items() if old.get(name) != value}
        if changes:
            parts.append(content[copied:start])
            tag, copied = _edited_tag(content, start, changes)
            parts.append(tag)
    return b"".join([*parts, content[copied:]])


def _tag_starts(content):
    """The byte offset of every start tag, or None if the file is not in UTF-8 or no XML (any more)."""
    starts = []
    encodings = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: starts.append(parser.CurrentByteIndex)
    parser.XmlDeclHandler = lambda version, encoding, standalone: encodings.append(encoding or "utf-8")
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return None
    is_utf8 = all(encoding.lower() in ("utf-8", "us-ascii") for encoding in encodings)
    # Without a declaration a byte order mark alone can make it UTF-16.
    return starts if is_utf8 and b"\0" not in content[:4] else None


def _edited_tag(content, start, changes):
    """(the start tag with these attribute values, the offset after it)."""
    at = _TAG_NAME.match(content, start).end()
    parts = [content[start:at]]
    left = dict(changes)
    while found := _ATTRIBUTE.match(content, at):
        name = found.group(1).decode("utf-8")
        if name in left:
            parts += [content[at : found.start(2)], _quoted(left.pop(name))]
        else:
            parts.append(found.group())
        at = found.end()
    parts += [b" " + name.encode("utf-8") + b"=" + _quoted(value) for name, value in left.items()]
    end = _TAG_END.match(content, at).end()
    return b"".join([*parts, content[at:end]]), end


def _quoted(value):
    return f'"{escape(value, _IN_A_VALUE)}"'.encode()


def _means(text, tree):
    """True when this text says what the tree says."""
    try:
        again = etree.fromstring(text, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroottree()
    except etree.XMLSyntaxError:
        return False
    return attributes_of(again) == attributes_of(tree)
