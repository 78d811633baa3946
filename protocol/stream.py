"""The same frames over a pipe: u32 count, then each frame as u32 length and bytes, little-endian."""

import struct

from . import codec, limits
from .errors import ProtocolError

_U32 = struct.Struct("<I")


def write_message(stream, message):
    """Write one message to a binary stream and flush it. OSError if the reader is gone."""
    frames = codec.encode(message)
    parts = [_U32.pack(len(frames))]
    for frame in frames:
        parts += [_U32.pack(len(frame)), frame]
    stream.write(b"".join(parts))
    stream.flush()


def read_message(stream):
    """The next message of a blocking binary stream; None at its end, ProtocolError if it is no message."""
    first = stream.read(_U32.size)
    if not first:
        return None
    (count,) = _U32.unpack(_exactly(first, _U32.size))
    if not 1 <= count <= 1 + limits.BUFFERS:
        raise ProtocolError(f"{count} frames")
    frames = []
    total = 0
    for index in range(count):
        (length,) = _U32.unpack(_read(stream, _U32.size))
        if index == 0 and length > limits.HEADER_BYTES:
            raise ProtocolError(f"header of {length} bytes > {limits.HEADER_BYTES}")
        total += length
        if total > limits.MESSAGE_BYTES:
            raise ProtocolError(f"message of more than {limits.MESSAGE_BYTES} bytes")
        frames.append(_read(stream, length))
    return codec.decode(frames)


def _read(stream, length):
    return _exactly(stream.read(length), length)


def _exactly(data, length):
    if len(data) != length:
        raise ProtocolError("the stream ended inside a message")
    return data
