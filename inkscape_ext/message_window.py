"""A plain window that says what happened and what to do next. Import only after toolkit.is_usable()."""

from gi.repository import GLib

from . import wording
from .widgets import Gdk, Gtk, name_for_assistance, new_label, new_window

HOST_CHECK_S = 1


def show_message(code, *, note="", log="", host_is_gone=None):
    """Show the explanation of an ErrorCode until the user closes it, or Inkscape ends.

    note: a sentence about this very case, or "". log: the file that tells more, or "".
    """
    explanation = wording.explain(code)
    # Not "dialog-information": in some themes that is a light bulb, as for a good idea.
    meaning = "Error" if wording.is_in_the_log(code) else "Warning"
    texts = [text for text in (note, explanation.next_step) if text]
    _show(_content(explanation.what, texts, meaning, log), host_is_gone)


def show_text(headline, text, host_is_gone=None):
    """Show a headline and a text until the user closes it, or Inkscape ends."""
    _show(_content(headline, [text], None), host_is_gone)


def _show(content, host_is_gone):
    window = new_window()
    window.add(content)
    window.connect("delete-event", lambda *_: Gtk.main_quit())
    window.connect("key-press-event", close_on_escape)
    window.set_position(Gtk.WindowPosition.CENTER)
    if host_is_gone:
        GLib.timeout_add_seconds(HOST_CHECK_S, quit_when, host_is_gone)
    window.show_all()
    window.present()
    Gtk.main()
    window.destroy()


def _content(headline, sentences, meaning, log=""):
    """meaning: "Error", "Warning", or None for no icon."""
    texts = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8)
    texts.add(new_label(headline, style="refine-headline", width=48))
    for sentence in sentences:
        texts.add(new_label(sentence, width=52))
    if log:
        where = new_label(f"More about it is in {log}", style="refine-quiet", width=56)
        where.set_selectable(True)
        where.set_can_focus(False)  # or its text would open selected
        texts.add(where)
    row = Gtk.Box(spacing=16)
    if meaning:
        icon = Gtk.Image.new_from_icon_name(f"dialog-{meaning.lower()}", Gtk.IconSize.DIALOG)
        icon.set_valign(Gtk.Align.START)
        row.add(name_for_assistance(icon, meaning))
    row.add(texts)
    button = Gtk.Button(label="_Close", use_underline=True, halign=Gtk.Align.END)
    button.set_size_request(96, -1)
    button.connect("clicked", lambda *_: Gtk.main_quit())
    column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=16)
    column.add(row)
    column.add(button)
    column.set_focus_child(button)
    return column


def close_on_escape(_window, event):
    if event.keyval == Gdk.KEY_Escape:
        Gtk.main_quit()
    return event.keyval == Gdk.KEY_Escape


def quit_when(host_is_gone):
    """For GLib's timer: end the main loop once Inkscape has gone."""
    if host_is_gone():
        Gtk.main_quit()
        return False
    return True
