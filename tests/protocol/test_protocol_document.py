"""PROTOCOL.md says what the code does."""

from pathlib import Path

import protocol
from protocol import limits
from protocol.messages import MESSAGES
from protocol.version import PROTOCOL_VERSION

_TEXT = (Path(protocol.__file__).parent / "PROTOCOL.md").read_text("utf-8")


def test_it_is_about_this_version():
    assert _TEXT.startswith("# Protocol {}.{}\n".format(*PROTOCOL_VERSION))


def test_every_message_is_named():
    assert [message.__name__ for message in MESSAGES.values() if message.__name__ not in _TEXT] == []


def test_the_bounds_are_those_of_the_code():
    rows = [
        f"| header | {limits.HEADER_BYTES >> 20} MiB |",
        f"| message, all frames | {limits.MESSAGE_BYTES >> 20} MiB |",
        f"| buffers | {limits.BUFFERS} |",
        f"| paths, points | {limits.PATHS:,} and {limits.POINTS:,} |",
        f"| dashes, gradients, stops | {limits.DASHES:,}, {limits.GRADIENTS:,} and {limits.STOPS:,} |",
        f"| prompts, characters of each | {limits.PROMPTS} and {limits.PROMPT_CHARACTERS:,} |",
        f"| colours of a palette | {limits.PALETTE} |",
        f"| items of any list in a header | {limits.LIST_ITEMS} |",
        f"| snapshots of a run, points in all of them | {limits.SNAPSHOTS} and {limits.SNAPSHOT_POINTS:,} |",
        f"| any other text | {limits.TEXT_CHARACTERS:,} characters |",
    ]

    assert [row for row in rows if row not in _TEXT] == []
    assert (
        f"every {limits.PROGRESS_INTERVAL_S} s and Preview at most every {limits.PREVIEW_INTERVAL_S} s"
        in _TEXT
    )
