"""PathTable.check: everything a hostile or confused peer could get wrong is named."""

import array
import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import CUBIC, LINE, Cap, FillRule, Join, floats, integers, octets, plain_paint
from protocol.messages import CHANGES, Dials, Prompt, free_flags
from tests.support.drawings import strokes
from tests.support.samples import request, table


def _changed(column, index, value):
    """The sample table with one number changed."""
    values = array.array(getattr(table(), column).typecode, getattr(table(), column))
    values[index] = value
    return dataclasses.replace(table(), **{column: values})


def _refusal(paths):
    with pytest.raises(RefineError) as caught:
        paths.check()
    return caught.value


def test_the_sample_is_sound_and_counts_its_points():
    table().check()

    assert table().path_count == 2
    assert table().point_count == 10
    assert table().point_counts() == [5, 5]


@pytest.mark.parametrize("column", [column.name for column in dataclasses.fields(table())])
@pytest.mark.parametrize("extra", [-1, 1, 4])
def test_a_column_of_the_wrong_length_is_refused(column, extra):
    values = getattr(table(), column)
    values = values[:extra] if extra < 0 else values + values[:1] * extra

    error = _refusal(dataclasses.replace(table(), **{column: values}))

    assert error.code is ErrorCode.BAD_GEOMETRY


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("segment_kinds", 0),
        ("segment_kinds", 2),
        ("segment_kinds", 255),
        ("subpath_segments", 0),
        ("subpath_segments", -1),
        ("subpath_segments", 2**31 - 1),
        ("subpath_closed", 2),
        ("path_subpaths", 0),
        ("path_subpaths", -5),
        ("path_subpaths", 2**31 - 1),
        ("paint", 4),
        ("fill", -0.001),
        ("fill", 1.001),
        ("stroke", 2.0),
        ("stroke_width", -1.0),
        ("opacity", 1.5),
        ("free", 32),
        ("held", 2),
        ("dashes", -0.001),
        ("path_dashes", -2),
        ("path_dashes", 1),
        ("path_dashes", 4),
        ("dash_offset", 2 * limits.COORDINATE),
        ("paint_gradient", -2),
        ("paint_gradient", 2),
        ("gradient_kind", 2),
        ("gradient_spread", 3),
        ("gradient_map", 2 * limits.COORDINATE),
        ("gradient_focus", 1.0),
        ("gradient_stops", 0),
        ("gradient_stops", 3),
        ("stop_offset", -0.001),
        ("stop_offset", 1.001),
        ("stop_colour", 1.001),
    ],
)
def test_a_value_out_of_range_is_refused(column, value):
    error = _refusal(_changed(column, 0, value))

    assert error.code is ErrorCode.BAD_GEOMETRY


@pytest.mark.parametrize(
    "column", [each.name for each in dataclasses.fields(table()) if each.metadata["typecode"] == "f"]
)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(column, value):
    error = _refusal(_changed(column, -1, value))

    assert error.code is ErrorCode.BAD_GEOMETRY


@pytest.mark.parametrize(("style", "largest"), list(enumerate([FillRule.EVENODD, Cap.SQUARE, Join.BEVEL])))
def test_styles_are_known(style, largest):
    _changed("stroke_style", style, largest).check()

    assert _refusal(_changed("stroke_style", style, largest + 1)).code is ErrorCode.BAD_GEOMETRY
    assert _refusal(_changed("stroke_style", style, 0.5)).code is ErrorCode.BAD_GEOMETRY


@pytest.mark.parametrize(("dashes", "detail"), [([0, 0], "without a length"), ([0.5], "odd")])
def test_dashes_come_in_pairs_and_have_a_length(dashes, detail):
    paths = dataclasses.replace(table(), dashes=floats(dashes), path_dashes=integers([len(dashes), 0]))

    assert detail in _refusal(paths).detail


def test_a_dash_of_no_length_is_a_dot():
    _changed("dashes", 0, 0.0).check()


def test_offsets_of_stops_ascend_within_a_gradient_only():
    # The first gradient ends at 1, the second begins at 0.25: that is the sample, and it is sound.
    assert "ascending" in _refusal(_changed("stop_offset", 3, 0.125)).detail


def test_a_focus_lies_inside_the_circle():
    _changed("gradient_focus", 3, 0.875).check()

    assert "gradient_focus" in _refusal(_changed("gradient_focus", 3, 0.97)).detail  # with x = 0.25


