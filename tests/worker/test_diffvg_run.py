"""A whole run with the renderer diffvg. Nobody has to have pydiffvg, and it can't be had from the package
index: where it is missing, there is nothing to test here."""

import time

import pytest

from daemon.worker.job_executor import JobExecutor
from protocol.geometry import Cap, Join
from protocol.messages import Notice, Progress, Prompt, RefineRequest, Result, Submit
from tests.support.tables import curve, stroked, table_of

pytest.importorskip("pydiffvg", reason="an optional peer that only some users have built")

STROKE = stroked(curve((0.2, 0.3), (0.3, 0.1), (0.6, 0.1), (0.7, 0.3)), style=(Cap.BUTT, Join.ROUND, 4.0))


def test_strokes_are_refined_and_what_looks_different_is_said(tmp_path):
    sent = []
    request = RefineRequest(
        paths=table_of(STROKE),
        prompts=(Prompt("an apple"),),
        steps=3,
        seed=3,
        renderer="diffvg",
        device="cpu",
    )

    end = JobExecutor(tmp_path, time.monotonic).run(Submit("job", request), sent.append, lambda: None)

    assert isinstance(end, Result)
    assert list(end.points) != list(request.paths.points)
    told = {message.what: message.detail for message in sent if isinstance(message, Notice)}
    assert told["renderer_differs"] == "round caps for all strokes"
    assert any(isinstance(message, Progress) for message in sent)
