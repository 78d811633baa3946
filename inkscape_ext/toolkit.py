"""Whether Inkscape's Python has GTK 3 and a screen; the window modules need both when imported."""

TITLE = "Refine with CLIP"


def is_usable():
    """True when GTK is installed and there is a screen to open a window on."""
    try:
        import gi

        gi.require_version("Gtk", "3.0")
        from gi.repository import GLib, Gtk
    except (ImportError, ValueError):
        return False
    GLib.set_prgname("refine-with-clip")  # the window's class, before GTK reads it
    GLib.set_application_name(TITLE)
    return Gtk.init_check([])[0]
