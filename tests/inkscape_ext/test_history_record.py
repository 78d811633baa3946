"""What the record holds, how large it gets, and what is done with one that is not ours."""

import json
import time
from dataclasses import replace

import pytest
from drawing_support import by_id, document, moved, text_of
from history_support import BODY, IDS, attributes, drawn, refine

from inkscape_ext.document import load, to_bytes
from inkscape_ext.drawing import Drawing
from inkscape_ext.history import record as records
from inkscape_ext.history.going_back import go_back
from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.history.metadata import METADATA, RECORD, read_record, remove_record
from inkscape_ext.history.record import Run
from inkscape_ext.history.settings import as_options, command_line, prompt_of, title_of, wording_of_run
from protocol.messages import CHANGES, Prompt, RefineRequest
from protocol.version import APP_VERSION


@pytest.fixture(autouse=True)
def _clock_on_the_wall(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_run_is_kept_with_what_was_asked_for_and_what_came_of_it():
    svg = drawn()
    refine(svg, prompt="ein Bäumchen\n\x0b ☃\uffff", steps=9, seed=4, freedom=0.25, model="ViT-B-32")

    (run,) = read_record(svg).runs

    assert run.settings["prompts"] == [{"text": "ein Bäumchen\n\x0b ☃\uffff", "weight": 1.0}]
    assert run.settings["change"] == ["lines", "colours", "widths", "opacity"]
    kept = {name: run.settings[name] for name in ("steps", "seed", "freedom", "model")}
    assert kept == {"steps": 9, "seed": 4, "freedom": 0.25, "model": "ViT-B-32"}
    assert "paths" not in run.settings
    assert (run.number, run.date, run.program) == (1, "1970-01-01T00:00:00Z", APP_VERSION)
    assert run.outcome["reason"] == "finished"
    assert set(run.before) == set(IDS)


def test_it_survives_the_file(tmp_path):
    svg = drawn()
    refine(svg)
    (tmp_path / "kept.svg").write_bytes(to_bytes(svg.getroottree()))

    again = load(tmp_path / "kept.svg").getroot()

    assert read_record(again).runs == read_record(svg).runs
    assert read_record(again).after == read_record(svg).after
    go_back(again, None)
    assert attributes(again) == attributes(drawn())


def test_metadata_of_others_stays():
    svg = document('<metadata id="m"><x xmlns="urn:x">1</x></metadata>' + BODY)
    before = text_of(svg)
    refine(svg)
    go_back(svg, None)
    assert len(svg.findall(METADATA)) == 1

    remove_record(svg)

    assert text_of(svg) == before


def test_a_run_that_changes_nothing_is_not_kept():
    svg = drawn()
    before = text_of(svg)

    refine(svg, shift=0.0)

    assert text_of(svg) == before


def test_the_oldest_runs_are_thinned_but_never_an_original(monkeypatch):
    monkeypatch.setattr(records, "CHARACTERS", 900)
    svg = drawn()
    before = attributes(svg)
    for index in range(12):
        refine(svg, prompt=f"boat {index}")
        state = {name: attributes(svg)[name] for name in IDS}
    record = read_record(svg)

    assert len(record.runs) == 12
    thinned = [run.is_thinned for run in record.runs]
    assert thinned == [False, *sorted(thinned[1:], reverse=True)]
    assert 0 < thinned.count(True) < 11
    spare = sum(each.size for run in record.runs[1:] for each in run.before.values())
    assert spare <= 900
    assert "not kept any more" in go_back(svg, None, number=2).sentence
    assert {name: attributes(svg)[name] for name in IDS} == state
    go_back(svg, None, number=12)
    go_back(svg, None)
    assert attributes(svg) == before


def test_runs_that_hold_nothing_but_settings_are_dropped_one_day(monkeypatch):
    monkeypatch.setattr(records, "CHARACTERS", 0)
    monkeypatch.setattr(records, "RUNS", 5)
    svg = drawn()
    before = attributes(svg)

    for _ in range(9):
        refine(svg)

    assert [run.number for run in read_record(svg).runs] == [1, 6, 7, 8, 9]
    go_back(svg, None)
    assert attributes(svg) == before


def _run(number="1", settings="{}", inside=""):
    facts = f'number="{number}" date="" program="" settings="{settings}" outcome="{{}}"'
    return f"<refine:run {facts}>{inside}</refine:run>"


def _record(inside):
    return f'<refine:record format="1">{inside}</refine:record>'


BAD = [
    '<refine:record format="2"/>',
    "<refine:record/>",
    _record("<refine:run/>"),
    _record(_run(number="x")),
    _record(_run(number="9" * 5000)),
    _record(_run(settings="[")),
    _record(_run(settings="[]")),
    _record(_run(settings="[" * 90_000)),
    _record(_run(settings=" " * 300_000)),
    _record(_run() * 2),
    _record(_run(inside='<refine:before path="a" d="M 0,0 L 9,9"/>')),
    _record('<refine:after path="a"/>'),
    _record("".join(_run(number=number) for number in range(20_000))),
]


@pytest.mark.parametrize("record", BAD, ids=range(len(BAD)))
def test_a_record_that_is_not_ours_is_said_and_left_as_it_is(record):
    svg = document(f'<metadata xmlns:refine="urn:refine-with-clip">{record}</metadata>{BODY}')
    metadata = text_of(svg).partition("</metadata>")[0]
    before = attributes(svg)

    done = go_back(svg, None)
    assert "can't be read" in done.sentence
    assert done.changed == 0
    assert attributes(svg) == before

    keeper = refine(svg)
    assert "can't be read" in keeper.problem
    assert attributes(svg) != before
    assert text_of(svg).partition("</metadata>")[0] == metadata
    assert remove_record(svg)
    assert refine(svg).problem == ""


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"prompts": None},
        {"prompts": [7]},
        {
            "prompts": [{"text": 5}],
            "steps": [1],
            "freedom": "much",
            "change": "all",
            "seed": None,
            "model": {},
        },
        {"prompts": [{"text": "x" * 5000}], "change": [1, None], "freedom": 1e300},
    ],
)
def test_strange_settings_can_be_shown(settings):
    svg = drawn()
    refine(svg)
    (run,) = read_record(svg).runs
    element = next(svg.iter(RECORD))[0]
    element.set("settings", json.dumps(settings))
    element.set("outcome", json.dumps({"similarity_before": "low"}))

    (strange,) = read_record(svg).runs

    assert wording_of_run(strange).startswith("Run 1, 1970-01-01 00:00: “")
    assert all(isinstance(word, str) for word in command_line(strange.settings))
    if not prompt_of(strange.settings):
        assert as_options(strange.settings) == {}
    assert strange.before == run.before