@pytest.mark.parametrize("paths", [0, 1, 3])
def test_plain_paint_has_neither_dashes_nor_gradients(paths):
    plain = dataclasses.replace(strokes(paths), **plain_paint(paths))

    plain.check()

    assert set(plain.path_dashes) <= {0}
    assert set(plain.paint_gradient) <= {-1}
    assert len(plain.gradient_kind) == len(plain.dashes) == 0


def test_coordinates_are_allowed_up_to_the_bound():
    _changed("points", 0, limits.COORDINATE).check()
    _changed("points", 0, -limits.COORDINATE).check()

    assert "points" in _refusal(_changed("points", 0, limits.COORDINATE * 1.001)).detail


def test_paths_are_bounded():
    paths = strokes(limits.PATHS, points=4)
    paths.check()

    error = _refusal(strokes(limits.PATHS + 1, points=4))

    assert (error.code, error.detail) == (ErrorCode.TOO_LARGE, "paths: 20001 > 20000")


def test_points_are_bounded():
    def line(points):
        return dataclasses.replace(
            strokes(1),
            points=floats([0.5]) * (2 * points),
            segment_kinds=octets([LINE]) * (points - 1),
            subpath_segments=integers([points - 1]),
        )

    line(limits.POINTS).check()

    error = _refusal(line(limits.POINTS + 1))

    assert (error.code, error.detail) == (ErrorCode.TOO_LARGE, "points: 2000001 > 2000000")


def test_dashes_are_bounded():
    def dashed(count):
        lengths = {"dashes": floats([0.5]) * count, "path_dashes": integers([count])}
        return dataclasses.replace(strokes(1), **lengths)

    dashed(limits.DASHES).check()

    error = _refusal(dashed(limits.DASHES + 2))

    assert (error.code, error.detail) == (ErrorCode.TOO_LARGE, "dashes: 200002 > 200000")


@pytest.mark.parametrize(
    ("gradients", "stops", "detail"),
    [
        (limits.GRADIENTS, 1, None),
        (limits.GRADIENTS + 1, 1, "gradients: 40001 > 40000"),
        (1, limits.STOPS, None),
        (1, limits.STOPS + 1, "gradient stops: 200001 > 200000"),
    ],
)
def test_gradients_and_their_stops_are_bounded(gradients, stops, detail):
    paths = dataclasses.replace(
        table(),
        gradient_kind=octets([0]) * gradients,
        gradient_spread=octets([0]) * gradients,
        gradient_map=floats([1.0]) * (6 * gradients),
        gradient_focus=floats([0.0]) * (2 * gradients),
        gradient_stops=integers([stops]) * gradients,
        stop_offset=floats([0.5]) * (stops * gradients),
        stop_colour=floats([0.5]) * (4 * stops * gradients),
        paint_gradient=integers([0] * 4),
    )

    if detail is None:
        paths.check()
    else:
        error = _refusal(paths)
        assert (error.code, error.detail) == (ErrorCode.TOO_LARGE, detail)


