"""`clip-refine restore`, `blend`, `runs` and `forget`, file in and file out."""

import json
import shlex

import pytest

RUN = ("--ids", "hull,sail", "--prompt", "a small boat", "--steps", "3", "--seed", "8")


@pytest.fixture
def refined(refine, sketch, tmp_path):
    """The sketch after one run."""
    path = tmp_path / "refined.svg"
    code, _, said = refine("run", sketch, *RUN, "-o", path)
    assert code == 0, said
    return path


def test_restoring_and_forgetting_gives_back_the_very_file(refine, sketch, refined, tmp_path):
    restored, bare = tmp_path / "restored.svg", tmp_path / "bare.svg"
    assert refined.read_bytes() != sketch.read_bytes()

    code, out, _ = refine("restore", refined, "-o", restored)
    assert (code, out) == (0, f"2 paths changed. Written to {restored}\n")
    code, out, _ = refine("forget", restored, "-o", bare)

    assert (code, out) == (0, f"The record of runs was removed; written to {bare}\n")
    assert bare.read_bytes() == sketch.read_bytes()


def test_the_record_is_all_that_a_run_adds(refine, sketch, refined, tmp_path):
    plain, bare = tmp_path / "plain.svg", tmp_path / "bare.svg"

    assert refine("run", sketch, *RUN, "--no-record", "-o", plain)[0] == 0
    assert refine("forget", refined, "-o", bare)[0] == 0

    assert b"metadata" not in plain.read_bytes()
    assert bare.read_bytes() == plain.read_bytes()


def test_only_the_named_paths_come_back(refine, refined, tmp_path):
    restored = tmp_path / "restored.svg"

    code, out, _ = refine("restore", refined, "--ids", "sail", "-o", restored)

    assert (code, out.partition(".")[0]) == (0, "1 path changed")
    assert b'd="M 47,12 C 60,25 70,40 75,50 L 47,52 Z"' in restored.read_bytes()
    assert b'd="M 10,60 C 30,80 60,80 80,60"' not in restored.read_bytes().partition(b"</metadata>")[2]


def test_blend_is_exact_at_both_ends(refine, sketch, refined, tmp_path):
    ends = {percent: tmp_path / f"{percent}.svg" for percent in (0, 40, 100)}
    for percent, path in ends.items():
        assert refine("blend", refined, "--percent", percent, "-o", path)[0] == 0
    refine("restore", refined, "-o", tmp_path / "restored.svg")

    assert ends[0].read_bytes() == refined.read_bytes()
    assert ends[100].read_bytes() == (tmp_path / "restored.svg").read_bytes()
    assert len({path.read_bytes() for path in ends.values()}) == 3


def test_runs_are_listed_and_their_settings_can_be_used_again(refine, sketch, refined, tmp_path):
    again = tmp_path / "again.svg"
    refine("run", refined, *RUN[:2], "--prompt", "a ship", "-o", again)

    code, out, _ = refine("runs", again)
    assert code == 0
    assert [line.partition(",")[0] for line in out.splitlines()] == ["Run 1", "Run 2"]
    assert "“a small boat”; strength 50 %; 3 steps; seed 8; lines, colours, widths" in out
    listed = json.loads(refine("runs", again, "--json")[1])
    assert [run["settings"]["prompts"][0]["text"] for run in listed] == ["a small boat", "a ship"]
    assert listed[0]["paths"] == ["hull", "sail"]

    options = shlex.split(refine("runs", again, "--settings", 1)[1])
    repeated = tmp_path / "repeated.svg"
    assert refine("run", sketch, "--ids", "hull,sail", *options, "--no-record", "-o", repeated)[0] == 0
    refine("forget", refined, "-o", tmp_path / "once.svg")
    assert repeated.read_bytes() == (tmp_path / "once.svg").read_bytes()


def test_back_to_before_a_run(refine, refined, tmp_path):
    again, back = tmp_path / "again.svg", tmp_path / "back.svg"
    refine("run", refined, "--ids", "hull", "--prompt", "a ship", "--steps", 3, "-o", again)

    assert refine("restore", again, "--before", 2, "-o", back)[0] == 0

    drawings = [path.read_bytes().partition(b"</metadata>")[2] for path in (refined, back)]
    assert drawings[0] == drawings[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("restore", "{sketch}", "-o", "{out}"), "This drawing holds no record of runs"),
        (("blend", "{sketch}", "--percent", "50", "-o", "{out}"), "This drawing holds no record of runs"),
        (("blend", "{refined}", "--percent", "101", "-o", "{out}"), "--percent: 101 is outside 0..100."),
        (("restore", "{refined}", "--before", "9", "-o", "{out}"), "holds no run 9."),
        (("restore", "{refined}", "--ids", "ghost", "-o", "{out}"), "“ghost”"),
        (("restore", "{refined}", "--ids", "mast", "-o", "{out}"), "None of the selected objects"),
        (("restore", "nowhere.svg", "-o", "{out}"), "There is no drawing nowhere.svg"),
        (("restore", "{refined}", "-o", "/nowhere/out.svg"), "There is no folder /nowhere."),
        (("forget", "{sketch}", "-o", "{out}"), "This drawing holds no record of runs"),
        (("forget", "{refined}"), "with -o"),
        (("forget", "-o", "{out}"), "Name the drawing"),
        (("runs", "{refined}", "--settings", "3"), "holds no run 3."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    refine, sketch, refined, tmp_path, arguments, said
):
    out = tmp_path / "never.svg"
    names = {"sketch": sketch, "refined": refined, "out": out}

    code, _, err = refine(*(argument.format(**names) for argument in arguments))

    assert code == 2
    assert said in err
    assert not out.exists()


def test_a_drawing_without_runs_has_none_to_list(refine, sketch):
    assert refine("runs", sketch) == (
        0, "This drawing holds no record of runs, so there is nothing to go back to.\n", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "command", [("restore", "-o", "{out}"), ("blend", "--percent", "40", "-o", "{out}"), ("runs",)]
)
def test_a_record_that_cannot_be_read_is_said_and_can_be_forgotten(refine, refined, tmp_path, command):
    refined.write_bytes(refined.read_bytes().replace(b'format="1"', b'format="7"'))
    out = tmp_path / "out.svg"

    code, _, err = refine(command[0], refined, *(word.format(out=out) for word in command[1:]))

    assert code == 2
    assert "can't be read (its format is '7', not 1)" in err
    assert not out.exists()
    assert refine("forget", refined, "-o", out)[0] == 0
    assert b"refine:record" not in out.read_bytes()
