"""The whole effect without a screen: real documents, a real bridge process, a display that takes notes."""

import io

import pytest
from lxml import etree
from noting import NotingDisplay, NotingHost
from small_request import scripted

from inkscape_ext.effect import RefineSelectedPaths
from inkscape_ext.history.metadata import read_record
from inkscape_ext.menu_effect import run_in_inkscape
from protocol.errors import ErrorCode

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">
<path id="p'1" d="M 10,10 C 20,40 60,40 90,10" style="fill:none;stroke:#336699;stroke-width:3"/>
<path id="p2" d="M 10,60 L 90,60" style="fill:none;stroke:#cc6633;stroke-width:2"/>
<text id="t1" x="10" y="90">words</text>
</svg>"""

STRANGE = b'<metadata><record xmlns="urn:refine-with-clip" format="99"/></metadata>'
LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"


@pytest.fixture
def refine(tmp_path, monkeypatch):
    """Runs the effect as Inkscape would; returns (document handed over, display)."""

    def run(*arguments, steps=("progress:1:7", "result"), svg=SVG):
        document = tmp_path / "drawing.svg"
        document.write_bytes(svg)
        display, host, effect = NotingDisplay(), NotingHost(), RefineSelectedPaths()
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        effect.command = scripted(*steps)
        run_in_inkscape(effect, host, "extension.log", [*arguments, str(document)])
        return host.document, display

    return run


def elements(svg):
    return {element.get("id"): element for element in etree.parse(io.BytesIO(svg)).iter("{*}path", "{*}text")}


def test_only_the_selected_path_differs(refine):
    document, display = refine("--id=p2", "--prompt=two lines")

    before, after = elements(SVG), elements(document)
    assert list(after) == list(before)
    assert after["p2"].get("d") != before["p2"].get("d")
    assert dict(after["p'1"].attrib) == dict(before["p'1"].attrib)
    assert display.told == []


def test_the_run_is_recorded_in_the_metadata_unless_that_is_off(refine):
    recorded, _ = refine("--id=p2", "--prompt=two lines", "--seed=3")
    plain, _ = refine("--id=p2", "--prompt=two lines", "--keep_record=false")

    (run,) = read_record(etree.fromstring(recorded)).runs
    assert run.settings["prompts"] == [{"text": "two lines", "weight": 1.0}]
    assert (run.settings["seed"], run.outcome["steps"]) == (3, 7)
    assert {key: state.d for key, state in run.before.items()} == {"p2": "M 10,60 L 90,60"}
    assert b"metadata" not in plain


def test_a_record_that_can_not_be_read_is_said_while_it_runs_and_kept(refine):
    document, display = refine("--id=p2", "--prompt=x", svg=SVG.replace(b"</svg>", STRANGE + b"</svg>"))

    assert "can't be read" in display.remark
    assert STRANGE in document


def test_prompt_and_settings_of_an_earlier_run_can_be_used_again(refine):
    first = ("--strength=30", "--steps=9", "--seed=4", "--preset=lines", "--model=folder", "--device=cpu")
    recorded, before = refine("--id=p2", "--prompt=two lines", *first)

    _, again = refine("--id=p'1", "--prompt=", "--like_run=1", svg=recorded)

    for name in ("prompts", "freedom", "steps", "seed", "model", "device"):
        assert getattr(again.request, name) == getattr(before.request, name)
    assert sorted(set(again.request.paths.free)) == [0, 1]


@pytest.mark.parametrize("svg", [SVG, SVG.replace(b"</svg>", STRANGE + b"</svg>")])
def test_settings_of_a_run_that_is_not_recorded_are_no_ones(refine, svg):
    document, display = refine("--id=p2", "--prompt=x", "--like_run=7", svg=svg)

    assert (document, display.request) == (b"", None)
    assert display.said[0][0] == "Nothing was changed"


def test_stages_are_kept_as_hidden_layers_where_that_is_asked_for(refine):
    steps = ("progress:1:7", "snapshot:3", "snapshot:5", "result")
    document, display = refine("--id=p2", "--prompt=two lines", "--keep_stages=true", steps=steps)
    plain, other = refine("--id=p2", "--prompt=two lines", steps=steps)

    (layer,) = [each for each in etree.fromstring(document) if "two lines" in (each.get(LABEL) or "")]
    assert [each.get(LABEL) for each in layer] == ["Start", "Step 3", "Step 5", "Result"]
    assert elements(document)["p2"].get("d") == elements(plain)["p2"].get("d")
    assert b"Stages of" not in plain
    assert (display.request.snapshots, other.request.snapshots) == (8, 0)


def test_a_result_without_a_change_makes_no_undo_step(refine):
    document, display = refine("--id=p2", "--prompt=two lines", steps=("unchanged",))

    assert document == b""
    assert display.told == []


def test_a_quote_in_an_id_does_no_harm(refine):
    document, _ = refine("--id=p'1", "--prompt=a bowl")

    assert elements(document)["p'1"].get("d") != elements(SVG)["p'1"].get("d")


def test_the_options_reach_the_request(refine):
    options = (
        "--strength=30",
        "--steps=9",
        "--seed=4",
        "--model=folder",
        "--device=cpu",
        "--change_widths=false",
    )
    _, display = refine("--id=p2", "--prompt=two\n  lines ", *options)

    request = display.request
    assert request.prompts[0].text == "two lines"
    assert (request.freedom, request.steps, request.seed) == (0.3, 9, 4)
    assert (request.model, request.device) == ("folder", "cpu")
    assert sorted(set(request.paths.free)) == [0, 5]


@pytest.mark.parametrize(("preset", "free"), [("lines", 1), ("colours", 6 & 4), ("ticked", 1 | 8)])
def test_a_preset_sets_aside_what_is_ticked(refine, preset, free):
    _, display = refine("--id=p2", "--prompt=x", f"--preset={preset}", "--change_colours=false")

    assert sorted(set(display.request.paths.free)) == [0, free]


def test_what_is_left_alone_is_said_while_it_runs(refine):
    _, display = refine("--id=p2", "--id=t1", "--prompt=two lines")

    assert display.remark.startswith("Left alone: 1 text")
    assert display.told == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--prompt=x"], ErrorCode.NOTHING_SELECTED),
        (["--id=p2"], ErrorCode.EMPTY_PROMPT),
        (["--id=p2", "--prompt= \n "], ErrorCode.EMPTY_PROMPT),
        (["--id=p2", "--prompt=" + "x" * 2001], ErrorCode.PROMPT_TOO_LONG),
        (["--id=t1", "--prompt=x"], ErrorCode.NOTHING_REFINABLE),
        (["--id=p2", "--prompt=x", "--steps=0"], ErrorCode.BAD_SETTING),
        (["--id=p2", "--prompt=x", "--steps=many"], ErrorCode.BAD_SETTING),
        (["--id=p2", "--prompt=x", "--no-such-option=1"], ErrorCode.BAD_SETTING),
        (
            ["--id=p2", "--prompt=x", *(f"--change_{name}=false" for name in ("lines", "colours", "widths"))],
            ErrorCode.NOTHING_MAY_CHANGE,
        ),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_handed_over(refine, arguments, code):
    document, display = refine(*arguments)

    assert document == b""
    assert [told[0] for told in display.told] == [code]


def test_nothing_refinable_says_why(refine):
    _, display = refine("--id=t1", "--prompt=x")

    assert display.told[0][1].startswith("Left alone: 1 text")


def test_a_document_that_is_no_svg_is_named(refine):
    document, display = refine("--id=p2", "--prompt=x", svg=b"no drawing")

    assert document == b""
    assert display.told[0][0] == ErrorCode.BAD_DOCUMENT


@pytest.mark.parametrize(
    ("steps", "code", "log"),
    [
        (("progress:1:7", "die"), ErrorCode.DAEMON_LOST, ""),
        (("failed:worker_lost",), ErrorCode.WORKER_LOST, "/var/log/scripted.log"),
    ],
)
def test_a_failed_run_is_told_with_its_log_and_hands_nothing_over(refine, steps, code, log):
    document, display = refine("--id=p2", "--prompt=x", steps=steps)

    assert document == b""
    assert display.told == [(code, "", log)]


def test_an_error_of_ours_is_told_and_hands_nothing_over(refine, monkeypatch):
    monkeypatch.setattr("inkscape_ext.effect.Drawing.read", lambda *_: 1 / 0)

    document, display = refine("--id=p2", "--prompt=x")

    assert document == b""
    assert display.told == [(ErrorCode.INTERNAL, "", "")]
