"""The window in which the user takes one of several pictures. Import only after toolkit.is_usable()."""

from gi.repository import GLib

from .message_window import HOST_CHECK_S, close_on_escape, quit_when
from .pixbufs import pixbufs_of
from .widgets import Gdk, Gtk, name_for_assistance, new_label, new_window, place_at_the_edge


class ChoiceWindow:
    """Shows pictures side by side. A click, an arrow key or its number takes one; a button says what to do
    with it. Escape and closing the window take none.

    headline, note: texts. preview: a protocol Preview with all pictures. grid: their PictureGrid. labels: of
    the pictures. chosen: the index of the one that is taken at first. buttons: {name: label}, the first is
    what Enter presses.
    """

    def __init__(self, headline, note, preview, grid, labels, chosen, buttons):
        self._index = chosen
        self._pressed = None
        self._window = new_window()
        column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
        column.add(new_label(headline, style="refine-headline", lines=2, width=60))
        column.add(new_label(note, style="refine-quiet", width=60))
        column.add(self._pictures(pixbufs_of(preview, (grid.width, grid.height)), grid, labels))
        column.add(self._buttons(buttons))
        self._window.add(column)
        self._window.connect("delete-event", lambda *_: Gtk.main_quit())
        self._window.connect("key-press-event", self._on_key)

    def choose(self, host_is_gone=None):
        """(index of a picture, name of a button); None if the window was closed, or Inkscape has ended."""
        if host_is_gone:
            GLib.timeout_add_seconds(HOST_CHECK_S, quit_when, host_is_gone)
        self._window.get_child().show_all()
        place_at_the_edge(self._window)  # over the window of the run, which Inkscape does not paint over
        self._window.show()
        self._window.present()
        self._cells[self._index].grab_focus()
        Gtk.main()
        self._window.destroy()
        return None if self._pressed is None else (self._index, self._pressed)

    def _pictures(self, pixbufs, grid, labels):
        table = Gtk.Grid(row_spacing=8, column_spacing=8, halign=Gtk.Align.CENTER)
        self._cells, first = [], None
        for index, (pixbuf, label) in enumerate(zip(pixbufs, labels)):
            cell = Gtk.RadioButton.new_from_widget(first)
            cell.set_mode(False)  # looks like a button that stays pressed
            first = first or cell
            inside = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=4)
            inside.add(Gtk.Image.new_from_pixbuf(pixbuf))
            inside.add(Gtk.Label(label=label))
            cell.add(inside)
            name_for_assistance(cell, label)
            table.attach(cell, index % grid.columns, index // grid.columns, 1, 1)
            self._cells.append(cell)
        self._cells[self._index].set_active(True)
        for index, cell in enumerate(self._cells):
            cell.connect("toggled", self._on_toggled, index)
        return table

    def _buttons(self, buttons):
        row = Gtk.Box(spacing=8)
        cancel = Gtk.Button(label="_Cancel", use_underline=True)
        cancel.set_tooltip_text("Leave the drawing as it was (Escape)")
        cancel.connect("clicked", lambda *_: Gtk.main_quit())
        row.pack_start(cancel, False, False, 0)
        for place, (name, label) in enumerate(buttons.items()):
            button = Gtk.Button(label=label, use_underline=True)
            button.connect("clicked", lambda _, name=name: self._take(name))
            row.pack_end(button, False, False, 0)
            if not place:
                button.get_style_context().add_class("suggested-action")
        self._default = next(iter(buttons))
        return row

    def _on_toggled(self, cell, index):
        if cell.get_active():
            self._index = index

    def _on_key(self, window, event):
        if event.keyval in (Gdk.KEY_Return, Gdk.KEY_KP_Enter) and not self._is_button_focused(window):
            self._take(self._default)
            return True
        digit = Gdk.keyval_to_unicode(event.keyval) - ord("1")
        if 0 <= digit < len(self._cells):
            self._cells[digit].set_active(True)
            self._cells[digit].grab_focus()
            return True
        return close_on_escape(window, event)

    def _is_button_focused(self, window):
        focus = window.get_focus()
        return isinstance(focus, Gtk.Button) and focus not in self._cells

    def _take(self, name):
        self._pressed = name
        Gtk.main_quit()