@pytest.mark.parametrize("d", ["", "M", "nonsense", "M 0,0 L 1e999,5", "none"])
def test_recorded_path_data_that_is_none_does_no_harm(d):
    svg = drawn()
    refine(svg)
    for element in next(svg.iter(RECORD)).iter("{*}before", "{*}after"):
        element.set("d", d)

    done = go_back(svg, None, 0.5)

    assert done.changed == 0
    assert by_id(svg, "a").attrib["d"].startswith("M ")


def test_a_run_in_words():
    svg = drawn()
    refine(svg, prompt="a  boat", steps=9, seed=4, freedom=0.25)

    (run,) = read_record(svg).runs

    assert wording_of_run(run) == (
        "Run 1, 1970-01-01 00:00: “a boat”; strength 25 %; 9 steps; seed 4; "
        "lines, colours, widths, opacity; model embedded; Match with your words: 0.0 → 0.0 of 100"
    )
    assert command_line(run.settings) == [
        "--prompt", "a boat", "--palette-pull", "0.5", "--keep-colours", "0", "--allow-text",
        "--steps", "9", "--seed", "4", "--freedom", "0.25", "--model", "embedded",
        "--device", "auto", "--renderer", "auto", "--change", "lines,colours,widths,opacity",
    ]  # fmt: skip


def test_the_model_that_worked_is_kept_where_none_was_named():
    svg = drawn()
    drawing = Drawing.read(svg, ["a"], CHANGES)
    keeper = RunKeeper(svg, drawing)
    result = replace(moved(drawing.table, 0.01), model="ViT-B-32")
    drawing.write(result)

    keeper.keep(RefineRequest(drawing.table, (Prompt("x"),), model="chosen"), CHANGES, result)

    assert read_record(svg).runs[0].settings["model"] == "ViT-B-32"


def test_times_are_told_as_the_clock_on_the_wall_had_them(monkeypatch):
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    run = Run(3, "2026-11-22T23:30:05Z", "", {"prompts": [{"text": "a boat"}]}, {})

    assert title_of(run) == "Run 3, 2026-11-23 00:30: “a boat”"
    assert title_of(replace(run, date="one day")) == "Run 3, one day: “a boat”"
