"""Invariant: any bytes give a message or ProtocolError, nothing else; never more than the bounds allow."""

import io
import json
import random

from protocol import codec, stream
from protocol.errors import ProtocolError
from tests.support.samples import all_messages

_FRAMES = 100_000
_ODD = [
    None, True, False, 0, -1, 2**31, 2**53, 10**40, 0.5, -0.0, 1e308, 1e400, "", "x" * 5000, "\ud800",
    "\x00", [], {}, [[]], [1, "a"], {"kind": "ping"}, "internal", "ping",
]  # fmt: skip


def _mutate_bytes(frames, chance):
    index = chance.randrange(len(frames))
    data = bytearray(frames[index])
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice([0, 1, 1, 4, 40]))
        data[start:end] = chance.choice(
            [b"", chance.randbytes(1), chance.randbytes(4), bytes(data[:9]), b"]}", b"9"]
        )
    frames[index] = bytes(data)


def _mutate_value(frames, chance):
    try:
        header = json.loads(frames[0])
        place = header
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = chance.choice(keys)
            if not isinstance(place[key], (dict, list)) or not place[key] or chance.random() < 0.3:
                break
            place = place[key]
    except (ValueError, IndexError, TypeError):
        return
    if isinstance(place, str):  # all that an earlier mutation has left of the header
        return
    if chance.random() < 0.2:
        del place[key]
    else:
        place[key] = chance.choice(_ODD)
    frames[0] = json.dumps(header).encode()


def _mutate_frames(frames, chance):
    index = chance.randrange(len(frames))
    match chance.randrange(4):
        case 0:
            del frames[index]
        case 1:
            frames.insert(index, frames[chance.randrange(len(frames))])
        case 2:
            chance.shuffle(frames)
        case 3:
            frames[index] = b""


def _mutated(chance, corpus):
    frames = list(chance.choice(corpus))
    for _ in range(chance.choice([1, 1, 2, 3])):
        if frames:
            chance.choice([_mutate_bytes, _mutate_value, _mutate_frames])(frames, chance)
    return frames


def test_mutated_frames_give_a_message_or_a_protocol_error():
    chance = random.Random(20_26)
    corpus = [codec.encode(message) for message in all_messages()]
    refused = 0

    for _ in range(_FRAMES):
        try:
            message = codec.decode(_mutated(chance, corpus))
        except ProtocolError:
            refused += 1
        else:
            again = codec.decode(codec.encode(message))
            assert repr(again) == repr(message)  # NaN in a buffer is not equal to itself

    assert 0.5 * _FRAMES < refused < 0.98 * _FRAMES  # the mutations are neither too wild nor too tame


def test_a_mutated_pipe_gives_messages_or_a_protocol_error():
    chance = random.Random(7)
    whole = io.BytesIO()
    for message in all_messages():
        stream.write_message(whole, message)
    ended = 0

    for _ in range(3_000):
        frames = [whole.getvalue()]
        _mutate_bytes(frames, chance)
        pipe = io.BytesIO(frames[0][: chance.randrange(len(frames[0]) + 1)])
        try:
            while stream.read_message(pipe) is not None:
                pass
            ended += 1
        except ProtocolError:
            pass

    assert ended < 1_500
