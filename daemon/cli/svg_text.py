"""Where the elements of an SVG file lie in its bytes."""

import re
from xml.parsers import expat

ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
TAG_NAME = re.compile(rb"<[^\s/>]+")
TAG_END = re.compile(rb"\s*/?>")


def element_spans(content):
    """The byte offsets (start, end) of every element, in the order of their start tags.

    None if the file is not in UTF-8 or no XML (any more).
    """
    if b"\0" in content[:4]:  # without a declaration a byte order mark alone can make it UTF-16
        return None
    spans = []
    open_elements = []
    encodings = []
    parser = expat.ParserCreate()

    def start(_name, _attributes):
        open_elements.append(len(spans))
        spans.append((parser.CurrentByteIndex, None))

    def end(_name):
        index = open_elements.pop()
        begin = spans[index][0]
        after = start_tag_end(content, begin)
        if content[after - 2 : after] != b"/>":
            after = content.index(b">", parser.CurrentByteIndex) + 1
        spans[index] = (begin, after)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.XmlDeclHandler = lambda version, encoding, standalone: encodings.append(encoding or "utf-8")
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return None
    return spans if all(encoding.lower() in ("utf-8", "us-ascii") for encoding in encodings) else None


def start_tag_end(content, start):
    """The offset after the start tag that begins at `start`."""
    at = TAG_NAME.match(content, start).end()
    while found := ATTRIBUTE.match(content, at):
        at = found.end()
    return TAG_END.match(content, at).end()
