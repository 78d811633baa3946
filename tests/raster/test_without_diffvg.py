"""The renderer diffvg as far as nobody needs pydiffvg for it."""

import sys

import pytest
import torch

from daemon.raster import scene_of
from daemon.raster.diffvg import differences_of, render_with_diffvg
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import Cap, Join
from tests.support.tables import Path, filled, polyline, stroked, table_of

LINE = polyline((0.1, 0.3), (0.8, 0.6), (0.2, 0.9))
ROUND = (Cap.ROUND, Join.ROUND, 4.0)


def test_without_pydiffvg_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydiffvg", None)  # as if it were not installed

    with pytest.raises(RefineError) as caught:
        render_with_diffvg(scene_of(table_of(stroked(LINE))), 8, 8, torch.ones(4))

    assert caught.value.code is ErrorCode.UNSUPPORTED
    assert "github.com/BachiLi/diffvg" in caught.value.detail
    assert caught.value.detail.endswith(".")


@pytest.mark.parametrize(
    ("path", "phrase"),
    [
        (stroked(LINE, style=(Cap.BUTT, Join.ROUND, 4.0)), "round caps for all strokes"),
        (stroked(LINE, style=(Cap.ROUND, Join.MITER, 4.0)), "round joins for all strokes"),
        (
            Path([LINE], (1, 0, 0, 1), (0, 0, 0, 1), opacity=0.5, style=ROUND),
            "fills that show through half-transparent outlines",
        ),
    ],
)
def test_what_is_drawn_differently_is_told(path, phrase):
    scene = scene_of(table_of(stroked(LINE, style=ROUND), path))

    assert differences_of(scene.topology, scene.opacity) == [phrase]


def test_nothing_is_told_of_what_is_drawn_alike():
    plain = (stroked(LINE, style=ROUND), filled(LINE, style=(Cap.BUTT, Join.MITER, 4.0), opacity=0.5))
    scene = scene_of(table_of(*plain))

    assert differences_of(scene.topology, scene.opacity) == []
