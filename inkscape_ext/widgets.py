"""What our windows have in common. Import only after toolkit.is_usable()."""

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk, Pango  # noqa: E402

from .toolkit import TITLE  # noqa: E402

_EDGE = 24  # px between a window and the edges of the screen
_STYLE = b"""
.refine-headline { font-weight: bold; font-size: 110%; }
.refine-quiet { opacity: 0.65; font-size: 90%; }
.refine-paper { background-color: white; border: 1px solid alpha(black, 0.25); border-radius: 4px; }
"""


def new_window():
    """A window that stays above Inkscape's."""
    provider = Gtk.CssProvider()
    provider.load_from_data(_STYLE)
    Gtk.StyleContext.add_provider_for_screen(
        Gdk.Screen.get_default(), provider, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION
    )
    window = Gtk.Window(title=TITLE, resizable=False, border_width=16)
    window.set_icon_name("org.inkscape.Inkscape")
    window.set_type_hint(Gdk.WindowTypeHint.DIALOG)
    window.set_keep_above(True)  # Inkscape does not repaint while we run, and must not cover us
    return window


def place_at_the_edge(window):
    """Put a window at the screen's right edge: the middle is where the drawing is."""
    display = Gdk.Display.get_default()
    _, x, y = display.get_default_seat().get_pointer().get_position()
    area = display.get_monitor_at_point(x, y).get_workarea()
    window.set_gravity(Gdk.Gravity.NORTH_EAST)
    size = window.get_preferred_size()[1]
    window.move(area.x + area.width - size.width - _EDGE, area.y + 3 * _EDGE)


def new_label(text="", *, style=None, lines=0, width=36):
    """A label, left-aligned, wrapped at about `width` characters and cut after `lines` lines (0: never)."""
    label = Gtk.Label(label=text, xalign=0.0, wrap=True, max_width_chars=width)
    label.set_line_wrap_mode(Pango.WrapMode.WORD_CHAR)
    if lines:
        label.set_lines(lines)
        label.set_ellipsize(Pango.EllipsizeMode.END)
    if style:
        label.get_style_context().add_class(style)
    return label


def name_for_assistance(widget, name):
    """Give a widget without a text of its own the name that a screen reader says."""
    widget.get_accessible().set_name(name)
    return widget
