"""The record of runs in the bytes of an SVG file: put in, replaced or taken out, with all else as it is."""

from lxml import etree

from inkscape_ext.history.metadata import METADATA, RECORD

from .svg_text import element_spans, start_tag_end

_INDENT = b"\n  "


def elements_of(root):
    """All elements in document order, less the records and a <metadata> that holds nothing but one."""
    ours = {inner for each in _own(root) for inner in each.iter()}
    return [element for element in root.iter() if isinstance(element.tag, str) and element not in ours]


def record_of(root):
    """The record as bytes that stand by themselves; b"" if there is none."""
    found = [each for metadata in root.findall(METADATA) for each in metadata.findall(RECORD)]
    return b"".join(etree.tostring(each, method="c14n", with_tail=False, exclusive=True) for each in found)


def with_record(content, record):
    """The bytes of an SVG file in UTF-8 with this record (b"": with none) in place of its own."""
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True, resolve_entities=False))
    if record_of(root) == record:
        return content
    content = _without(content, root)
    return _inserted(content, record) if record else content


def _own(root):
    """What a record brings along or takes the place of: a bare <metadata>, or the records in another."""
    found = []
    for metadata in root.findall(METADATA):
        records = metadata.findall(RECORD)
        is_ours_alone = len(records) == len(metadata) and not metadata.attrib
        found += [metadata] if is_ours_alone else records
    return found


def _without(content, root):
    own = set(_own(root))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    spans = element_spans(content)
    inside = start_tag_end(content, spans[0][0])
    cuts = [span for span, element in zip(spans, elements, strict=True) if element in own]
    for start, end in reversed(cuts):
        if content[inside:start] == _INDENT:
            start = inside
        content = content[:start] + content[end:]
    return content


def _inserted(content, record):
    """At the end of the root's first <metadata>, or in a new one right after the root's start tag."""
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True, resolve_entities=False))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    spans = element_spans(content)
    metadata = root.find(METADATA)
    if metadata is None:
        at = start_tag_end(content, spans[0][0])
        prefix = f"{root.prefix}:".encode() if root.prefix else b""
        wrapped = _INDENT + b"<%bmetadata>%b</%bmetadata>" % (prefix, record, prefix)
        return content[:at] + wrapped + content[at:]
    start, end = spans[elements.index(metadata)]
    after_tag = start_tag_end(content, start)
    if after_tag == end:  # <metadata/>
        at = content.rindex(b"/", start, end)
        name = content[start + 1 : end].split()[0].rstrip(b"/>")
        return content[:at] + b">" + record + b"</" + name + b">" + content[end:]
    at = content.rindex(b"</", start, end)
    return content[:at] + record + content[at:]