@given(
    st.lists(
        st.lists(
            st.tuples(st.lists(st.sampled_from([LINE, CUBIC]), min_size=1, max_size=5), st.booleans()),
            min_size=1,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_point_counts_follow_segments_and_closure(paths):
    counts = [sum(sum(kinds) + (not closed) for kinds, closed in subpaths) for subpaths in paths]
    subpaths = [subpath for path in paths for subpath in path]
    sound = dataclasses.replace(
        strokes(len(paths)),
        points=floats([0.5]) * (2 * sum(counts)),
        segment_kinds=octets([kind for kinds, _ in subpaths for kind in kinds]),
        subpath_segments=integers([len(kinds) for kinds, _ in subpaths]),
        subpath_closed=octets([closed for _, closed in subpaths]),
        path_subpaths=integers([len(path) for path in paths]),
    )

    sound.check()

    assert sound.point_counts() == counts


@given(st.data())
def test_a_table_of_noise_is_refused_or_sound_but_never_a_crash(data):
    noise = {}
    for column in dataclasses.fields(table()):
        values = list(getattr(table(), column.name))
        index = data.draw(st.integers(0, len(values) - 1))
        values[index] = data.draw(st.integers(0, 3))
        noise[column.name] = array.array(column.metadata["typecode"], values)
    paths = dataclasses.replace(table(), **noise)

    try:
        paths.check()
    except RefineError:
        return
    assert sum(paths.point_counts()) == paths.point_count


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"prompts": (), "tidy_only": False, "pictures": ()}, ErrorCode.EMPTY_PROMPT),
        ({"prompts": (Prompt(" \n"),), "tidy_only": False, "pictures": ()}, ErrorCode.EMPTY_PROMPT),
        (
            {
                "prompts": (
                    dataclasses.replace(request().prompts[0], text="x" * (limits.PROMPT_CHARACTERS + 1)),
                )
            },
            ErrorCode.PROMPT_TOO_LONG,
        ),
        ({"prompts": request().prompts[:1] * (limits.PROMPTS + 1)}, ErrorCode.BAD_SETTING),
        ({"prompts": (Prompt("a boat", 0.0), Prompt(" ", 1.0))}, ErrorCode.BAD_SETTING),
        ({"prompts": (Prompt("a b\udcfcrd"),)}, ErrorCode.BAD_SETTING),
        ({"model": "m\udcfcll"}, ErrorCode.BAD_SETTING),
        ({"model": "x" * (limits.TEXT_CHARACTERS + 1)}, ErrorCode.BAD_SETTING),
        ({"steps": 0}, ErrorCode.BAD_SETTING),
        ({"steps": limits.STEPS + 1}, ErrorCode.BAD_SETTING),
        ({"freedom": 1.01}, ErrorCode.BAD_SETTING),
        ({"freedom": math.nan}, ErrorCode.BAD_SETTING),
        ({"dials": Dials(lines=-0.01)}, ErrorCode.BAD_SETTING),
        ({"dials": Dials(opacity=math.nan)}, ErrorCode.BAD_SETTING),
        ({"nodes": "some"}, ErrorCode.BAD_SETTING),
        ({"simplified": limits.SIMPLIFIED + 0.001}, ErrorCode.BAD_SETTING),
        ({"seed": -1}, ErrorCode.BAD_SETTING),
        ({"seed": 2**31}, ErrorCode.BAD_SETTING),
        ({"preview_side": limits.PREVIEW_SIDE + 1}, ErrorCode.BAD_SETTING),
        ({"snapshots": -1}, ErrorCode.BAD_SETTING),
        ({"snapshots": limits.SNAPSHOTS + 1}, ErrorCode.BAD_SETTING),
        ({"device": "tpu"}, ErrorCode.BAD_SETTING),
        ({"renderer": "cairo"}, ErrorCode.BAD_SETTING),
        ({"canvas": dataclasses.replace(request().canvas, width=0.5)}, ErrorCode.BAD_SETTING),
        ({"canvas": dataclasses.replace(request().canvas, height=0.001)}, ErrorCode.BAD_SETTING),
        ({"canvas": dataclasses.replace(request().canvas, page=(1.0, 1.0))}, ErrorCode.BAD_SETTING),
        ({"canvas": dataclasses.replace(request().canvas, page=(1.0, 1.0, math.nan))}, ErrorCode.BAD_SETTING),
        ({"paths": strokes(0)}, ErrorCode.NOTHING_REFINABLE),
        ({"paths": strokes(2, free=0)}, ErrorCode.NOTHING_MAY_CHANGE),
        ({"paths": _changed("free", 0, 99)}, ErrorCode.BAD_GEOMETRY),
    ],
)
def test_a_request_that_cannot_be_done_is_refused_with_its_code(fields, code):
    request().check()

    with pytest.raises(RefineError) as caught:
        dataclasses.replace(request(), **fields).check()

    assert caught.value.code is code


def test_tidying_needs_no_words():
    dataclasses.replace(request(), prompts=(Prompt(""),), tidy_only=True).check()
    dataclasses.replace(request(), prompts=(), tidy_only=True).check()


def test_points_are_held_all_or_none_by_number():
    dataclasses.replace(table(), held=octets()).check()
    assert "held" in _refusal(dataclasses.replace(table(), held=octets([1]))).detail


def test_changes_name_their_flags():
    assert free_flags(()) == 0
    assert free_flags(CHANGES) == 31
    with pytest.raises(RefineError, match="'shape'"):
        free_flags(["shape"])
