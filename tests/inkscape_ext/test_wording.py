"""What the user reads: every code has words, and the words are plain."""

import re

import pytest

from inkscape_ext import wording
from protocol.errors import ErrorCode


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.value)
def test_every_code_says_what_happened_and_what_to_do(code):
    explanation = wording.explain(code)

    assert re.fullmatch(r"[A-Z].{10,80}\.", explanation.what)
    assert len(explanation.next_step) > 20
    assert explanation.what != explanation.next_step


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.value)
def test_no_word_of_the_workshop_reaches_the_user(code):
    text = wording.sentence(code).lower()

    assert not re.search(r"daemon|bridge|worker|socket|traceback|exception|protocol|null|tensor|pid", text)
    assert code.value not in text


def test_a_sentence_names_the_detail_and_the_log():
    text = wording.sentence(ErrorCode.MODEL_MISSING, "no folder ink-b", "/logs/worker.log")

    assert "(no folder ink-b)" in text
    assert text.endswith("The log is /logs/worker.log")


def test_no_two_codes_say_the_same():
    assert len({wording.explain(code) for code in ErrorCode}) == len(ErrorCode)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1.0, ""),
        (0.4, "nearly done"),
        (7.0, "a few seconds left"),
        (23.0, "about 25 seconds left"),
        (89.0, "about 90 seconds left"),
        (100.0, "about 2 minutes left"),
    ],
)
def test_time_left_is_rough(seconds, text):
    assert wording.time_left(seconds) == text


def test_a_queue_is_counted():
    assert wording.queued(1) == "Waiting for another drawing…"
    assert "3 other drawings" in wording.queued(3)


def test_no_real_gain_is_said_and_a_gain_is_not():
    assert wording.no_gain(0.4, 0.41).startswith(
        "No real gain: to the model it fits your words hardly better"
    )
    assert wording.no_gain(0.4, 0.3, "the picture").startswith(
        "No real gain: to the model it fits the picture"
    )
    assert wording.no_gain(0.4, 0.43) == ""


def test_match_is_of_100_and_never_below_0():
    assert wording.likeness(0.29, 0.6) == "Match with your words: 29.0 → 60.0 of 100"
    assert (
        wording.likeness(0.1, 0.2, wording.aim_of((), True)) == "Match with the picture: 10.0 → 20.0 of 100"
    )
    assert wording.aim_of(("a boat",), True) == "your words and the picture"
    assert wording.likeness(-0.1, -0.001) == "Match with your words: 0.0 → 0.0 of 100"


def test_what_a_moved_folder_needs_is_said():
    text = wording.sentence(ErrorCode.NOT_INSTALLED)

    assert "run python3 install.py in the folder you installed from" in text
    assert "if you have moved that folder, run it there once more" in text


def test_missing_model_leads_to_the_list_of_models():
    assert "clip-refine models" in wording.sentence(ErrorCode.MODEL_MISSING)
