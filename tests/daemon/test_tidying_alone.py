"""A request for tidying alone: no model, no steps."""

import itertools
from dataclasses import replace

import pytest

from daemon.worker.job_executor import JobExecutor
from protocol.geometry import octets
from protocol.messages import Preview, Result, Submit
from tests.support.drawings import request
from tests.support.tables import EVERYTHING, curve, stroked, table_of

ROUGH = curve((0.1, 0.5), (0.3, 0.512), (0.6, 0.508), (0.9, 0.495))


def tidied(**fields):
    """(the Result, what was sent before) of a request to tidy a nearly straight stroke."""
    paths = table_of(stroked(ROUGH, free=EVERYTHING))
    asked = request("", paths=paths, tidy_only=True, model="no such model", device="cpu", **fields)
    sent = []
    executor = JobExecutor("/nowhere", itertools.count().__next__)
    result = executor.run(Submit("j", asked), sent.append, lambda: None)
    return paths, result, sent


def bend(points):
    """How far the ys of a stroke spread."""
    return max(points[1::2]) - min(points[1::2])


def test_lines_get_straight_without_a_model_and_nothing_else_changes():
    paths, result, sent = tidied()

    assert isinstance(result, Result)
    assert (result.steps, result.reason) == (0, "finished")
    assert bend(result.points) < 1e-4 < bend(paths.points)
    assert (result.stroke, result.fill) == (paths.stroke, paths.fill)
    assert result.stroke_width == paths.stroke_width
    assert [type(message) for message in sent] == [Preview, Preview]


@pytest.mark.parametrize(("freedom", "share"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (1.0, 1.0)])
def test_strength_says_how_much_of_it_is_done(freedom, share):
    paths, result, _ = tidied(freedom=freedom)
    _, whole, _ = tidied()

    moved, all_of_it = (each.points[1] - paths.points[1] for each in (result, whole))
    assert moved == pytest.approx(share * all_of_it, abs=1e-6)
    if freedom == 0.0:
        assert result.points == paths.points


def test_locked_paths_and_held_points_stay():
    paths = table_of(stroked(ROUGH, free=0), stroked(ROUGH))
    held = replace(paths, held=octets([0] * 7 + [1]))
    asked = request("", paths=held, tidy_only=True, device="cpu")

    result = JobExecutor("/nowhere", itertools.count().__next__).run(
        Submit("j", asked), lambda message: None, lambda: None
    )

    assert result.points[:8] == paths.points[:8]
    assert result.points[14:] == paths.points[14:]
