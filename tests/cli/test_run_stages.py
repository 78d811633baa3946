"""`--keep-stages`, `--film` and `--stages`."""

import pytest
from lxml import etree

LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
RUN = ("--ids", "hull,sail", "--prompt", "a boat", "--steps", "6", "--no-record")


@pytest.fixture
def plain(refine, sketch, tmp_path):
    """The bytes of the same run without stages."""
    path = tmp_path / "plain.svg"
    assert refine("run", sketch, *RUN, "-o", path)[0] == 0
    return path.read_bytes()


def test_hidden_layers_are_added_and_all_else_is_equal_to_the_last_byte(refine, sketch, plain, tmp_path):
    path = tmp_path / "stages.svg"

    assert refine("run", sketch, *RUN, "--keep-stages", "--stages", 3, "-o", path)[0] == 0

    text = path.read_bytes()
    start = text.index(b'<g xmlns="')
    end = text.rindex(b"</g>") + len(b"</g>\n")
    assert text[:start] + text[end:] == plain
    layer = etree.fromstring(text)[-1]
    assert layer.get(LABEL) == "Stages of “a boat”"
    assert [each.get(LABEL) for each in layer] == ["Start", "Step 1", "Step 2", "Step 3", "Result"]


def test_the_film_is_a_file_of_its_own(refine, sketch, plain, tmp_path):
    path, film = tmp_path / "out.svg", tmp_path / "film.svg"

    assert refine("run", sketch, *RUN, "--film", film, "-o", path)[0] == 0

    assert path.read_bytes() == plain
    root = etree.parse(film).getroot()
    assert {each.getparent().get("id") for each in root.iter("{*}animate")} == {"hull", "sail"}
    (text,) = root.iter("{*}text")
    assert text.text == "Bäumchen & co"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--stages", "33"), "--stages: 33 is outside 0..32."),
        (("--stages", "-1"), "--stages: -1 is outside 0..32."),
        (("--film", "/nowhere/film.svg"), "There is no folder /nowhere."),
    ],
)
def test_what_cannot_be_done_is_said_before_the_run(refine, sketch, tmp_path, arguments, said):
    code, _, err = refine("run", sketch, *RUN, *arguments, "-o", tmp_path / "out.svg")

    assert code == 2
    assert said in err
    assert not (tmp_path / "out.svg").exists()
