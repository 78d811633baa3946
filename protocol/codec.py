"""Messages to frames and back: the only place where bytes become objects.

A message is a list of frames: a UTF-8 JSON header, then its buffers, raw and little-endian.
Invariant: any bytes give a message or ProtocolError, nothing else.
"""

import array
import enum
import json
import math
import sys
import typing
from dataclasses import MISSING, fields, is_dataclass
from functools import cache

from . import limits
from .errors import ProtocolError
from .messages import MESSAGES


def encode(message):
    """The frames of a message: [header, *buffers] as bytes."""
    buffers = []
    header = {"kind": message.kind, **_to_json(message, buffers)}
    text = json.dumps(header, allow_nan=False, separators=(",", ":"))
    return [text.encode("utf-8"), *buffers]


def decode(frames):
    """The message of these frames (a sequence of bytes-like objects); ProtocolError if they are none."""
    header = _header(frames)
    kind = header.get("kind")
    if not isinstance(kind, str) or kind not in MESSAGES:
        raise ProtocolError(f"unknown message kind {kind!r:.40}")
    buffers = [bytes(frame) for frame in frames[1:]]
    try:
        message = _from_json(MESSAGES[kind], header, buffers, kind)
    except RecursionError as error:
        raise ProtocolError("nested too deeply") from error
    if buffers:
        raise ProtocolError(f"{len(buffers)} buffers too many")
    return message


def _header(frames):
    if not frames or len(frames) > 1 + limits.BUFFERS:
        raise ProtocolError(f"{len(frames)} frames")
    if len(frames[0]) > limits.HEADER_BYTES:
        raise ProtocolError(f"header of {len(frames[0])} bytes > {limits.HEADER_BYTES}")
    if sum(len(frame) for frame in frames) > limits.MESSAGE_BYTES:
        raise ProtocolError(f"message of more than {limits.MESSAGE_BYTES} bytes")
    try:
        header = json.loads(bytes(frames[0]).decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"header is no JSON: {error!s:.80}") from error
    if not isinstance(header, dict):
        raise ProtocolError("header is no object")
    return header


def _refuse_constant(name):
    raise ValueError(f"{name} is no number")


def _to_json(value, buffers):
    """`value` as JSON; arrays are appended to `buffers` in the order of the fields."""
    if is_dataclass(value):
        return {column.name: _to_json(getattr(value, column.name), buffers) for column in fields(value)}
    if isinstance(value, array.array):
        buffers.append(_little_endian(value).tobytes())
        return len(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_to_json(item, buffers) for item in value]
    return value


def _little_endian(values):
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values


@cache
def _columns(cls):
    """(name, type, typecode or None, has default) of every field of a message class."""
    hints = typing.get_type_hints(cls)
    return [
        (
            column.name,
            hints[column.name],
            column.metadata.get("typecode"),
            column.default is not MISSING or column.default_factory is not MISSING,
        )
        for column in fields(cls)
    ]


def _from_json(cls, value, buffers, where):
    if not isinstance(value, dict):
        raise ProtocolError(f"{where}: no object")
    arguments = {}
    for name, wanted, typecode, optional in _columns(cls):
        if name not in value:
            if optional:
                continue
            raise ProtocolError(f"{where}.{name}: missing")
        arguments[name] = _field(wanted, value[name], buffers, f"{where}.{name}", typecode)
    return cls(**arguments)


def _field(wanted, value, buffers, where, typecode=None):
    if wanted is array.array:
        return _array(typecode, value, buffers, where)
    if is_dataclass(wanted):
        return _from_json(wanted, value, buffers, where)
    if typing.get_origin(wanted) is tuple:
        if not isinstance(value, list) or len(value) > limits.LIST_ITEMS:
            raise ProtocolError(f"{where}: no short list")
        item = typing.get_args(wanted)[0]
        return tuple(_field(item, entry, buffers, where) for entry in value)
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        try:
            return wanted(value)
        except ValueError as error:
            raise ProtocolError(f"{where}: unknown value") from error
    return _scalar(wanted, value, where)


def _scalar(wanted, value, where):
    if wanted is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if type(value) is not wanted:
        raise ProtocolError(f"{where}: {type(value).__name__} is no {wanted.__name__}")
    if wanted is int and abs(value) >= 2**53:
        raise ProtocolError(f"{where}: too large")
    if wanted is float and not math.isfinite(value):
        raise ProtocolError(f"{where}: not finite")
    if wanted is str:
        _check_text(value, where)
    return value


def _check_text(value, where):
    if len(value) > limits.TEXT_CHARACTERS:
        raise ProtocolError(f"{where}: longer than {limits.TEXT_CHARACTERS} characters")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:  # "\ud800" in JSON: no text that could be written anywhere
        raise ProtocolError(f"{where}: not Unicode") from error


def _array(typecode, length, buffers, where):
    if not buffers:
        raise ProtocolError(f"{where}: no buffer")
    raw = buffers.pop(0)
    values = array.array(typecode)
    if type(length) is not int or length * values.itemsize != len(raw):
        raise ProtocolError(f"{where}: {len(raw)} bytes are not {length!r:.20} items")
    values.frombytes(raw)
    return _little_endian(values)
