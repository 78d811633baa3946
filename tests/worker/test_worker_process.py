"""A real worker process over real pipes, with the embedded model."""

import contextlib
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from piped_worker import PATIENCE_S, REQUEST, Worker

from daemon.guidance.model_store import BANK, EMBEDDED
from protocol.errors import ErrorCode
from protocol.messages import (
    ENDS,
    Cancel,
    Cancelled,
    Failed,
    Notice,
    Ping,
    Pong,
    Preview,
    Progress,
    Prompt,
    Result,
    Snapshot,
    Submit,
)
from tests.support.small_models import make_model
from tests.support.tables import table_of


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.end()


def kinds(messages):
    return [type(message) for message in messages]


def test_first_picture_comes_before_the_model_and_then_a_result(worker):
    heard = worker.do(REQUEST)

    assert kinds(heard[:2]) == [Preview, Notice]
    assert heard[1].what == "loading_model"
    assert (heard[0].step, heard[0].width, heard[0].height) == (0, 64, 48)
    assert len(heard[0].rgb) == 64 * 48 * 3
    assert Progress in kinds(heard)
    result = heard[-1]
    assert isinstance(result, Result)
    assert (result.reason, result.steps, result.model) == ("finished", 6, "embedded")
    assert len(result.points) == len(REQUEST.paths.points)
    assert result.similarity_after >= result.similarity_before
    assert result.points != REQUEST.paths.points


def test_what_is_not_free_comes_back_to_the_last_bit(worker):
    result = worker.do(REQUEST)[-1]

    assert result.points[-6:] == REQUEST.paths.points[-6:]
    assert result.fill == REQUEST.paths.fill
    assert result.stroke[4:] == REQUEST.paths.stroke[4:]
    assert (result.stroke_width[0], result.stroke_width[2]) == (
        REQUEST.paths.stroke_width[0],
        REQUEST.paths.stroke_width[2],
    )


def test_model_stays_loaded_and_the_same_request_gives_the_same_bits(worker):
    first, second = worker.do(REQUEST), worker.do(REQUEST)

    assert "loading_model" not in [message.what for message in second if isinstance(message, Notice)]
    for name in ("points", "fill", "stroke", "stroke_width", "similarity_after"):
        assert getattr(first[-1], name) == getattr(second[-1], name)


def test_another_model_takes_the_place_of_the_first(worker, tmp_path):
    folder = shutil.copytree(EMBEDDED, tmp_path / "another")
    worker.do(REQUEST)

    for model, name in ((str(folder), "another"), ("embedded", "embedded")):
        heard = worker.do(replace(REQUEST, model=model))

        assert "loading_model" in [message.what for message in heard if isinstance(message, Notice)]
        assert heard[-1].model == name


def test_unknown_words_are_hinted_at_by_a_model_that_has_a_bank(worker, tmp_path):
    folder = shutil.copytree(EMBEDDED, tmp_path / "bankless", ignore=shutil.ignore_patterns(BANK))

    def hints(text, model="embedded"):
        heard = worker.do(replace(REQUEST, prompts=(Prompt(text),), model=model, steps=1))
        assert isinstance(heard[-1], Result)
        return [each.detail for each in heard if isinstance(each, Notice) and each.what == "unknown_words"]

    assert hints("a red apple") == []
    assert len(hints("qwxzyq")[0].split(", ")) == 5
    assert hints("qwxzyq", str(folder)) == []


def test_freedom_0_changes_nothing(worker):
    result = worker.do(replace(REQUEST, freedom=0.0))[-1]

    assert result.points == REQUEST.paths.points
    assert result.stroke_width == REQUEST.paths.stroke_width
    assert result.stroke == REQUEST.paths.stroke


@pytest.mark.parametrize("keep", [True, False])
def test_cancel_ends_a_running_job(worker, keep):
    worker.say(Submit("long", replace(REQUEST, steps=5000)))
    worker.hear_until(Progress)

    said_at = time.monotonic()
    worker.say(Cancel("long", keep))
    end = worker.hear_until(*ENDS)[-1]

    # a step takes a small part of this; without a look at messages the job would take minutes
    assert time.monotonic() - said_at < 10
    if keep:
        assert isinstance(end, Result)
        assert end.reason == "stopped"
        assert 0 < end.steps < 5000
    else:
        assert end == Cancelled("long")


