"""What only Inkscape can draw, as pictures behind and in front of the selection, by a real Inkscape."""

import base64
import io
import sys

import inkex
import pytest
from PIL import Image

from inkscape_ext.drawing import Drawing
from inkscape_ext.export.cache import Cache
from inkscape_ext.export.exporter import Exporter
from inkscape_ext.view import SELECTED_PICTURE, View
from protocol.errors import RefineError
from protocol.messages import CHANGES

pytestmark = pytest.mark.inkscape

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PAGE = 'viewBox="-10 20 100 100" width="200mm" height="200mm"'
FILTER = '<filter id="f" color-interpolation-filters="sRGB"><feFlood flood-color="lime"/></filter>'
RED, BLUE, LIME, YELLOW = (255, 0, 0, 255), (0, 0, 255, 255), (0, 255, 0, 255), (255, 255, 0, 255)


def red_png():
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    return file.getvalue()


EMBEDDED = "data:image/png;base64," + base64.b64encode(red_png()).decode()
IMAGE = '<image id="photo" x="0" y="30" width="20" height="20" preserveAspectRatio="none" xlink:href="{}"/>'
STROKE = '<path id="{}" d="M 0,{} H 80" stroke="black" stroke-width="4"/>'
BODY = (
    IMAGE.format(EMBEDDED)
    + '<rect id="over" x="10" y="30" width="10" height="20" fill="blue"/>'
    + STROKE.format("low", 60)
    + '<circle id="between" cx="70" cy="60" r="6" fill="yellow"/>'
    + STROKE.format("high", 70)
    + f'{FILTER}<rect id="front" x="40" y="55" width="10" height="10" fill="red" filter="url(#f)"/>'
)


@pytest.fixture
def exporter(tmp_path):
    return Exporter(cache=Cache(tmp_path / "cache"))


def read(body, exporter, ids=("low", "high"), **view):
    svg = inkex.load_svg(f"<svg {NAMESPACES} {PAGE}>{body}</svg>".encode()).getroot()
    before = svg.tostring()
    drawing = Drawing.read(svg, ids, CHANGES, view=View(**{"frame": "page", "exporter": exporter, **view}))
    assert svg.tostring() == before
    return drawing


def pixel(drawing, use, x, y):
    """The RGBA of a picture at a place in user units."""
    (picture,) = [each for each in drawing.pictures if each.use == use]
    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba.tobytes())
    scale = picture.width / drawing.frame.width
    return image.getpixel((int((x - drawing.frame.left) * scale), int((y - drawing.frame.top) * scale)))


def opacities(drawing):
    """{id: opacity in the table}."""
    return {row.placed.element.get("id"): drawing.table.opacity[at] for at, row in enumerate(drawing.rows)}


def test_two_pictures_hold_what_lies_behind_and_in_front_in_its_order(exporter):
    drawing = read(BODY, exporter)

    assert [picture.use for picture in drawing.pictures] == ["behind", "front"]
    assert pixel(drawing, "behind", 5, 40) == RED
    assert pixel(drawing, "behind", 15, 40) == BLUE
    assert pixel(drawing, "front", 45, 60) == LIME
    for use in ("behind", "front"):
        assert pixel(drawing, use, 20, 70)[3] == 0, "what is refined is in no picture"
        assert pixel(drawing, use, 70, 60)[3] == 0, "what lies between is drawn by us"
    assert opacities(drawing) == {"over": 0, "low": 1, "between": 1, "high": 1, "front": 0}
    assert (exporter.runs, drawing.remark) == (1, "")


def test_what_we_can_draw_ourselves_needs_no_inkscape(exporter):
    plain = BODY[BODY.index("<rect") : BODY.index("<filter")]
    drawing = read(plain + '<text x="500" y="40" display="none">hidden</text>', exporter)

    assert (exporter.runs, drawing.pictures) == (0, ())
    assert set(opacities(drawing).values()) == {1}


def test_the_same_surroundings_are_drawn_once(exporter):
    first = read(BODY, exporter)
    moved = read(BODY.replace("M 0,60", "M 3,62"), exporter)
    assert (exporter.runs, moved.pictures) == (1, first.pictures)

    changed = read(BODY.replace('fill="blue"', 'fill="green"'), exporter)
    assert exporter.runs == 2
    assert changed.pictures != first.pictures


