"""Messages to frames and back, and every bound at its limit and one above."""

import array
import dataclasses
import json
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import codec, limits, messages
from protocol.errors import ErrorCode, ProtocolError
from protocol.geometry import PathTable
from protocol.version import PROTOCOL_VERSION, is_compatible
from tests.support.samples import all_messages, request

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_FIELDS = {
    int: st.integers(-(2**53) + 1, 2**53 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: _TEXT,
    bool: st.booleans(),
    ErrorCode: st.sampled_from(ErrorCode),
}
_ITEMS = {
    "f": st.floats(width=32, allow_nan=False),
    "i": st.integers(-(2**31), 2**31 - 1),
    "B": st.integers(0, 255),
}


def _any(wanted, column=None):
    """A strategy for every value that a field of this type may have on the wire."""
    if wanted is array.array:
        typecode = column.metadata["typecode"]
        return st.lists(_ITEMS[typecode], max_size=8).map(lambda items: array.array(typecode, items))
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        return st.builds(
            wanted, **{each.name: _any(hints[each.name], each) for each in dataclasses.fields(wanted)}
        )
    if typing.get_origin(wanted) is tuple:
        return st.lists(_any(typing.get_args(wanted)[0]), max_size=limits.PROMPTS).map(tuple)
    return _FIELDS[wanted]


def _frames(header, *buffers):
    return [json.dumps(header).encode(), *buffers]


def _hello(**fields):
    return _frames({"kind": "hello", **fields})


@pytest.mark.parametrize("kind", messages.MESSAGES)
def test_every_message_survives_the_round_trip(kind):
    @given(_any(messages.MESSAGES[kind]))
    def survives(message):
        assert codec.decode(codec.encode(message)) == message

    survives()


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_arbitrary_bytes_are_refused(frames):
    with pytest.raises(ProtocolError):
        codec.decode(frames)


def test_frames_may_be_any_bytes_like_object():
    message = messages.Submit("j", request())

    frames = [memoryview(bytearray(frame)) for frame in codec.encode(message)]

    assert codec.decode(frames) == message


def test_unknown_fields_are_ignored_and_missing_ones_take_their_defaults():
    assert codec.decode(_hello(colour="red")) == messages.Hello()


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"\xff", "no JSON"),
        (b'{"kind": "ping"', "no JSON"),
        (b'{"kind": "progress", "similarity": NaN}', "NaN is no number"),
        (b"[" * 100_000, "no JSON"),
        (b"[1]", "no object"),
        (b"{}", "unknown message kind"),
        (b'{"kind": ["ping"]}', "unknown message kind"),
        (b'{"kind": "hullo"}', "unknown message kind"),
        (b'{"kind": "cancel"}', "job: missing"),
        (b'{"kind": "cancel", "job": 5}', "int is no str"),
        (b'{"kind": "cancel", "job": "j", "keep": 1}', "int is no bool"),
        (b'{"kind": "queued", "job": "j", "ahead": true}', "bool is no int"),
        (b'{"kind": "queued", "job": "j", "ahead": 1.0}', "float is no int"),
        (b'{"kind": "failed", "job": "j", "code": "bored"}', "unknown value"),
        (b'{"kind": "failed", "job": "j", "code": ["internal"]}', "unknown value"),
        (b'{"kind": "hello", "client": "\\ud800"}', "not Unicode"),
        (b'{"kind": "hello", "protocol": 1}', "no short list"),
        (b'{"kind": "submit", "job": "j", "request": 5}', "no object"),
        (
            b'{"kind": "progress", "job": "j", "step": 1, "steps": 9, "similarity": 1e400}',
            "not finite",
        ),
    ],
)
def test_a_broken_header_is_named(header, reason):
    with pytest.raises(ProtocolError, match=reason):
        codec.decode([header])


def test_too_few_and_too_many_buffers_are_refused():
    frames = codec.encode(messages.Submit("j", request()))

    with pytest.raises(ProtocolError, match="no buffer"):
        codec.decode(frames[:-1])
    with pytest.raises(ProtocolError, match="1 buffers too many"):
        codec.decode([*frames, b""])


@pytest.mark.parametrize("length", [2, 4, -3, "3", None, True, 10**30])
def test_a_buffer_of_another_length_than_announced_is_refused(length):
    picture = {"kind": "preview", "job": "j", "step": 1, "width": 1, "height": 1, "rgb": length}

    with pytest.raises(ProtocolError, match=r"3 bytes are not"):
        codec.decode(_frames(picture, b"abc"))


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        (_hello(client="x" * limits.TEXT_CHARACTERS), _hello(client="x" * (limits.TEXT_CHARACTERS + 1))),
        (_hello(pid=2**53 - 1), _hello(pid=2**53)),
        (_hello(protocol=[1] * limits.LIST_ITEMS), _hello(protocol=[1] * (limits.LIST_ITEMS + 1))),
    ],
    ids=["text", "integer", "list"],
)
def test_values_are_bounded(allowed, refused):
    assert codec.decode(allowed).kind == "hello"

    with pytest.raises(ProtocolError):
        codec.decode(refused)


def test_the_header_is_bounded():
    empty = len(_hello(padding="")[0])

    assert codec.decode(_hello(padding="x" * (limits.HEADER_BYTES - empty))) == messages.Hello()
    with pytest.raises(ProtocolError, match="header of 1048577 bytes"):
        codec.decode(_hello(padding="x" * (limits.HEADER_BYTES - empty + 1)))


def test_the_whole_message_is_bounded():
    def picture(total):
        header = {"kind": "preview", "job": "j", "step": 1, "width": 1, "height": 1, "rgb": total - 1000}
        padding = total - (total - 1000) - len(json.dumps({**header, "padding": ""}))
        return _frames({**header, "padding": "x" * padding}, bytes(total - 1000))

    assert len(codec.decode(picture(limits.MESSAGE_BYTES)).rgb) == limits.MESSAGE_BYTES - 1000
    with pytest.raises(ProtocolError, match="message of more than"):
        codec.decode(picture(limits.MESSAGE_BYTES + 1))


def test_the_number_of_frames_is_bounded():
    with pytest.raises(ProtocolError, match="128 buffers too many"):
        codec.decode([*_hello(), *[b""] * limits.BUFFERS])
    with pytest.raises(ProtocolError, match="130 frames"):
        codec.decode([*_hello(), *[b""] * (limits.BUFFERS + 1)])
    with pytest.raises(ProtocolError, match="0 frames"):
        codec.decode([])


def test_no_message_needs_more_buffers_than_allowed():
    assert max(len(codec.encode(message)) for message in all_messages()) <= 1 + limits.BUFFERS
    assert len(dataclasses.fields(PathTable)) <= limits.BUFFERS


def test_numbers_that_are_not_finite_are_not_sent():
    with pytest.raises(ValueError, match="not JSON compliant"):
        codec.encode(messages.Progress("j", 1, 2, float("nan"), 1.0))


@pytest.mark.parametrize("peer", [(), (PROTOCOL_VERSION[0] + 1, 0), (PROTOCOL_VERSION[0] - 1, 0)])
def test_peers_of_another_major_version_are_not_compatible(peer):
    assert not is_compatible(peer)


@pytest.mark.parametrize("minor", [0, 1, 99])
def test_peers_of_any_minor_version_are_compatible(minor):
    assert is_compatible((PROTOCOL_VERSION[0], minor))
