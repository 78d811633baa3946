"""Previews as pictures that GTK shows. Import only after toolkit.is_usable()."""

from gi.repository import GdkPixbuf, GLib

_WHITE = 0xFFFFFFFF


def pixbufs_of(preview, size):
    """The pictures of a protocol Preview, scaled to size ((width, height) in px)."""
    width, height = preview.width, preview.height
    pixels, length = preview.rgb.tobytes(), 3 * width * height
    return [
        _scaled(_pixbuf(pixels[start : start + length], width, height), size)
        for start in range(0, len(pixels), length)
    ]


def side_by_side(pixbufs, grid):
    """One picture of those, in the places of a PictureGrid; one alone is shown in all places."""
    if grid.count == 1:
        return pixbufs[0]
    whole = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, *grid.size)
    whole.fill(_WHITE)
    for index, (left, top) in enumerate(grid.places()):
        pixbuf = pixbufs[index % len(pixbufs)]
        pixbuf.copy_area(0, 0, grid.width, grid.height, whole, left, top)
    return whole


def _pixbuf(pixels, width, height):
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(pixels), GdkPixbuf.Colorspace.RGB, False, 8, width, height, 3 * width
    )


def _scaled(pixbuf, size):
    if (pixbuf.get_width(), pixbuf.get_height()) == size:
        return pixbuf
    return pixbuf.scale_simple(*size, GdkPixbuf.InterpType.BILINEAR)
