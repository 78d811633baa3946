"""SVG files read and written for the command line."""

from xml.parsers import expat

from inkex.elements._parser import NodeBasedLookup
from lxml import etree

from protocol.errors import ErrorCode, RefineError

from .stylesheets import SVG

_GZIP = b"\x1f\x8b"


class _Lookup(NodeBasedLookup):
    """inkex's element classes; inkex 1.4 raises KeyError on elements without a namespace."""

    def lookup(self, doc, element):
        try:
            return super().lookup(doc, element)
        except KeyError:
            return self.default


def load(path):
    """The lxml tree of the SVG file at `path`, its root an inkex element.

    RefineError BAD_DOCUMENT if it can't be read, is not well-formed XML, declares entities (they may
    expand without end, or read other files) or is no SVG.
    """
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise RefineError(ErrorCode.BAD_DOCUMENT, f"{path}: {error.strerror or error}") from error
    return parsed(content, path)


def parsed(content, path):
    """As `load`, of a file's bytes; `path` is only named."""
    if content.startswith(_GZIP):
        raise RefineError(ErrorCode.BAD_DOCUMENT, f"{path}: a compressed SVG; save it as plain SVG")
    _expect_plain_xml(content, path)
    parser = etree.XMLParser(huge_tree=True, strip_cdata=False, resolve_entities=False, no_network=True)
    parser.set_element_class_lookup(_Lookup())
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise RefineError(ErrorCode.BAD_DOCUMENT, f"{path}: {error!s:.200}") from error
    if root.tag != SVG + "svg":
        raise RefineError(
            ErrorCode.BAD_DOCUMENT, f"{path}: its root element is no <svg> of the SVG namespace"
        )
    return root.getroottree()


def to_bytes(tree):
    """The tree as an SVG file: UTF-8 with an XML declaration."""
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True) + b"\n"


def _expect_plain_xml(content, path):
    """A first pass by another parser, which stops at an entity declaration before it can do anything."""

    def refuse(name, *_):
        raise RefineError(ErrorCode.BAD_DOCUMENT, f"{path}: declares the entity {name!r:.40}")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise RefineError(ErrorCode.BAD_DOCUMENT, f"{path}: {error}") from error
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise RefineError(ErrorCode.BAD_DOCUMENT, f"{path}: {error!s:.80}") from error
