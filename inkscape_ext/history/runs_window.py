"""The window that lists a drawing's runs. Import only after toolkit.is_usable()."""

import shlex

from gi.repository import GLib

from ..message_window import HOST_CHECK_S, close_on_escape, quit_when
from ..widgets import Gdk, Gtk, name_for_assistance, new_label, new_window
from .settings import command_of, details_of, likeness_of, options_of, title_of

_LIST_SIZE = (560, 320)  # px
_WIDTH = 60  # characters


class RunsWindow:
    """Lists Runs, the latest first, and lets the user choose one to go back before."""

    def __init__(self, runs):
        self._chosen = None
        self._window = new_window()
        self._window.add(self._content(runs))
        self._window.connect("delete-event", lambda *_: Gtk.main_quit())
        self._window.connect("key-press-event", close_on_escape)

    def choose(self, host_is_gone=None):
        """The number of the chosen run; None if the window was closed instead, or Inkscape has ended."""
        self._window.set_position(Gtk.WindowPosition.CENTER)
        if host_is_gone:
            GLib.timeout_add_seconds(HOST_CHECK_S, quit_when, host_is_gone)
        self._window.show_all()
        self._window.present()
        Gtk.main()
        self._window.destroy()
        return self._chosen

    def _content(self, runs):
        column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
        column.add(new_label("Runs of this drawing, the latest first", style="refine-headline", width=_WIDTH))
        text = "Going back takes a run and all later ones back; with a selection, only what is selected."
        column.add(new_label(text, style="refine-quiet", width=_WIDTH))
        rows = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=14, margin=8)
        for run in reversed(runs):
            rows.add(self._row(run))
        scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
        scrolled.set_size_request(*_LIST_SIZE)
        scrolled.add(rows)
        column.add(scrolled)
        button = Gtk.Button(label="_Close", use_underline=True, halign=Gtk.Align.END)
        button.set_size_request(96, -1)
        button.connect("clicked", lambda *_: Gtk.main_quit())
        column.add(button)
        return column

    def _row(self, run):
        row = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=2)
        row.add(new_label(title_of(run), width=_WIDTH))
        for text in (details_of(run), likeness_of(run)):
            if text:
                row.add(new_label(text, style="refine-quiet", width=_WIDTH))
        back = Gtk.Button(label="Go back before this run")
        name_for_assistance(back, f"Go back before run {run.number}")
        back.connect("clicked", lambda *_: self._take(run.number))
        copy = Gtk.Button(label="Copy settings")
        name_for_assistance(copy, f"Copy settings of run {run.number}")
        command = command_of(run.settings)
        copy.set_tooltip_text(f"As options of clip-refine {command}, for a terminal or your notes")
        copy.connect("clicked", lambda *_: _copy(shlex.join(options_of(run))))
        buttons = Gtk.Box(spacing=8)
        for button in (back, copy):
            buttons.pack_start(button, False, False, 0)
        row.add(buttons)
        return row

    def _take(self, number):
        self._chosen = number
        Gtk.main_quit()


def _copy(text):
    clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
    clipboard.set_text(text, -1)
    clipboard.store()  # or it would go with our process
