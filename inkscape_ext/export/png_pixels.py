"""PNG files as Inkscape writes them, without a library: Inkscape's Python may have none."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA, _RGB = 6, 2


class PngError(ValueError):
    """No PNG of the kind that Inkscape writes."""


def size_of(content):
    """(width, height) in px from the head of a PNG file. PngError if it is none."""
    if content[:8] != _SIGNATURE or content[12:16] != b"IHDR" or len(content) < 33:
        raise PngError("no PNG file")
    return struct.unpack(">II", content[16:24])


def is_whole(head, tail):
    """Whether a file that begins and ends with these bytes is a PNG that was written to its end."""
    return head[:8] == _SIGNATURE and tail[-8:-4] == b"IEND"


def pixels_of(content, most):
    """(width, height, RGBA bytes, straight alpha) of a PNG of 8 bits a channel, not interlaced.

    most: px of its area at most. PngError if it is none such, or damaged.
    """
    width, height = size_of(content)
    depth, kind, _, _, interlace = content[24:29]
    if depth != 8 or kind not in (_RGBA, _RGB) or interlace:
        raise PngError(f"{depth} bits, colour type {kind}, interlace {interlace}")
    if not 0 < width * height <= most:
        raise PngError(f"{width} x {height} px")
    channels = 4 if kind == _RGBA else 3
    stride = channels * width
    unpack = zlib.decompressobj()
    try:
        raw = unpack.decompress(_data(content), height * (stride + 1))
    except zlib.error as error:
        raise PngError(str(error)) from error
    if len(raw) != height * (stride + 1):
        raise PngError("it ends too early")
    rows = _unfiltered(raw, stride, channels)
    if channels == 4:
        return width, height, b"".join(rows)
    return width, height, b"".join(_with_alpha(row) for row in rows)


def _data(content):
    """The IDAT chunks."""
    found = []
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if kind == b"IDAT":
            found.append(content[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(found)


def _unfiltered(raw, stride, step):
    """The rows of bytes, each `stride` long, of pixels of `step` bytes."""
    before = bytes(stride)
    for start in range(0, len(raw), stride + 1):
        row = raw[start + 1 : start + 1 + stride]
        before = _FILTERS[raw[start]](row, before, step) if raw[start] < len(_FILTERS) else None
        if before is None:
            raise PngError(f"filter {raw[start]}")
        yield bytes(before)


def _none(row, _before, _step):
    return row


def _sub(row, _before, step):
    out = bytearray(row)
    for at in range(step, len(out)):
        out[at] = (out[at] + out[at - step]) & 255
    return out


def _up(row, before, _step):
    return bytes([(a + b) & 255 for a, b in zip(row, before)])


def _average(row, before, step):
    out = bytearray(row)
    for at in range(len(out)):
        left = out[at - step] if at >= step else 0
        out[at] = (out[at] + ((left + before[at]) >> 1)) & 255
    return out


def _paeth(row, before, step):
    out = bytearray(row)
    for at in range(step):
        out[at] = (out[at] + before[at]) & 255
    for at in range(step, len(out)):
        left, above, corner = out[at - step], before[at], before[at - step]
        to_left, to_above, to_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
        if to_left <= to_above and to_left <= to_corner:
            nearest = left
        else:
            nearest = above if to_above <= to_corner else corner
        out[at] = (out[at] + nearest) & 255
    return out


_FILTERS = (_none, _sub, _up, _average, _paeth)


def _with_alpha(row):
    out = bytearray(b"\xff" * (len(row) // 3 * 4))
    for channel in range(3):
        out[channel::4] = row[channel::3]
    return bytes(out)
