"""The extension's own windows on a real screen, with a bridge that follows a script.

The entry script is started as Inkscape starts it. The real Inkscape and the real bridge are in
test_finished_runs.py and test_interruptions.py.
"""

import subprocess
from pathlib import Path

import pytest
from desk import until
from driver import install
from lxml import etree

pytestmark = pytest.mark.inkscape

SCRIPTS = Path(__file__).resolve().parents[1] / "inkscape_ext"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">
<path id="p1" d="M 10,10 C 20,40 60,40 90,10" style="fill:none;stroke:#336699;stroke-width:3"/>
<text id="t1" x="10" y="90">words</text></svg>"""

# Runs the script that argv names after putting a fault into it.
_PATCHED = """
import runpy, sys
sys.path.insert(0, {folder!r})
{patch}
sys.argv[:] = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Extension:
    """The script as Inkscape starts it, with its pipes in our hands."""

    def __init__(self, desk, folder, steps, arguments, patch="", **environment):
        self._desk = desk
        main = folder / "main.py"
        main.write_text(
            f"import sys\nsys.path.insert(0, {str(SCRIPTS)!r})\n"
            f"import scripted_bridge\nscripted_bridge.main({list(steps)!r})\n",
            encoding="utf-8",
        )
        (folder / "drawing.svg").write_text(SVG, encoding="utf-8")
        install(folder / "profile", main)
        script = folder / "profile/extensions/refine_with_clip/inkscape_ext/refine_with_clip.py"
        found = subprocess.run(
            ["inkscape", "--system-data-directory"], capture_output=True, text=True, check=True
        )
        extensions = Path(found.stdout.strip()) / "extensions"
        pipe = subprocess.PIPE
        program = [str(script)]
        if patch:
            program = ["-c", _PATCHED.format(folder=str(script.parents[1]), patch=patch), str(script)]
        self.process = desk.start(
            ["/usr/bin/python3", *program, *arguments, str(folder / "drawing.svg")],
            stdout=pipe,
            stderr=pipe,
            cwd=script.parent,
            environment={"PYTHONPATH": str(extensions), **environment},
        )

    def items(self):
        return self._desk.ask("look", pids=[self.process.pid], frames=True)

    def wait_text(self, text):
        until(text, lambda: any(text in item["text"] for item in self.items()))

    def button(self, name):
        return next(item for item in self.items() if item["role"] == "push button" and item["name"] == name)

    def press(self, name):
        arguments = {"pids": [self.process.pid], "frames": True, "name": name}
        until(f"the button {name}", lambda: self._desk.ask("press", **arguments))

    def finish(self):
        """(document, complaint) after the end, both bytes."""
        return self.process.communicate(timeout=30)


@pytest.fixture
def extension(desk, tmp_path):
    started = []

    def start(*steps, arguments=("--id=p1", "--prompt=a bowl"), **environment):
        started.append(Extension(desk, tmp_path, steps, arguments, **environment))
        return started[-1]

    yield start
    desk.end(desk.processes(str(tmp_path)))


def path_data(document):
    return etree.fromstring(document).find("{*}path").get("d")


def test_the_window_shows_prompt_picture_progress_and_time(extension, desk, tmp_path):
    run = extension("progress:0:120", "preview", "progress:30:120", "await_cancel")

    run.wait_text("Step 30 of 120")

    texts = [item["text"] for item in run.items()]
    assert "“a bowl”" in texts
    assert "about 25 seconds left" in texts
    assert "Match with your words: 20.0 → 22.5 of 100" in texts
    assert any(item["name"] == "Live picture of the drawing" for item in run.items())
    run.press("Stop and keep")
    document, complaint = run.finish()
    assert path_data(document) != path_data(SVG.encode())
    assert complaint == b""


def test_before_the_first_step_there_is_nothing_to_keep(extension):
    run = extension("notice:loading_model", "await_cancel")

    run.wait_text("Loading the model…")

    assert not run.button("Stop and keep")["sensitive"]
    assert run.button("Cancel")["sensitive"]
    run.press("Cancel")
    assert run.finish() == (b"", b"")


def test_escape_cancels(extension, desk):
    run = extension("progress:3:120", "await_cancel")
    run.wait_text("Step 3 of 120")

    desk.keys("Escape")

    assert run.finish() == (b"", b"")


def test_enter_and_space_end_nothing(extension, desk):
    run = extension("progress:3:120", "sleep:1", "progress:4:120", "await_cancel")
    run.wait_text("Step 3 of 120")

    desk.keys("Return", "space")

    run.wait_text("Step 4 of 120")
    run.press("Cancel")
    assert run.finish() == (b"", b"")


def test_closing_the_window_cancels(extension, desk):
    run = extension("progress:3:120", "await_cancel")
    run.wait_text("Step 3 of 120")

    desk.keys("alt+F4")

    assert run.finish() == (b"", b"")


def test_cancel_does_not_wait_for_a_bridge_that_stands_still(extension):
    run = extension("progress:3:120", "sleep:600")
    run.wait_text("Step 3 of 120")

    run.press("Cancel")

    assert run.finish() == (b"", b"")


def test_what_is_left_alone_is_said_while_it_runs(extension):
    run = extension("progress:3:120", "await_cancel", arguments=("--id=p1", "--id=t1", "--prompt=a bowl"))

    run.wait_text("Left alone: 1 text")

    run.press("Cancel")
    run.finish()


def test_a_lost_helper_is_explained_and_changes_nothing(extension):
    run = extension("progress:3:120", "sleep:0.5", "die")

    run.wait_text("The helper program stopped in the middle of the work.")

    assert any("extension.log" in item["text"] for item in run.items())
    assert [item["name"] for item in run.items() if item["role"] == "icon"] == ["Error"]
    run.press("Close")
    assert run.finish() == (b"", b"")


def test_an_error_in_the_window_ends_the_run_with_a_message(extension):
    patch = "from inkscape_ext.run_view import RunView\nRunView.take = lambda self, message: 1 / 0"
    run = extension("progress:3:120", "ignore", patch=patch)

    run.wait_text("Something went wrong inside Refine with CLIP.")

    run.press("Close")
    assert run.finish() == (b"", b"")


@pytest.mark.parametrize("key", ["Escape", "Return"])
def test_a_message_closes_with_a_key(extension, desk, key):
    run = extension("result", arguments=("--id=p1",))
    run.wait_text("There is no prompt.")
    assert [item["name"] for item in run.items() if item["role"] == "icon"] == ["Warning"]

    desk.keys(key)

    assert run.finish() == (b"", b"")


def test_the_end_of_inkscape_ends_the_run_and_its_window(extension):
    run = extension("progress:3:120", "ignore")
    run.wait_text("Step 3 of 120")

    run.process.stdout.close()

    run.process.wait(timeout=30)


def test_the_end_of_inkscape_closes_a_message(extension):
    run = extension("result", arguments=("--prompt=x",))
    run.wait_text("Nothing is selected.")

    run.process.stdout.close()

    run.process.wait(timeout=30)


def test_without_a_screen_it_works_without_windows(extension):
    run = extension("progress:3:120", "result", DISPLAY="")

    document, complaint = run.finish()

    assert path_data(document) != path_data(SVG.encode())
    assert complaint == b""


def test_without_a_screen_an_error_is_one_friendly_sentence(extension):
    run = extension("failed:worker_lost", DISPLAY="")

    document, complaint = run.finish()

    assert document == b""
    assert complaint.decode().startswith(
        "The part that computes the drawing stopped in the middle of the work."
    )
    assert complaint.count(b"\n") == 1