def test_cancel_that_comes_too_late_does_not_concern_the_next_job_of_that_name(worker):
    worker.do(REQUEST, job="mine")

    worker.say(Cancel("mine"))

    assert isinstance(worker.do(REQUEST, job="mine")[-1], Result)


def test_ping_is_answered_during_a_job(worker):
    worker.say(Submit("job", replace(REQUEST, steps=5000)))
    worker.hear_until(Progress)

    worker.say(Ping())

    assert worker.hear_until(Pong)
    worker.say(Cancel("job"))
    worker.hear_until(*ENDS)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"prompts": (Prompt("  "),)}, ErrorCode.EMPTY_PROMPT),
        ({"model": "/no/such/model"}, ErrorCode.MODEL_MISSING),
        ({"model": "ViT-B-32"}, ErrorCode.MODEL_MISSING),
        ({"paths": table_of()}, ErrorCode.NOTHING_REFINABLE),
    ],
)
def test_job_that_cannot_be_done_fails_and_the_next_one_works(worker, change, code):
    end = worker.do(replace(REQUEST, **change))[-1]

    assert isinstance(end, Failed)
    assert end.code is code
    assert end.log
    assert isinstance(worker.do(replace(REQUEST, steps=1))[-1], Result)


def test_diffvg_where_it_is_not_installed_is_said_plainly(worker):
    end = worker.do(replace(REQUEST, renderer="diffvg", steps=1))[-1]

    if subprocess.run([sys.executable, "-I", "-c", "import pydiffvg"], stderr=subprocess.DEVNULL).returncode:
        assert end.code is ErrorCode.UNSUPPORTED
        assert "pydiffvg" in end.detail
    else:
        assert isinstance(end, Result)


def test_cuda_where_there_is_none_is_said_plainly(worker):
    import torch

    if torch.cuda.is_available():
        assert worker.do(replace(REQUEST, device="cuda"))[-1].device == "cuda"
        return
    end = worker.do(replace(REQUEST, device="cuda"))[-1]

    assert (end.code, type(end)) == (ErrorCode.DEVICE_UNAVAILABLE, Failed)


def test_snapshots_show_the_paths_on_their_way(worker):
    heard = worker.do(replace(REQUEST, snapshots=2))
    snapshots = [message for message in heard if isinstance(message, Snapshot)]

    assert [snapshot.step for snapshot in snapshots] == [2, 4]
    way = [REQUEST.paths.points, *(snapshot.points for snapshot in snapshots)]
    assert all(before != after for before, after in pairwise(way))
    for snapshot in snapshots:
        assert snapshot.points[-6:] == REQUEST.paths.points[-6:]
        assert snapshot.fill == REQUEST.paths.fill
    assert isinstance(heard[-1], Result)
    assert Snapshot not in kinds(worker.do(REQUEST))


def test_no_previews_when_none_are_wanted(worker):
    assert Preview not in kinds(worker.do(replace(REQUEST, preview_side=0)))


def test_end_of_input_ends_the_process_in_mid_job():
    worker = Worker()
    worker.say(Submit("job", replace(REQUEST, steps=5000)))
    worker.hear_until(Preview)

    worker.process.stdin.close()

    assert worker.process.wait(timeout=PATIENCE_S) == 0
    with contextlib.closing(worker.process.stdout):
        pass


def test_two_models_as_one_each_at_its_own_side(worker, tmp_path):
    small = make_model(tmp_path / "small")

    heard = worker.do(replace(REQUEST, model=f"embedded+{small}"))

    assert [notice.detail for notice in heard if isinstance(notice, Notice)] == [str(small)]
    assert heard[-1].model == "embedded+small"
    assert heard[-1].points != worker.do(REQUEST)[-1].points
    assert heard[-1].points != worker.do(replace(REQUEST, model=str(small)))[-1].points


def test_ensemble_with_a_model_that_is_not_there_is_refused(worker):
    failed = worker.do(replace(REQUEST, model="embedded+ViT-B-32"))[-1]

    assert failed.code is ErrorCode.MODEL_MISSING
    assert "clip-refine models pull ViT-B-32" in failed.detail
