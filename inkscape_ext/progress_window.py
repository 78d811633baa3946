"""The window of a running job: live picture, progress, two ways to end it. After toolkit.is_usable() only."""

from gi.repository import GLib

from .pixbufs import pixbufs_of, side_by_side
from .run_view import RunView
from .widgets import Gdk, Gtk, name_for_assistance, new_label, new_window, place_at_the_edge
from .wording import YOUR_WORDS

_TICK_MS = 50


class ProgressWindow:
    """Shows a Session until it ends.

    headline: what is drawn, in words. grid: PictureGrid of the live pictures. remark: one sentence that stays
    in view, or "". aim: as in RunView. Escape and closing the window mean Cancel; Enter only presses a button
    that has the focus, and none has it at first, so a key typed too much ends nothing.
    """

    def __init__(self, session, headline, grid, remark="", aim=YOUR_WORDS):
        self._session = session
        self._view = RunView(remark, aim)
        self._shown_picture = None
        self._error = None
        self._grid = grid
        self._window = new_window()
        self._window.add(self._content(headline))
        self._window.connect("delete-event", self._on_close)
        self._window.connect("key-press-event", self._on_key)

    def run(self):
        """Open the window, and return when the session has ended. An error of ours is raised from here."""
        self._window.get_child().show_all()
        self._refresh()
        place_at_the_edge(self._window)
        self._window.show()
        self._window.set_focus(None)
        self._window.present()
        GLib.timeout_add(_TICK_MS, self._tick)
        Gtk.main()
        self._window.destroy()
        if self._error is not None:
            raise self._error

    def _content(self, headline):
        column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=10)
        column.add(new_label(headline, style="refine-headline", lines=2))
        column.add(self._picture_area())
        self._bar = name_for_assistance(Gtk.ProgressBar(), "Progress")
        column.add(self._bar)
        self._step = new_label()
        self._time_left = Gtk.Label(xalign=1.0)
        row = Gtk.Box()
        row.pack_start(self._step, True, True, 0)
        row.pack_end(self._time_left, False, False, 0)
        column.add(row)
        self._status = new_label()
        self._likeness = new_label(style="refine-quiet")
        self._remark = new_label(style="refine-quiet")
        for label in (self._status, self._likeness, self._remark):
            column.add(label)
        column.add(self._buttons())
        return column

    def _picture_area(self):
        """A sheet of paper of the picture's final size, so that nothing jumps when the first one comes."""
        self._picture = name_for_assistance(Gtk.Image(), "Live picture of the drawing")
        spinner = Gtk.Spinner(active=True, halign=Gtk.Align.CENTER, valign=Gtk.Align.CENTER)
        spinner.set_size_request(32, 32)
        self._stack = Gtk.Stack(transition_type=Gtk.StackTransitionType.CROSSFADE)
        self._stack.add_named(spinner, "waiting")
        self._stack.add_named(self._picture, "picture")
        self._stack.set_size_request(*self._grid.size)
        paper = Gtk.Box(halign=Gtk.Align.CENTER)
        paper.get_style_context().add_class("refine-paper")
        paper.add(self._stack)
        return paper

    def _buttons(self):
        self._cancel = Gtk.Button(label="_Cancel", use_underline=True)
        self._cancel.set_tooltip_text("End now and leave the drawing as it was (Escape)")
        self._cancel.connect("clicked", lambda *_: self._stop(keep=False))
        self._keep = Gtk.Button(label="_Stop and keep", use_underline=True)
        self._keep.set_tooltip_text("End now with the best picture so far")
        self._keep.get_style_context().add_class("suggested-action")
        self._keep.connect("clicked", lambda *_: self._stop(keep=True))
        row = Gtk.Box(spacing=8, homogeneous=True)
        row.pack_start(self._cancel, True, True, 0)
        row.pack_start(self._keep, True, True, 0)
        row.set_margin_top(4)
        return row

    def _stop(self, keep):
        self._view.stop(keep)
        self._session.cancel(keep)
        self._refresh()

    def _on_close(self, *_):
        self._stop(keep=False)
        return True  # the window goes when the session has ended

    def _on_key(self, _window, event):
        if event.keyval == Gdk.KEY_Escape:
            self._stop(keep=False)
            return True
        return False

    def _tick(self):
        try:
            self._follow()
        except Exception as error:
            # GTK would drop it, and us with it: the window would stand still, and Inkscape for ever.
            self._error = error
        is_over = self._error is not None or self._session.end is not None
        if is_over:
            Gtk.main_quit()
        return not is_over

    def _follow(self):
        for message in self._session.events():
            self._view.take(message)
        self._refresh()

    def _refresh(self):
        view = self._view
        if view.fraction is None:
            self._bar.pulse()
        else:
            self._bar.set_fraction(view.fraction)
        for label, text in (
            (self._step, view.step),
            (self._time_left, view.time_left),
            (self._status, view.status),
            (self._likeness, view.likeness),
            (self._remark, view.remark),
        ):
            label.set_text(text)
        self._remark.set_visible(bool(view.remark))
        self._keep.set_sensitive(view.can_keep)
        if view.picture is not self._shown_picture:
            self._show(view.picture)

    def _show(self, picture):
        pixbufs = pixbufs_of(picture, (self._grid.width, self._grid.height))
        self._picture.set_from_pixbuf(side_by_side(pixbufs, self._grid))
        self._stack.set_visible_child_name("picture")
        self._shown_picture = picture
