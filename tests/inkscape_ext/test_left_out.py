import pytest
from drawing_support import read

from inkscape_ext.left_out import LeftOut, Reason, clipped_sentence, sentence
from protocol.errors import ErrorCode, RefineError

GOOD = '<path id="good" d="M10 10h20v20"/>'
CASES = [
    (Reason.SHAPE, '<rect id="x" width="5" height="5"/>'),
    (Reason.SHAPE, '<circle id="x" r="5"/>'),
    (Reason.SHAPE, '<ellipse id="x" rx="5" ry="2"/>'),
    (Reason.SHAPE, '<line id="x" x2="5"/>'),
    (Reason.SHAPE, '<polyline id="x" points="0,0 1,1"/>'),
    (Reason.SHAPE, '<polygon id="x" points="0,0 1,1 2,0"/>'),
    (Reason.LIVE_SHAPE, '<path id="x" sodipodi:type="star" d="M0 0h9v9"/>'),
    (Reason.LIVE_SHAPE, '<path id="x" sodipodi:type="spiral" d="M0 0h9v9"/>'),
    (Reason.LIVE_SHAPE, '<path id="x" sodipodi:type="arc" d="M0 0h9v9"/>'),
    (Reason.LIVE_SHAPE, '<path id="x" inkscape:connector-type="polyline" d="M0 0h9v9"/>'),
    (Reason.PATH_EFFECT, '<path id="x" inkscape:path-effect="#e" inkscape:original-d="M0 0" d="M0 0h9"/>'),
    (Reason.PATH_EFFECT, '<path id="x" inkscape:original-d="M0 0h9v9" d="M0 0h9v9"/>'),
    (Reason.TEXT, '<text id="x">hello</text>'),
    (Reason.TEXT, '<flowRoot id="x"/>'),
    (Reason.IMAGE, '<image id="x" width="5" height="5"/>'),
    (Reason.CLONE, '<use id="x" xlink:href="#good"/>'),
    (Reason.CLONE, '<use id="x" href="#good"/>'),
    (Reason.OTHER, '<foreignObject id="x"/>'),
    (Reason.OTHER, '<linearGradient id="x"/>'),
    (Reason.OTHER, '<sodipodi:namedview id="x"/>'),
    (Reason.LOCKED, '<path id="x" sodipodi:insensitive="true" d="M0 0h9v9"/>'),
    (Reason.LOCKED, '<g sodipodi:insensitive="true"><g><path id="x" d="M0 0h9v9"/></g></g>'),
    (Reason.HIDDEN, '<path id="x" style="display:none" d="M0 0h9v9"/>'),
    (Reason.HIDDEN, '<g display="none"><g><path id="x" d="M0 0h9v9"/></g></g>'),
    (Reason.HIDDEN, '<g visibility="hidden"><path id="x" d="M0 0h9v9"/></g>'),
    (Reason.HIDDEN, '<switch><g/><path id="x" d="M0 0h9v9"/></switch>'),
    (Reason.EMPTY, '<path id="x" d=""/>'),
    (Reason.EMPTY, '<path id="x"/>'),
    (Reason.EMPTY, '<path id="x" d="M 5 5"/>'),
    (Reason.EMPTY, '<path id="x" d="M 5 5 M 6 6"/>'),
    (Reason.BROKEN, '<path id="x" d="M 0 0 L 5 5 L oops"/>'),
    (Reason.BROKEN, '<path id="x" d="M 0 0 L nan 5"/>'),
    (Reason.BROKEN, '<path id="x" d="L 5 5"/>'),
    (Reason.NO_PAINT, '<path id="x" fill="none" d="M0 0h9v9"/>'),
    (Reason.NO_PAINT, '<path id="x" fill="none" stroke="red" stroke-width="0" d="M0 0h9v9"/>'),
    (Reason.NO_PAINT, '<path id="x" fill="transparent" d="M0 0h9v9"/>'),
    (Reason.NO_PAINT, '<path id="x" fill-opacity="0" d="M0 0h9v9"/>'),
    (Reason.NO_PAINT, '<g opacity="0"><path id="x" d="M0 0h9v9"/></g>'),
    (Reason.SINGULAR, '<path id="x" transform="scale(1,0)" d="M0 0h9v9"/>'),
    (Reason.SINGULAR, '<g transform="matrix(1,1,1,1,0,0)"><path id="x" d="M0 0h9v9"/></g>'),
    (Reason.SINGULAR, '<path id="x" transform="scale(oops)" d="M0 0h9v9"/>'),
    (Reason.SINGULAR, '<path id="x" transform="scale(1e200)" d="M0 0h9v9"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" d="M0 0L1e300 5"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" d="M0 0L1e999 5"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" d="M0 0l1e308 5 1e308 5 -1e308 0"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" d="M0 0C1 1 1e20 1 3 4"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" d="M0 0A1e300 1e300 0 1 0 3 4"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" d="M0 0h9" stroke="red" stroke-width="1e200"/>'),
    (Reason.OUT_OF_RANGE, '<path id="x" transform="translate(1e100)" d="M0 0h9v9"/>'),
]


