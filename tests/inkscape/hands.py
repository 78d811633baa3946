"""Eyes and hands on the virtual screen: one question or deed per process, through D-Bus and AT-SPI.

usage: python hands.py OPERATION ARGUMENTS (a JSON object); the answer is JSON on stdout. Needs a Python with
gi, GDK and AT-SPI, which the tests' own need not have. A process each, because libatspi's cache does not
recover from a program that stood still, as Inkscape does while an extension runs.
"""

import contextlib
import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

_PRESSED = ("push button", "radio button", "toggle button")
_FIELDS = ("text", "entry", "spin button")


def _actions(tag, method, parameters, timeout_ms):
    """Call Inkscape's exported actions; GLib.Error when it does not answer."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    where = (f"org.inkscape.Inkscape.{tag}", f"/org/inkscape/Inkscape/{tag}", "org.gtk.Actions")
    flags = Gio.DBusCallFlags.NO_AUTO_START
    return bus.call_sync(*where, method, parameters, None, flags, timeout_ms, None)


def activate(tag, action, argument=None):
    """Run an action and wait for its end."""
    arguments = [] if argument is None else [GLib.Variant("s", argument)]
    _actions(tag, "Activate", GLib.Variant("(sava{sv})", (action, arguments, {})), 30_000)


def begin(tag, action):
    """Run an action without waiting: an extension keeps Inkscape, and so its answer, until it has ended."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    where = (f"org.inkscape.Inkscape.{tag}", f"/org/inkscape/Inkscape/{tag}", "org.gtk.Actions")
    parameters = GLib.Variant("(sava{sv})", (action, [], {}))
    bus.call(*where, "Activate", parameters, None, Gio.DBusCallFlags.NO_AUTO_START, -1, None, None)
    bus.flush_sync(None)


def answers(tag):
    """Whether Inkscape's main loop runs. (Peer.Ping would be answered by a thread of its own.)"""
    try:
        _actions(tag, "Describe", GLib.Variant("(s)", ("undo",)), 1_000)
    except GLib.Error:
        return False
    return True


def look(pids, frames):
    """Everything shown in the windows of these processes: [{window, role, name, text, sensitive}].

    frames: also the main windows (role "frame"), of which Inkscape's takes long to read.
    """
    found = []
    for item, role, title in _shown(pids, frames):
        with contextlib.suppress(GLib.Error):  # its window has just closed
            found.append(_described(item, role, title))
    return found


def press(pids, frames, name):
    """Press the button of that name; False if it is not there or insensitive."""
    for item, role, _ in _shown(pids, frames):
        if role in _PRESSED and _ask(item.get_name) == name:
            if not item.get_state_set().contains(Atspi.StateType.SENSITIVE):
                return False
            with contextlib.suppress(GLib.Error):  # it may start what keeps the program from answering
                Atspi.set_timeout(500, 1000)
                item.get_action_iface().do_action(0)
            return True
    return False


def type_text(pids, frames, field, text):
    """Put text into the field of that number (0 is the first); False if there is none."""
    fields = [item for item, role, _ in _shown(pids, frames) if role in _FIELDS]
    if len(fields) <= field:
        return False
    return bool(fields[field].get_editable_text_iface().set_text_contents(text))


def _shown(pids, frames):
    """(accessible, role, window title) of every item on the screen."""
    Atspi.init()
    Atspi.set_timeout(1500, 4000)
    for application in _children(Atspi.get_desktop(0)):
        if _ask(application.get_process_id) in pids:
            for window in _children(application):
                if frames or _ask(window.get_role_name) != "frame":
                    title = _ask(window.get_name)
                    yield from ((item, role, title) for item, role in _walk(window))


def _walk(item):
    """(accessible, role) of an item and all in it, as far as they are shown."""
    states = _ask(item.get_state_set)
    if states and states.contains(Atspi.StateType.SHOWING):
        yield item, _ask(item.get_role_name)
    for child in _children(item):
        yield from _walk(child)


def _children(item):
    for index in range(_ask(item.get_child_count) or 0):
        child = _ask(lambda index=index: item.get_child_at_index(index))
        if child is not None:
            yield child


def _ask(question):
    """The answer, or None from what has just vanished."""
    try:
        return question()
    except GLib.Error:
        return None


def _described(item, role, title):
    text = item.get_text_iface() if role in ("label", *_FIELDS) else None
    return {
        "window": title,
        "role": role,
        "name": item.get_name() or "",
        "text": text.get_text(0, text.get_character_count()) if text else "",
        "sensitive": item.get_state_set().contains(Atspi.StateType.SENSITIVE),
    }


if __name__ == "__main__":
    operations = (activate, begin, answers, look, press, type_text)
    operation = {function.__name__: function for function in operations}[sys.argv[1]]
    print(json.dumps(operation(**json.loads(sys.argv[2]))))
