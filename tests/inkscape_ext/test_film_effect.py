"""The menu entry that makes a film, on real documents and files."""

import os

import pytest
from lxml import etree
from noting import NotingDisplay, NotingHost
from small_request import scripted

from inkscape_ext.effect import RefineSelectedPaths
from inkscape_ext.menu_effect import run_in_inkscape
from inkscape_ext.scene import INKSCAPE
from inkscape_ext.stages.film_effect import MADE, NO_STAGES, NOT_MADE, ExportFilm

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<path id="p1" d="M 10,10 C 20,40 60,40 90,10" style="fill:none;stroke:#336699;stroke-width:3"/>
<path id="p2" d="M 10,60 L 90,60" style="fill:none;stroke:#cc6633;stroke-width:2"/></svg>"""


@pytest.fixture
def effect(tmp_path, monkeypatch):
    """Runs an effect as Inkscape would; (bytes handed over, display). The drawing is saved as drawing.svg."""

    def run(made, svg, *arguments):
        document = tmp_path / "drawing.svg"
        document.write_bytes(svg)
        display, host = NotingDisplay(), NotingHost()
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        monkeypatch.setenv("DOCUMENT_PATH", str(document))
        made.command = scripted("snapshot:3", "result")
        run_in_inkscape(made, host, "extension.log", [*arguments, str(document)])
        return host.document, display

    return run


@pytest.fixture
def staged(effect):
    arguments = ("--id=p1", "--prompt=a boat", "--keep_stages=true")
    return effect(RefineSelectedPaths(), SVG, *arguments)[0]


def test_the_stages_become_a_film_beside_the_drawing(effect, staged, tmp_path):
    handed, display = effect(ExportFilm(), staged)

    assert handed == b""
    ((headline, text),) = display.said
    assert headline == MADE
    assert str(tmp_path / "drawing-film.svg") in text
    assert "3 s" in text  # 3 moments and the pause at the end
    root = etree.parse(str(tmp_path / "drawing-film.svg")).getroot()
    (animated,) = root.iter("{*}animate")
    assert animated.getparent().get("id") == "p1"
    assert b"Stages of" not in etree.tostring(root)
    assert sorted(os.listdir(tmp_path)) == ["drawing-film.svg", "drawing.svg"]


def test_without_stages_it_is_said_how_to_get_some(effect, tmp_path):
    handed, display = effect(ExportFilm(), SVG)

    assert (handed, display.said) == (b"", [(NOT_MADE, NO_STAGES)])
    assert os.listdir(tmp_path) == ["drawing.svg"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("drawing.svg", "is your drawing itself"), ("nowhere/film.svg", "Choose another place")],
)
def test_what_can_not_be_written_is_said_and_nothing_is_lost(effect, staged, tmp_path, name, said):
    _, display = effect(ExportFilm(), staged, f"--file={tmp_path / name}")

    ((headline, text),) = display.said
    assert headline == NOT_MADE
    assert said in text
    assert (tmp_path / "drawing.svg").read_bytes() == staged
    assert os.listdir(tmp_path) == ["drawing.svg"]


def test_a_name_gets_the_suffix_of_films(effect, staged, tmp_path):
    effect(ExportFilm(), staged, f"--file={tmp_path / 'short'}")

    assert (tmp_path / "short.svg").exists()


def test_stages_of_which_some_were_deleted_still_make_a_film(effect, staged, tmp_path):
    root = etree.fromstring(staged)
    (stages,) = (
        each for each in root.iter("{*}g") if each.get(INKSCAPE + "label", "").startswith("Stages of")
    )
    stages.remove(stages[0])

    _, display = effect(ExportFilm(), etree.tostring(root))

    ((headline, text),) = display.said
    assert headline == MADE
    assert "2 s" in text or "2.5 s" in text


def test_a_film_made_anew_stays_as_private_as_it_was(effect, staged, tmp_path):
    film = tmp_path / "drawing-film.svg"
    film.write_bytes(b"old")
    film.chmod(0o600)

    effect(ExportFilm(), staged)

    assert b"animate" in film.read_bytes()
    assert film.stat().st_mode & 0o777 == 0o600