@pytest.mark.parametrize(("reason", "body"), CASES)
def test_what_cannot_be_refined_is_left_out_with_its_reason(reason, body):
    _, drawing = read(body + GOOD, ["x", "good"])

    assert [(item.id, item.reason) for item in drawing.left_out] == [("x", reason)]
    assert [bool(flags) for flags in drawing.table.free].count(True) == 1
    drawing.table.check()


@pytest.mark.parametrize(("reason", "body"), CASES)
def test_alone_it_is_nothing_refinable_and_the_sentence_says_why(reason, body):
    with pytest.raises(RefineError) as caught:
        read(body, ["x"])

    assert caught.value.code is ErrorCode.NOTHING_REFINABLE
    assert reason.value[0] in caught.value.detail


def test_an_unknown_id_is_named():
    _, drawing = read(GOOD, ["good", "ghost", "ghost"])

    assert drawing.left_out == [LeftOut("ghost", "", Reason.UNKNOWN_ID)]
    assert "“ghost”" in sentence(drawing.left_out)


def test_the_label_is_told():
    _, drawing = read('<text id="t" inkscape:label="Title">x</text>' + GOOD)

    assert drawing.left_out == [LeftOut("t", "Title", Reason.TEXT)]


def test_the_sentence_counts_and_gives_each_advice_once():
    items = [LeftOut(str(index), "", Reason.SHAPE) for index in range(3)]
    items += [LeftOut("t", "", Reason.TEXT), LeftOut("i", "", Reason.IMAGE), LeftOut("j", "", Reason.IMAGE)]

    assert sentence(items) == (
        "Left alone: 3 shapes and 1 text (Path > Object to Path makes them refinable), 2 images."
    )
    assert sentence([]) == ""


def test_many_unknown_ids_are_named_in_part():
    items = [LeftOut(f"n{index}", "", Reason.UNKNOWN_ID) for index in range(9)]

    assert sentence(items) == "Left alone: 9 unknown ids (“n0”, “n1”, “n2”, “n3”, “n4” …)."


@pytest.mark.parametrize("ids", [[], ()])
def test_an_empty_selection_is_nothing_selected(ids):
    with pytest.raises(RefineError) as caught:
        read(GOOD, ids)

    assert caught.value.code is ErrorCode.NOTHING_SELECTED


def test_an_empty_document_is_nothing_refinable():
    with pytest.raises(RefineError) as caught:
        read("", None)

    assert caught.value.code is ErrorCode.NOTHING_REFINABLE
    assert caught.value.detail == ""


def test_clipped_paths_are_counted():
    stays = "inside a clip or mask, which stays where it is and is not shown in the picture."

    assert clipped_sentence(0) == ""
    assert clipped_sentence(1) == f"1 path is {stays}"
    assert clipped_sentence(12) == f"12 paths are {stays}"


@pytest.mark.parametrize(
    ("attribute", "clipped"),
    [
        ("", 0),
        ('clip-path="url(#page)"', 0),
        ('clip-path="url(#corner)"', 2),
        ('clip-path="url(#round)"', 2),
        ('mask="url(#m)"', 2),
    ],
)
def test_paths_inside_a_clip_or_mask_are_remarked_on(attribute, clipped):
    defs = (
        '<clipPath id="page"><path d="M0 0h100v100h-100z"/></clipPath><clipPath id="round"><circle r="9"/>'
        '</clipPath><clipPath id="corner"><path d="M0 0h15v15h-15z"/></clipPath><mask id="m"/>'
    )
    paths = '<path id="a" d="M10 10h9v9"/><path id="b" d="M10 10h9v9"/><path id="c" d="M10 10h9v9"/>'

    _, drawing = read(f'{defs}<g {attribute}>{paths}</g><path id="d" d="M9 9h9v9"/>', ["a", "b", "d"])

    assert drawing.remark == clipped_sentence(clipped)


def test_what_is_left_alone_comes_first_in_the_remark():
    _, drawing = read('<text id="t">x</text><path id="p" mask="url(#m)" d="M0 0h9v9"/>')

    assert drawing.remark == f"{sentence(drawing.left_out)} {clipped_sentence(1)}"


@pytest.mark.parametrize(("changes", "said"), [(("lines", "colours"), True), (("colours",), False)])
def test_long_paths_are_remarked_on_with_their_nodes_where_lines_may_move(changes, said):
    long = "M 0,0 " + " ".join(f"L {index},{index % 7}" for index in range(1, 150))
    closed = "M 0,0 " + " ".join(f"L {index},{index % 7}" for index in range(1, 120)) + " L 0,0 z"
    body = f'<path id="a" d="{long}"/><path id="b" d="{closed}"/><path d="M 0,0 L 5,5 L 9,2 z"/>'

    _, drawing = read(body, changes=changes)

    expected = (
        "2 paths have very many nodes (270 in all). The same number comes back; "
        "“Simplify first” on the page Lines (on the command line --simplify) gives smoother lines sooner."
    )
    assert drawing.remark == (expected if said else "")


def test_nodes_are_not_counted_in_what_is_only_context():
    long = "M 0,0 " + " ".join(f"L {index},{index % 7}" for index in range(1, 150))

    _, drawing = read(f'<path id="a" d="M 0,0 L 150,9"/><path id="b" d="{long}"/>', ["a"])

    assert drawing.remark == ""
