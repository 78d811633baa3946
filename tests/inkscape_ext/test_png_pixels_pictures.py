"""PNG files read back by our own reader, against another one."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageFilter

from inkscape_ext.export.png_pixels import PngError, is_whole, pixels_of, size_of

MOST = 10_000


def picture(mode="RGBA"):
    noise = Image.effect_noise((37, 23), 90)
    smooth = noise.filter(ImageFilter.GaussianBlur(4))
    bands = [noise, smooth, Image.linear_gradient("L").resize((37, 23)), smooth.rotate(180)]
    return Image.merge(mode, bands[: len(mode)])


def png(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def filtered(image, kind):
    """A PNG file whose rows all have this filter; the pixels are what they are then."""
    stride = 4 * image.width
    raw = image.tobytes()
    rows = b"".join(bytes([kind]) + raw[at : at + stride] for at in range(0, len(raw), stride))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", *image.size, 8, 6, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("mode", ["RGBA", "RGB"])
def test_pixels_are_those_that_were_written(mode):
    image = picture(mode)

    assert pixels_of(png(image), MOST) == (37, 23, image.convert("RGBA").tobytes())


@pytest.mark.parametrize("kind", range(5))
def test_every_filter_is_undone_as_others_do(kind):
    content = filtered(picture(), kind)

    assert pixels_of(content, MOST)[2] == Image.open(io.BytesIO(content)).convert("RGBA").tobytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(40),
        png(picture())[:200],
        png(picture().convert("L")),
        png(picture().convert("P")),
        filtered(picture(), 9),
    ],
)
def test_what_is_no_such_picture_is_refused(content):
    with pytest.raises(PngError):
        pixels_of(content, MOST)


def test_a_picture_larger_than_expected_is_refused():
    with pytest.raises(PngError, match="37 x 23"):
        pixels_of(png(picture()), 37 * 23 - 1)


def test_head_and_tail_tell_size_and_wholeness():
    content = png(picture())

    assert size_of(content) == (37, 23)
    assert is_whole(content[:64], content[-12:])
    assert not is_whole(content[:64], content[-40:-20])