def test_a_linked_picture_is_found_and_its_change_is_seen(exporter, tmp_path):
    (tmp_path / "linked.png").write_bytes(red_png())
    body = IMAGE.format("linked.png") + STROKE.format("low", 60) + STROKE.format("high", 70)

    drawing = read(body, exporter, folder=str(tmp_path))
    assert pixel(drawing, "behind", 5, 40) == RED
    Image.new("RGB", (9, 9), "blue").save(tmp_path / "linked.png")
    assert pixel(read(body, exporter, folder=str(tmp_path)), "behind", 5, 40) == BLUE


def test_a_clone_of_what_is_refined_is_seen_where_it_stands(exporter):
    body = STROKE.format("low", 60) + STROKE.format("high", 70)
    drawing = read('<use xlink:href="#low" y="-25"/>' + body, exporter)

    assert pixel(drawing, "behind", 40, 35) == (0, 0, 0, 255)
    assert pixel(drawing, "behind", 40, 60)[3] == 0


@pytest.mark.parametrize("mark", ["marker-end:url(#m)", "fill:url(#p)", "mix-blend-mode:multiply"])
def test_markers_patterns_and_blend_modes_are_inkscape_s_to_draw(exporter, mark):
    defs = '<marker id="m"><path d="M 0,0 H 3"/></marker><pattern id="p" width="4" height="4"/>'
    path = f'<path id="c" d="M 0,30 H 50 V 40" stroke="red" stroke-width="3" style="{mark}"/>'
    drawing = read(f"<defs>{defs}</defs>{path}" + STROKE.format("low", 60), exporter, ids=["low"])

    assert pixel(drawing, "behind", 20, 30)[3] == 255
    assert opacities(drawing).get("c", 0) == 0


@pytest.mark.parametrize(
    ("command", "said"), [(["/nowhere/inkscape"], "could not be started"), (None, "took longer than 0.3 s")]
)
def test_without_inkscape_the_run_goes_on_and_says_so(tmp_path, command, said):
    command = command or [sys.executable, "-c", "import time; time.sleep(60)"]
    drawing = read(BODY, Exporter(command, Cache(tmp_path), time_limit_s=0.3))

    assert drawing.pictures == ()
    assert "are missing in what the model sees" in drawing.remark
    assert said in drawing.remark
    assert set(opacities(drawing).values()) == {1}


def test_a_picture_under_the_strokes_is_the_goal_where_it_lies(exporter):
    body = BODY.replace('width="20" height="20" pre', 'width="60" height="60" pre')
    drawing = read(body, exporter, goal="photo")

    assert pixel(drawing, "goal", 30, 80) == RED
    assert pixel(drawing, "goal", 70, 80)[3] == 0
    assert [each.use for each in drawing.pictures] == ["front", "goal"], "the goal is not shown as well"
    assert opacities(drawing)["over"] == 1


def test_a_picture_beside_the_strokes_is_fitted_into_the_frame(exporter):
    drawing = read(BODY, exporter, ids=("low", "high", "photo"), goal=SELECTED_PICTURE)

    assert {pixel(drawing, "goal", x, y) for x in (-8, 40, 88) for y in (22, 70, 118)} == {RED}
    assert drawing.pictures[-1].name == "photo"


def test_any_object_can_be_the_goal(exporter):
    text = '<g id="word"><text x="0" y="40" font-size="30" fill="red">W</text></g>'
    drawing = read(text + STROKE.format("low", 90), exporter, ids=["low"], goal="word")

    (goal,) = [picture for picture in drawing.pictures if picture.use == "goal"]
    alpha = Image.frombytes("RGBA", (goal.width, goal.height), goal.rgba.tobytes()).getchannel("A")
    left, _, right, _ = alpha.getbbox()
    assert (left < 0.05 * goal.width, right > 0.95 * goal.width) == (True, True)


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("nobody", "No object has the id or label “nobody”."),
        (SELECTED_PICTURE, "No picture is selected: select the strokes and one picture."),
        ("empty", "Nothing of “empty” is to be seen."),
    ],
)
def test_a_goal_that_can_not_be_is_named_in_plain_words(exporter, goal, said):
    with pytest.raises(RefineError) as caught:
        read(BODY + '<g id="empty"/>', exporter, goal=goal)

    assert caught.value.detail == said
