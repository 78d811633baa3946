"""Messages over a pipe: whole, in pieces, cut off, and too large."""

import io
import os
import struct
import threading

import pytest

from protocol import codec, limits, messages, stream
from protocol.errors import ProtocolError
from tests.support.samples import all_messages


def _u32(*numbers):
    return struct.pack(f"<{len(numbers)}I", *numbers)


def test_messages_come_out_of_a_real_pipe_as_they_went_in():
    reader, writer = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))

    def write():
        with writer:
            for message in all_messages():
                stream.write_message(writer, message)

    thread = threading.Thread(target=write)
    thread.start()
    with reader:
        received = list(iter(lambda: stream.read_message(reader), None))
    thread.join()

    assert received == all_messages()


def test_a_message_may_arrive_in_single_bytes():
    pipe = io.BytesIO()
    stream.write_message(pipe, all_messages()[1])
    reader, writer = os.pipe()

    def drip():
        for byte in pipe.getvalue():
            os.write(writer, bytes([byte]))
        os.close(writer)

    thread = threading.Thread(target=drip)
    thread.start()
    with os.fdopen(reader, "rb") as slow:
        assert stream.read_message(slow) == all_messages()[1]
    thread.join()


def test_the_end_of_the_stream_is_none():
    assert stream.read_message(io.BytesIO()) is None


def test_a_stream_cut_anywhere_inside_a_message_is_an_error():
    pipe = io.BytesIO()
    stream.write_message(pipe, messages.Cancel("j"))
    whole = pipe.getvalue()

    for length in range(1, len(whole)):
        with pytest.raises(ProtocolError, match="ended inside a message"):
            stream.read_message(io.BytesIO(whole[:length]))


@pytest.mark.parametrize("count", [0, 2 + limits.BUFFERS, 2**32 - 1])
def test_a_wrong_number_of_frames_is_refused_before_they_are_read(count):
    pipe = io.BytesIO(_u32(count) + b"rest")

    with pytest.raises(ProtocolError, match=f"{count} frames"):
        stream.read_message(pipe)
    assert pipe.read() == b"rest"


def test_a_frame_that_makes_the_message_too_large_is_refused_before_it_is_read():
    pipe = io.BytesIO(_u32(2, 10) + b"0123456789" + _u32(limits.MESSAGE_BYTES - 9) + b"rest")

    with pytest.raises(ProtocolError, match="message of more than"):
        stream.read_message(pipe)
    assert pipe.read() == b"rest"


def test_a_header_that_is_too_large_is_refused_before_it_is_read():
    pipe = io.BytesIO(_u32(1, limits.HEADER_BYTES + 1) + b"rest")

    with pytest.raises(ProtocolError, match="header of"):
        stream.read_message(pipe)
    assert pipe.read() == b"rest"


def test_text_printed_into_the_pipe_is_an_error():
    with pytest.raises(ProtocolError, match="frames"):
        stream.read_message(io.BytesIO(b"Traceback (most recent call last):\n"))


def test_writing_sends_each_message_at_once():
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as pipe, os.fdopen(reader, "rb") as other:
        stream.write_message(pipe, messages.Ping())

        assert stream.read_message(other) == messages.Ping()


def test_the_frames_are_those_of_the_codec():
    pipe = io.BytesIO()

    stream.write_message(pipe, messages.Ping())

    (header,) = codec.encode(messages.Ping())
    assert pipe.getvalue() == _u32(1, len(header)) + header
