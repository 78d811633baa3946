"""The bytes of every message of protocol 1.0, as peers in the field send them."""

import io
import json
from pathlib import Path

import pytest

from protocol import stream
from protocol.messages import MESSAGES
from protocol.version import PROTOCOL_VERSION
from tests.support.samples import all_messages

_GOLDEN = json.loads(Path(__file__).with_name("golden_1_0.json").read_text(encoding="ascii"))


def test_there_is_a_sample_and_a_golden_form_of_every_kind():
    kinds = {message.kind for message in all_messages()}

    assert kinds == set(MESSAGES) == set(_GOLDEN)


@pytest.mark.parametrize("message", all_messages(), ids=lambda message: message.kind)
def test_golden_bytes_decode_to_the_sample(message):
    pipe = io.BytesIO(bytes.fromhex(_GOLDEN[message.kind]))

    assert stream.read_message(pipe) == message
    assert stream.read_message(pipe) is None


@pytest.mark.parametrize("message", all_messages(), ids=lambda message: message.kind)
def test_samples_encode_to_the_golden_bytes(message):
    assert PROTOCOL_VERSION == (1, 0), "a new version needs golden bytes of its own; the old ones stay"
    pipe = io.BytesIO()

    stream.write_message(pipe, message)

    assert pipe.getvalue().hex() == _GOLDEN[message.kind]
