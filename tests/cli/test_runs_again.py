"""What `clip-refine runs --settings` prints of a run gives the same drawing again, to the last byte."""

import shlex

import pytest

PROMPT = ("--prompt", "a boat", "--steps", "3", "--seed", "4")


@pytest.mark.parametrize(
    "special",
    [
        ("--add", "4"),
        ("--add", "2", "--refine-too", "--change", "lines=0.5"),
        ("--only-nodes", "hull:0:1,sail:0:0-1"),
        ("--hold-nodes", "hull:0:0"),
        ("--variations", "2", "--choose", "1"),
    ],
)
def test_a_run_of_a_drawing(refine, sketch, tmp_path, special):
    recorded, plain, again = (tmp_path / f"{name}.svg" for name in ("recorded", "plain", "again"))
    chosen = ("--ids", "hull,sail")
    assert refine("run", sketch, *chosen, *PROMPT, *special, "-o", recorded)[0] == 0
    assert refine("run", sketch, *chosen, *PROMPT, *special, "--no-record", "-o", plain)[0] == 0

    _, out, err = refine("runs", recorded, "--settings", 1)
    code, *_ = refine("run", sketch, *chosen, *shlex.split(out), "--no-record", "-o", again)

    assert (code, err) == (0, "")
    assert again.read_bytes() == plain.read_bytes() != sketch.read_bytes()


@pytest.mark.parametrize("frame", [(), ("--frame", "sail,hull")])
def test_a_drawing_from_a_prompt(refine, sketch, tmp_path, frame):
    recorded, plain, again = (tmp_path / f"{name}.svg" for name in ("recorded", "plain", "again"))
    given = ("draw", "--on", sketch, *PROMPT, "--strokes", 3, "--fills", 1, *frame)
    assert refine(*given, "-o", recorded)[0] == 0
    assert refine(*given, "--no-record", "-o", plain)[0] == 0

    _, out, err = refine("runs", recorded, "--settings", 1)
    code, *_ = refine("draw", "--on", sketch, *shlex.split(out), "--no-record", "-o", again)

    assert code == 0
    assert err == "These are options of `clip-refine draw`.\n"
    assert again.read_bytes() == plain.read_bytes()
    assert "drawn from the prompt alone: 3 strokes and 1 filled shape;" in refine("runs", recorded)[1]
