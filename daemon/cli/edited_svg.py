"""A changed SVG tree back into the text it came from, so that all the rest stays equal to the last byte."""

from xml.sax.saxutils import escape

from lxml import etree

from inkscape_ext.document import to_bytes
from inkscape_ext.namespace import PREFIX, REFINE, URI

from .record_text import elements_of, record_of, with_record
from .svg_text import ATTRIBUTE, TAG_END, TAG_NAME, element_spans, start_tag_end

_IN_A_VALUE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def attributes_of(tree):
    """The attributes of every element in document order, to find what has changed; not our record's."""
    return [dict(element.attrib) for element in elements_of(tree.getroot())]


def edited(content, before, tree, added=()):
    """The bytes of an SVG file with the changed attributes of `tree`, and its record, put into `content`.

    content: the file that the tree was parsed from. before: its `attributes_of` then. added: elements that
    were appended to the root since. What can't be
    done by changing the text in place (a file that is not in UTF-8, say) is written anew as
    a whole: the same drawing, other white space inside its tags.
    """
    text = _edited_in_place(content, before, tree, added)
    if text is not None and _means(text, tree):
        return text
    return to_bytes(tree)


def _edited_in_place(content, before, tree, added):
    spans = element_spans(content)
    new = {inner for each in added for inner in each.iter()}
    elements = [element for element in elements_of(tree.getroot()) if element not in new]
    if spans is None or len(before) != len(elements):
        return None
    starts = _starts_beside_record(content, spans)
    if len(starts) != len(before):
        return None
    parts = []
    copied = 0
    for start, old, element in zip(starts, before, elements, strict=True):
        now = dict(element.attrib)
        changes = {name: now.get(name) for name in {**old, **now} if old.get(name) != now.get(name)}
        if changes:
            parts.append(content[copied:start])
            tag, copied = _edited_tag(content, start, _as_written(content, start, element, changes))
            parts.append(tag)
    text = with_appended(b"".join([*parts, content[copied:]]), added)
    return with_record(text, record_of(tree.getroot()))


def with_appended(content, elements):
    """The bytes of an SVG file in UTF-8 with these elements before the end of its root."""
    if not elements:
        return content
    end = content.rindex(b"</", 0, element_spans(content)[0][1])
    texts = [etree.tostring(each, method="c14n", with_tail=False, exclusive=True) for each in elements]
    return b"".join([content[:end], *texts, b"\n", content[end:]])


def _starts_beside_record(content, spans):
    """The offsets of the start tags of the file's `elements_of`."""
    root = _parsed(content).getroot()
    others = set(elements_of(root))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    return [start for (start, _), element in zip(spans, elements, strict=True) if element in others]


def _as_written(content, start, element, changes):
    """These attribute changes by the names that the text has for them.

    One of our namespace brings its declaration along, on the same tag, and takes it away again.
    """
    named = {}
    for name, value in changes.items():
        if not name.startswith(REFINE):
            named[name] = value
            continue
        named[f"{PREFIX}:{name[len(REFINE) :]}"] = value
        declaration = f"xmlns:{PREFIX}"
        is_needed = any(other.startswith(REFINE) for other in element.attrib)
        tag = content[start : start_tag_end(content, start)]
        if is_needed != (declaration.encode() in tag):
            named[declaration] = URI if is_needed else None
    return named


def _edited_tag(content, start, changes):
    """(the start tag with these attribute values, None for an attribute that goes; the offset after it)."""
    at = TAG_NAME.match(content, start).end()
    parts = [content[start:at]]
    left = dict(changes)
    while found := ATTRIBUTE.match(content, at):
        name = found.group(1).decode("utf-8")
        if name not in left:
            parts.append(found.group())
        elif (value := left.pop(name)) is not None:
            parts += [content[at : found.start(2)], _quoted(value)]
        at = found.end()
    new = [(name, value) for name, value in left.items() if value is not None]
    parts += [b" " + name.encode("utf-8") + b"=" + _quoted(value) for name, value in new]
    end = TAG_END.match(content, at).end()
    return b"".join([*parts, content[at:end]]), end


def _quoted(value):
    return f'"{escape(value, _IN_A_VALUE)}"'.encode()


def _parsed(content):
    return etree.fromstring(content, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroottree()


def _means(text, tree):
    """True when this text says what the tree says."""
    try:
        again = _parsed(text)
    except etree.XMLSyntaxError:
        return False
    is_same_record = record_of(again.getroot()) == record_of(tree.getroot())
    return is_same_record and attributes_of(again) == attributes_of(tree)
