"""Freedom is monotone: more of it moves a drawing further, none of it leaves every bit as it is."""

import time
from itertools import pairwise
from pathlib import Path

import inkex
import numpy as np
import pytest
from lxml import etree

from daemon.worker.job_executor import JobExecutor
from inkscape_ext.drawing import Drawing
from protocol.messages import Prompt, RefineRequest, Submit

BICYCLE = Path(__file__).resolve().parents[2] / "examples" / "sketches" / "bicycle.svg"
STEPS = 10


@pytest.fixture(scope="module")
def refined():
    """Refines the bicycle with the built-in model at a freedom; (its Drawing, the Result)."""
    drawing = Drawing.read(inkex.load_svg(str(BICYCLE)).getroot(), None, ["lines", "colours", "widths"])
    executor = JobExecutor(None, time.monotonic)

    def run(freedom):
        request = RefineRequest(
            drawing.table,
            (Prompt("a bicycle"),),
            drawing.canvas,
            steps=STEPS,
            freedom=freedom,
            device="cpu",
            preview_side=0,
        )
        return drawing, executor.run(Submit("j", request), lambda message: None, lambda: None)

    return run


def movement(drawing, result):
    """The mean distance that points moved, canvas units."""
    steps = np.asarray(result.points) - np.asarray(drawing.table.points)
    return float(np.linalg.norm(steps.reshape(-1, 2), axis=1).mean())


@pytest.mark.timeout(400)
def test_measured_movement_rises_with_freedom(refined):
    movements = [movement(*refined(freedom)) for freedom in (0.1, 0.3, 0.5, 0.7, 0.9)]

    assert all(more > 1.05 * less for less, more in pairwise(movements)), movements


def test_freedom_0_changes_no_bit_and_no_character(refined):
    drawing, result = refined(0.0)
    root = drawing.rows[0].placed.element.getroottree()
    before = etree.tostring(root)

    changes = drawing.write(result)

    for name in ("points", "fill", "stroke", "stroke_width"):
        assert getattr(result, name) == getattr(drawing.table, name)
    assert not any(change.is_changed for change in changes)
    assert etree.tostring(root) == before
