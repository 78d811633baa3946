"""The bytes of every message of protocol 2.2, as peers in the field send them."""

import io
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from protocol import stream
from protocol.geometry import octets
from protocol.messages import MESSAGES, RefineRequest
from protocol.version import PROTOCOL_VERSION
from tests.support.samples import all_messages, request


def _golden(name):
    return json.loads(Path(__file__).with_name(name).read_text(encoding="ascii"))


_GOLDEN = _golden("golden_2_2.json")
_FOR_ALL_VERSIONS = ("hello", "welcome", "refuse", "ask_status", "status", "shutdown")


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
    assert PROTOCOL_VERSION == (2, 2), "a new version needs golden bytes of its own; the old ones stay"
    pipe = io.BytesIO()

    stream.write_message(pipe, message)

    assert pipe.getvalue().hex() == _GOLDEN[message.kind]


_FIELDS_OF_2_1 = (
    "paths", "prompts", "canvas", "steps", "seed", "freedom", "model", "device", "renderer", "preview_side",
    "snapshots",
)  # fmt: skip


def _of_2_1():
    """The sample as a peer of protocol 2.1 says it: all that is newer has its usual value."""
    full, usual = request(), RefineRequest(paths=None, prompts=())
    newer = [each.name for each in fields(RefineRequest) if each.name not in _FIELDS_OF_2_1]
    return replace(
        full,
        paths=replace(full.paths, held=octets()),
        prompts=full.prompts[:2],  # the third has a box
        **{name: getattr(usual, name) for name in newer},
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [("golden_2_0.json", replace(_of_2_1(), snapshots=0)), ("golden_2_1.json", _of_2_1())],
)
def test_a_peer_of_an_older_minor_version_is_understood(name, expected):
    for kind, text in _golden(name).items():
        message = stream.read_message(io.BytesIO(bytes.fromhex(text)))
        assert message.kind == kind
        if kind == "submit":
            assert message.request == expected


@pytest.mark.parametrize("kind", _FOR_ALL_VERSIONS)
def test_what_any_two_versions_say_to_each_other_has_kept_its_form(kind):
    samples = {message.kind: message for message in all_messages()}

    message = stream.read_message(io.BytesIO(bytes.fromhex(_golden("golden_1_0.json")[kind])))

    assert message == samples[kind]
