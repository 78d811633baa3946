import inkex
import pytest
from lxml import etree

from inkscape_ext.document import load, to_bytes
from protocol.errors import ErrorCode, RefineError

NS = 'xmlns="http://www.w3.org/2000/svg"'


def file_with(tmp_path, content):
    path = tmp_path / "drawing.svg"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    "content",
    [
        f"<svg {NS}><path/></svg>",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- é --><svg {NS}/>',
        f'<?xml version="1.0" encoding="ISO-8859-1"?><svg {NS} id="é"/>'.encode("latin-1"),
        f'<?xml version="1.0" encoding="UTF-16"?><svg {NS}/>'.encode("utf-16"),
        f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg {NS}/>',
        f'<svg {NS}><odd xmlns=""><path/></odd><x:y xmlns:x="urn:z"/><?pi?></svg>',
        f'<s:svg xmlns:s="{NS[7:-1]}"/>',
    ],
)
def test_svg_files_are_loaded(tmp_path, content):
    tree = load(file_with(tmp_path, content))

    assert isinstance(tree.getroot(), inkex.SvgDocumentElement)
    assert all(isinstance(element, etree._Element) for element in tree.iter())


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "boom">]>'
PARAMETER = '<!DOCTYPE svg [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'
OUTSIDE = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (f"{ENTITIES}<svg {NS}><text>&a;</text></svg>", "entity 'a'"),
        (f"{PARAMETER}<svg {NS}/>", "entity 'a'"),
        (f"{OUTSIDE}<svg {NS}><text>&a;</text></svg>", "entity 'a'"),
        (f'<?xml version="1.0" encoding="UTF-16"?>{ENTITIES}<svg {NS}/>'.encode("utf-16"), "entity 'a'"),
        (f"<svg {NS}><path></svg>", "mismatched tag: line 1"),
        (f"<svg {NS}>&nbsp;</svg>", "undefined entity"),
        (f'<svg {NS} a="1" a="2"/>', "duplicate attribute"),
        (f'<svg {NS} foo:a="1"/>', "unbound prefix"),
        (f'<?xml version="1.0" encoding="UTF-7"?><svg {NS}/>', ""),
        (f'<?xml version="1.0" encoding="no-such"?><svg {NS}/>', "unknown encoding"),
        ("", "no element found"),
        ("not xml", "syntax error"),
        (b"\x00\xff\xfe", ""),
        (b"\x1f\x8b\x08\x00", "compressed"),
        ("<html/>", "no <svg>"),
        ("<svg/>", "no <svg>"),
    ],
)
def test_other_files_are_bad_documents(tmp_path, capfd, content, detail):
    with pytest.raises(RefineError) as caught:
        load(file_with(tmp_path, content))

    assert caught.value.code is ErrorCode.BAD_DOCUMENT
    assert detail in caught.value.detail
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["missing.svg", "."])
def test_an_unreadable_file_is_a_bad_document(tmp_path, name):
    with pytest.raises(RefineError) as caught:
        load(str(tmp_path / name))

    assert caught.value.code is ErrorCode.BAD_DOCUMENT


def test_an_expanding_file_is_refused_before_it_expands(tmp_path):
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    content = f'<!DOCTYPE svg [<!ENTITY l0 "lol">{lines}]><svg {NS}><text>&l29;</text></svg>'

    with pytest.raises(RefineError):
        load(file_with(tmp_path, content))


def test_what_is_written_loads_again_the_same(tmp_path):
    content = (
        f'<svg {NS}><path d="M0 0"/><text>é &lt; ü</text><!-- c --><style><![CDATA[a>b{{}}]]></style></svg>'
    )

    first = to_bytes(load(file_with(tmp_path, content)))
    second = to_bytes(load(file_with(tmp_path, first)))

    assert first == second
    assert first.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<svg")
    assert content.encode() in first
