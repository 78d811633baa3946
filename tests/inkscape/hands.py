"""Eyes and hands on the virtual screen: one question or deed per process, through D-Bus and AT-SPI.

usage: python hands.py OPERATION ARGUMENTS (a JSON object); the answer is JSON on stdout. Needs a Python with
gi, GDK and AT-SPI, which the tests' own need not have. A process each, because libatspi's cache does not
recover from a program that stood still, as Inkscape does while an extension runs.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

_BUTTONS = ("push button", "check box", "page tab")
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
    return [_described(item, role, title) for item, role, title in _shown(pids, frames)]


def press(pids, frames, name, window=None):
    """Press the button, check box or tab of that name; False if it is not there or insensitive."""
    for item, role, title in _shown(pids, frames):
        wanted = role in _BUTTONS and item.get_name() == name and window in (None, title)
        if wanted and item.get_state_set().contains(Atspi.StateType.SENSITIVE):
            if role == "page tab":
                item.get_parent().get_selection_iface().select_child(item.get_index_in_parent())
                return True
            try:
                Atspi.set_timeout(500, 1000)
                item.get_action_iface().do_action(0)
            except GLib.Error:
                pass  # what the press has started may keep the program from answering
            return True
    return False


def type_text(pids, frames, field, text):
    """Put text into the field of that number (0 is the first); False if there is none."""
    fields = [item for item, role, _ in _shown(pids, frames) if role in _FIELDS]
    if len(fields) <= field:
        return False
    return bool(fields[field].get_editable_text_iface().set_text_contents(text))


def picture(path):
    """Save what the screen shows as a PNG file."""
    gi.require_version("Gdk", "3.0")
    from gi.repository import Gdk

    Gdk.init([])
    root = Gdk.get_default_root_window()
    Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height()).savev(path, "png", [], [])


def _shown(pids, frames):
    """(accessible, role, window title) of every item on the screen."""
    Atspi.init()
    Atspi.set_timeout(1500, 4000)
    for application in _children(Atspi.get_desktop(0)):
        try:
            is_wanted = application.get_process_id() in pids
        except GLib.Error:
            continue  # it has just ended
        if not is_wanted:
            continue
        for window in _children(application):
            if frames or window.get_role_name() != "frame":
                title = window.get_name()
                for item, role in _walk(window):
                    yield item, role, title


def _children(item):
    """The children of an accessible; what vanishes while we look is left out."""
    try:
        count = item.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = item.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            yield child


def _walk(item):
    try:
        role = item.get_role_name()
        is_shown = item.get_state_set().contains(Atspi.StateType.SHOWING)
    except GLib.Error:
        return
    if is_shown:
        yield item, role
    for child in _children(item):
        yield from _walk(child)


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
    operations = (activate, begin, answers, look, press, type_text, picture)
    operation = {function.__name__: function for function in operations}[sys.argv[1]]
    print(json.dumps(operation(**json.loads(sys.argv[2]))))
