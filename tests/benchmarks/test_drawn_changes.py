"""How far a drawing moved, and its summary, by hand-made numbers."""

from types import SimpleNamespace

import pytest

from benchmarks.drawn.changes import changes
from benchmarks.drawn.figures import figures_of, summary_of
from tests.support.tables import polyline, stroked, table_of

TABLE = table_of(
    stroked(polyline((0.1, 0.1), (0.5, 0.1)), colour=(0, 0, 0, 1)),
    stroked(polyline((0.1, 0.9), (0.3, 0.9)), colour=(1, 0, 0, 1)),
)


def result(move=0.0, red=0.0):
    """The table as a Result, its first path moved down and reddened."""
    points, stroke = list(TABLE.points), list(TABLE.stroke)
    points[1] += move
    points[3] += move
    stroke[0] += red
    return SimpleNamespace(
        points=points,
        stroke=stroke,
        fill=TABLE.fill,
        stroke_width=TABLE.stroke_width,
        similarity_before=0.2,
        similarity_after=0.4,
        steps=5,
        run_s=1.0,
    )


def test_movement_is_a_share_of_the_stroke_and_drift_of_the_frame():
    out = changes(TABLE, result(move=0.1))

    assert out["movement_share"] == pytest.approx((0.1 / 0.4 + 0) / 2, rel=1e-5)
    assert out["drift"] == pytest.approx(0.05, rel=1e-5)
    assert out["colour"] == 0


def test_colour_change_counts_only_paints_there_are():
    out = changes(TABLE, result(red=0.6))

    assert out["colour"] == pytest.approx(0.6 / 6, rel=1e-5)
    assert out["drift"] == 0


def test_summary_weighs_strokes_and_joints_not_drawings():
    few = {**figures_of(TABLE, result()), "joints": 1, "joints_kept": 0, "rank_before": 9, "rank_after": 2}
    many = {**few, "strokes": 8, "clean_strokes": 5, "joints": 3, "joints_kept": 3, "rank_after": 6}

    summary = summary_of([few, many])

    assert summary["clean_share"] == 7 / 10
    assert summary["joints_kept_share"] == 3 / 4
    assert summary["rank_after_median"] == 4
    assert summary["rank_after_top5_share"] == 0.5


def test_summary_without_joints_or_judge_claims_nothing_about_them():
    summary = summary_of([figures_of(TABLE, result())])

    assert summary["joints_kept_share"] is None
    assert not any(name.startswith("rank") for name in summary)
