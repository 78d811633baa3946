"""A real Inkscape with the extension installed, driven from outside."""

import json
import sys
import time
from pathlib import Path

from desk import until
from lxml import etree

from daemon.setup.inkscape import RECORD, install_extension
from daemon.setup.inkscape import Inkscape as Installed

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = "org.refine_with_clip.refine_selected_paths"
DIALOG = EXTENSION.replace("_", "-")  # Inkscape names actions after ids, but without underscores
REFINE = DIALOG + ".noprefs"  # the same at once, with the last values
MENU = DIALOG.rpartition(".")[0]  # what our other entries' actions start with
BOAT = Path(__file__).with_name("boat.svg")
_SCRIPT = "refine_with_clip.py"
_SCRIPTED = ROOT / "tests" / "inkscape_ext"  # holds scripted_bridge.py


def install(profile, main=None, entry=EXTENSION, **preferences):
    """Put the extension into a fresh profile, as install.py does.

    main: another program to act as daemon/__main__.py. preferences: values that the dialog of the menu entry
    with this id starts with.
    """
    folder = install_extension(Installed(("inkscape",), profile, "native"), ROOT, sys.executable)
    if main is not None:
        record = {"python": sys.executable, "main": str(main)}
        (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    root = etree.Element("inkscape", version="1")
    options = etree.SubElement(root, "group", id="options")
    etree.SubElement(options, "group", id="boot", enabled="0")
    values = {f"{entry}.{name}": str(value) for name, value in preferences.items()}
    etree.SubElement(root, "group", values, id="extensions")
    (profile / "preferences.xml").write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def install_scripted(profile, steps, **preferences):
    """As `install`, with a bridge that follows the steps of scripted_bridge.py instead of a daemon."""
    main = profile.parent / "main.py"
    script = f"import sys\nsys.path.insert(0, {str(_SCRIPTED)!r})\nimport scripted_bridge\n"
    main.write_text(f"{script}scripted_bridge.main({list(steps)!r})\n", encoding="utf-8")
    install(profile, main, **preferences)


def contents(path):
    """{id: (parent's id, attributes, text)} of a saved drawing, in document order, without bookkeeping."""
    root = etree.parse(str(path)).getroot()
    shown = [child for child in root if etree.QName(child).localname not in ("namedview", "metadata")]
    return {
        element.get("id"): (element.getparent().get("id"), dict(element.attrib), (element.text or "").strip())
        for child in shown
        for element in child.iter("*")
    }


def changed(before, after):
    """The ids whose own attributes or text differ. AssertionError if ids, order or parents do."""
    assert [(name, entry[0]) for name, entry in before.items()] == [
        (name, entry[0]) for name, entry in after.items()
    ]
    return {name for name in before if before[name] != after[name]}


class Inkscape:
    """A running Inkscape with one document. desk: Desk. The profile is made by install()."""

    def __init__(self, desk, profile, document, *, batch_actions=None):
        self.desk = desk
        self._tag = f"test{time.monotonic_ns()}"
        self._exports = 0
        self._output = desk.folder / f"{self._tag}.log"
        command = ["inkscape", "--app-id-tag", self._tag]
        if batch_actions:
            command += ["--batch-process", f"--actions={batch_actions}"]
        desk.environment["INKSCAPE_PROFILE_DIR"] = str(profile)
        with open(self._output, "wb") as log:
            self.process = desk.start([*command, str(document)], stdout=log, stderr=log)

    def wait_started(self):
        until("Inkscape's start", self.answers, 60)

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=10)

    def answers(self):
        """Whether Inkscape is free; it stands still while an extension runs."""
        return self.desk.ask("answers", tag=self._tag)

    def do(self, action, argument=None):
        self.desk.ask("activate", tag=self._tag, action=action, argument=argument)

    def begin(self, action):
        self.desk.ask("begin", tag=self._tag, action=action)

    def select(self, *ids):
        self.do("select-clear")
        if ids:
            self.do("select-by-id", ",".join(ids))

    def refine(self):
        """Run the extension with its last values, and return when its process is there."""
        self.begin(REFINE)
        self.wait_extension()

    def wait_extension(self):
        until("the extension's process", self.extension)

    def extension(self):
        """The pids of the running extension."""
        return [process.pid for process in self.desk.processes(_SCRIPT)]

    def wait_free(self, deadline_s=60.0):
        """Until the extension has ended and Inkscape answers again; AssertionError if it has a message."""

        def is_free():
            self._expect_no_message()
            return not self.extension() and self.answers()

        until("the end of the extension", is_free, deadline_s)

    def wait_end(self, deadline_s=100.0):
        """Until Inkscape has ended by itself; AssertionError if the extension has a message."""

        def has_ended():
            self._expect_no_message()
            return self.process.poll() is not None

        until("the end of Inkscape", has_ended, deadline_s)

    def wait_step(self, step, deadline_s=60.0):
        """Until that many steps are counted under a live picture; AssertionError if there is a message."""

        def is_there():
            self._expect_no_message()
            names = [item["name"] for item in self.window()]
            counts = [int(name.split()[1]) for name in names if name.startswith("Step ")]
            return counts and counts[0] >= step and "Live picture of the drawing" in names

        until(f"step {step} with a picture", is_there, deadline_s)

    def _expect_no_message(self):
        items = self.window()
        if any(item["role"] == "push button" and item["name"] == "Close" for item in items):
            said = [item["text"] for item in items if item["text"]]
            self.press("Close")
            raise AssertionError(f"the extension says: {said}")

    def time_to_new_window(self, deed):
        """Seconds from the start of `deed` until the extension shows a window that was not there before.

        Asks the X server, which answers within milliseconds; a look at texts takes a process of its own.
        """
        (pid,) = self.extension()
        before = self.desk.windows(pid)
        started = time.monotonic()
        deed()
        until("another window", lambda: self.desk.windows(pid) - before, pause_s=0.02)
        return time.monotonic() - started

    def dismiss(self, message, deadline_s=20.0):
        """Wait for the extension's own message, close it, and wait for Inkscape."""
        until(message, lambda: message in self.texts(), deadline_s)
        self.press("Close")
        until("the end of the extension", lambda: not self.extension() and self.answers())

    def drawing(self):
        """The contents() of the document as it is now."""
        self._exports += 1
        path = self.desk.folder / f"{self._tag}-{self._exports}.svg"
        self.do("export-filename", str(path))
        self.do("export-do")
        return contents(until("an export", lambda: path if path.exists() else None))

    def selected(self):
        """The ids of the selection, as Inkscape prints them."""
        before = self._output.stat().st_size
        self.do("select-list")
        lines = self._output.read_bytes()[before:].decode().splitlines()
        return [line.split()[0] for line in lines if line]

    def focus(self):
        """Give the keyboard to the document's window."""
        self.desk.focus(r".* - Inkscape$")

    # What the extension's own window shows; Inkscape's can't be read while it stands still.

    def window(self):
        """Items of the extension's windows, [] when there are none."""
        pids = self.extension()
        return self.desk.ask("look", pids=pids, frames=True) if pids else []

    def texts(self):
        return [item["text"] or item["name"] for item in self.window() if item["role"] == "label"]

    def press(self, name):
        until(
            f"the button {name}",
            lambda: self.desk.ask("press", pids=self.extension(), frames=True, name=name),
        )

    # Inkscape's own dialogs.

    def dialog(self):
        """Items of Inkscape's dialogs and message boxes; only while it is free."""
        return self.desk.ask("look", pids=[self.process.pid], frames=False)

    def message_boxes(self):
        return sorted({item["window"] for item in self.dialog() if item["role"] == "alert"})

    def press_in_dialog(self, name):
        pids = [self.process.pid]
        until(f"the button {name}", lambda: self.desk.ask("press", pids=pids, frames=False, name=name))

    def type_in_dialog(self, text):
        pids = [self.process.pid]
        ask = self.desk.ask
        until("a text field", lambda: ask("type_text", pids=pids, frames=False, field=0, text=text))
