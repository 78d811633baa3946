import random

import pytest
from drawing_support import by_id, document, moved

from inkscape_ext.drawing import Drawing
from protocol import limits

PATHS = limits.PATHS


@pytest.fixture(scope="module")
def crowd():
    """A document with as many paths as the protocol takes."""
    chance = random.Random(3)
    paths = (
        f'<path id="p{index}" style="fill:none;stroke:#{index % 4096:03x};stroke-width:{1 + index % 7}" '
        f'd="m{chance.random() * 1000:.3f},{chance.random() * 1000:.3f} c 1,2 3,4 5,6 l 3,4"/>'
        for index in range(PATHS)
    )
    return document(f"<style>path{{opacity:.9}}</style><g>{''.join(paths)}</g>", 'viewBox="0 0 1000 1000"')


def test_two_of_many_paths_are_read_with_a_bounded_context(crowd):
    drawing = Drawing.read(crowd, ["p3", "p17000"], ["lines"])

    assert sum(1 for flags in drawing.table.free if flags) == 2
    assert 2 < drawing.table.path_count <= 2002


def test_all_of_many_paths_are_read_and_written(crowd):
    drawing = Drawing.read(crowd, [f"p{index}" for index in range(PATHS)], ["lines"])
    drawing.table.check()

    changes = drawing.write(moved(drawing.table, 0.001))

    assert drawing.table.path_count == len(changes) == PATHS
    assert all(change.is_changed for change in changes)
    assert by_id(crowd, "p0").attrib["d"].startswith("M ")
