"""The output is the input's own text with other attribute values, and nothing else."""

import pytest

from daemon.cli.edited_svg import attributes_of, edited
from inkscape_ext.document import load
from inkscape_ext.history.metadata import read_record, remove_record, write_record
from inkscape_ext.history.record import Record, Run

PLAIN = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- first --><!DOCTYPE svg>
<svg xmlns='http://www.w3.org/2000/svg'   id="s">
\t<path
     id = 'p'
     d="M 0,0
        L 1,1"   style='fill:red' /><path id="q" d="M 0 0"></path>
  <text>a &lt;path d="no"/&gt; é</text><![CDATA[<path d="x"/>]]>
</svg>
<!-- last -->
"""


def change(path, changes):
    """`edited` after setting {id: {attribute: value}}."""
    tree = load(path)
    before = attributes_of(tree)
    for element in tree.getroot().iter():
        for name, value in changes.get(element.get("id"), {}).items():
            element.attrib[name] = value
    return edited(path.read_bytes(), before, tree)


def keep(path, content=None):
    """`edited` after a record is put into the file's tree, or taken out (content None)."""
    tree = load(path)
    before = attributes_of(tree)
    root = tree.getroot()
    if content is None:
        remove_record(root)
    else:
        write_record(root, Record([Run(1, "", "", {"text": content}, {})]))
    return edited(path.read_bytes(), before, tree)


@pytest.fixture
def plain(tmp_path):
    path = tmp_path / "plain.svg"
    path.write_text(PLAIN, encoding="utf-8", newline="")
    return path


def test_unchanged_drawing_is_equal_to_the_last_byte(plain):
    assert change(plain, {}) == plain.read_bytes()


def test_only_the_changed_value_differs(plain):
    text = change(plain, {"p": {"d": "M 0,0 L 2,2"}}).decode()

    assert text == PLAIN.replace("M 0,0\n        L 1,1", "M 0,0 L 2,2")


def test_new_attribute_joins_the_tag(plain):
    text = change(plain, {"q": {"style": "fill:blue"}}).decode()

    assert text == PLAIN.replace('<path id="q" d="M 0 0">', '<path id="q" d="M 0 0" style="fill:blue">')


def test_signs_that_mean_something_to_xml_survive(plain, tmp_path):
    value = 'a"b<c>&d\né\t'

    content = change(plain, {"p": {"style": value}})

    again = tmp_path / "again.svg"
    again.write_bytes(content)
    assert load(again).getroot().xpath("//*[@id='p']")[0].attrib["style"] == value


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_written_anew_with_the_same_content(tmp_path, encoding):
    path = tmp_path / "other.svg"
    path.write_bytes(PLAIN.replace("UTF-8", encoding).encode(encoding))

    content = change(path, {"p": {"d": "M 0,0 L 3,3"}})

    again = tmp_path / "again.svg"
    again.write_bytes(content)
    root = load(again).getroot()
    assert root.xpath("//*[@id='p']")[0].get("d") == "M 0,0 L 3,3"
    assert "é" in "".join(root.itertext())


def test_drawing_that_can_be_read_only_once_is_written_anew(plain, tmp_path):
    tree = load(plain)
    before = attributes_of(tree)

    content = edited(b"", before, tree)  # as a pipe gives the second time

    again = tmp_path / "again.svg"
    again.write_bytes(content)
    assert attributes_of(load(again)) == before


def test_an_attribute_that_has_gone_leaves_the_rest(plain):
    tree = load(plain)
    before = attributes_of(tree)
    del tree.getroot().xpath("//*[@id='p']")[0].attrib["style"]

    text = edited(plain.read_bytes(), before, tree).decode()

    assert text == PLAIN.replace("   style='fill:red'", "")


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "<metadata id='m' />",
        '<metadata id="m"></metadata>',
        '<metadata>\n  <x xmlns="urn:x" y="/>"/></metadata>',
        '<s:metadata xmlns:s="http://www.w3.org/2000/svg" a=">"><x xmlns="urn:x">&lt;</x> </s:metadata>',
    ],
)
def test_a_record_comes_and_goes_without_a_trace(plain, metadata):
    text = PLAIN.replace("<text>", f"{metadata}<text>")
    plain.write_text(text, encoding="utf-8", newline="")

    for content in ("one", 'two "<é>"'):
        plain.write_bytes(keep(plain, content))
        assert read_record(load(plain).getroot()).runs[0].settings == {"text": content}
        assert plain.read_bytes().startswith(PLAIN.encode()[:120])
    plain.write_bytes(keep(plain))

    again = plain.read_text(encoding="utf-8").replace("></metadata>", "/>").replace(" />", "/>")
    assert again == text.replace("></metadata>", "/>").replace(" />", "/>")


def test_a_bare_metadata_makes_room_for_the_record(plain):
    plain.write_text(PLAIN.replace("<text>", "<metadata/><text>"), encoding="utf-8", newline="")

    plain.write_bytes(keep(plain, "one"))
    assert plain.read_bytes().count(b"<metadata") == 1

    assert keep(plain).decode() == PLAIN


def test_the_record_of_a_root_with_a_prefix_is_in_the_same_namespace(tmp_path):
    path = tmp_path / "prefixed.svg"
    text = "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:path d='M 0 0'/></s:svg>"
    path.write_text(text, encoding="utf-8")

    path.write_bytes(keep(path, "one"))

    assert b"<s:path d='M 0 0'/></s:svg>" in path.read_bytes()
    assert len(read_record(load(path).getroot()).runs) == 1
    assert keep(path).decode() == text
