"""Documents in which only some objects show, as Inkscape is given them."""

from drawing_support import by_id, document, text_of
from lxml import etree

from inkscape_ext.cascade import Cascade
from inkscape_ext.clips import Clips
from inkscape_ext.export.layer_document import layer_document, whole_document
from inkscape_ext.scene import Scene
from inkscape_ext.selection import elements_by_id

HREF = "{http://www.w3.org/1999/xlink}href"
BODY = """<sodipodi:namedview id="view"/><metadata id="m">secret</metadata>
<g id="g"><path id="a" d="M 0,0 H 9"/><text id="t">words</text></g>
<use id="u" xlink:href="#a"/><use id="v" xlink:href="#g"/><image id="i" xlink:href="photo.png"/>
<clipPath id="c"><path id="inside" d="M 0,0 H 9"/></clipPath><path id="b" d="M 0,5 H 9"/>"""


def shown(body, *names, folder="/pictures"):
    svg = document(body)
    before = text_of(svg)
    leaves = list(Scene(Cascade(svg), None, Clips(elements_by_id(svg))).walk(svg))
    content = layer_document(svg, leaves, {by_id(svg, name) for name in names}, folder)
    assert text_of(svg) == before
    return etree.fromstring(content)


def ids(root, below="*"):
    return [element.get("id") for element in root.iterfind(f".//{{*}}{below}") if element.get("id")]


def test_only_what_is_shown_is_left_and_no_bookkeeping():
    root = shown(BODY.replace("#a", "#x").replace("#g", "#x"), "t", "i")

    assert ids(root) == ["g", "t", "i", "c", "inside"]


def test_clones_keep_what_they_repeat():
    root = shown(BODY, "u", "v")

    (defs,) = root.iterfind("{*}defs")
    assert ids(defs) == ["g", "a", "t"]
    assert ids(root) == ["g", "a", "t", "u", "v", "c", "inside"]
    assert root.find("{*}g").get("id") is None


def test_a_linked_picture_is_found_from_anywhere(tmp_path):
    (tmp_path / "photo.png").write_bytes(b"1")
    link = shown(BODY, "i", folder=str(tmp_path)).find("{*}image")
    (tmp_path / "photo.png").write_bytes(b"12")
    later = shown(BODY, "i", folder=str(tmp_path)).find("{*}image")

    assert link.get(HREF) == str(tmp_path / "photo.png")
    assert link.get("data-changed") != later.get("data-changed")


def test_embedded_pictures_and_addresses_stay_as_they_are():
    for address in ("data:image/png;base64,AA", "https://example.org/a.png"):
        assert shown(BODY.replace("photo.png", address), "i").find("{*}image").get(HREF) == address


def test_what_is_not_shown_does_not_count_for_the_hash():
    moved = BODY.replace('id="b" d="M 0,5', 'id="b" d="M 3,5')

    assert etree.tostring(shown(BODY, "t")) == etree.tostring(shown(moved, "t"))
    assert etree.tostring(shown(BODY, "b")) != etree.tostring(shown(moved, "b"))


def test_a_whole_document_keeps_all_but_the_links_as_they_are():
    root = etree.fromstring(whole_document(document(BODY), "/pictures"))

    assert root.find("{*}image").get(HREF) == "/pictures/photo.png"
    assert "view" in ids(root)
