"""Strokes whose change brings nothing, from a drawing's file to the file that is written."""

import time

import inkex
import pytest

from daemon.worker.job_executor import JobExecutor
from inkscape_ext.drawing import Drawing
from inkscape_ext.frame_choice import PAGE, page_box
from inkscape_ext.view import View
from protocol.messages import Cancel, Notice, Prompt, RefineRequest, Submit, Variation

CHANGES = ("lines", "colours", "widths")
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">
<path id="hull" style="fill:none ; stroke:#123; stroke-width:2.50" d="m 10,60 c 20,21 50,19 80,0"/>
<path id="mast" fill="none" stroke="#112233" stroke-width="2.5" d="M50 66.50 Q 51,40 50,10.0"/>
<path id="under" style="fill:none;stroke:#c00;stroke-width:2" d="M 62.0,20 C 66,21.50 70,19.2 78,20.1"/>
<path id="beyond" style="fill:none;stroke:#c00;stroke-width:2" d="m 130,20.10 c 4,1.5 8,-.8 16,0.1"/>
<path id="cover" style="fill:#fc0" d="M 55,10 H 90 V 30 H 55 Z"/></svg>"""
IDLE = {"under", "beyond"}


@pytest.fixture(scope="module")
def executor():
    return JobExecutor(None, time.monotonic)


def run(executor, end=lambda: None, **fields):
    """({id: attributes} as drawn, the same as written, what was sent)."""
    root = inkex.load_svg(DRAWING.encode()).getroot()
    drawing = Drawing.read(root, None, CHANGES, kept=("cover",), view=View(frame=PAGE, box=page_box(root)))
    asked = RefineRequest(
        drawing.table,
        (Prompt("a sailing boat"),),
        canvas=drawing.canvas,
        device="cpu",
        preview_side=0,
        **{"steps": 12, **fields},
    )
    before, sent = attributes(root), []
    drawing.write(executor.run(Submit("job", asked), sent.append, end))
    return before, attributes(root), sent


def attributes(root):
    return {path.get("id"): dict(path.attrib) for path in root.iter("{*}path")}


def test_strokes_that_no_one_sees_are_written_as_they_were(executor):
    before, after, sent = run(executor)

    assert {name for name in before if after[name] == before[name]} == {*IDLE, "cover"}
    assert after["hull"]["d"] != before["hull"]["d"]
    assert [each.detail for each in sent if isinstance(each, Notice) and each.what == "put_back"] == ["2"]


def test_so_they_are_of_several_and_again(executor):
    before, after, sent = run(executor, variants=2, spread=0.2)
    _, again, sent_again = run(executor, variants=2, spread=0.2)

    assert all(after[name] == before[name] for name in IDLE)
    assert after == again
    variations, others = (
        [each for each in all_ if isinstance(each, Variation)] for all_ in (sent, sent_again)
    )
    assert variations == others
    assert len({bytes(each.points[-24:]) for each in variations}) == 1  # from `under` on


def test_who_stops_a_run_does_not_wait_for_it(executor):
    looks = iter([None] * 8)

    before, after, _ = run(executor, end=lambda: next(looks, Cancel("job", keep=True)), steps=60)

    assert any(after[name] != before[name] for name in IDLE)
