import pytest
from drawing_support import document, read

from inkscape_ext.clips import Clips
from inkscape_ext.selection import elements_by_id
from inkscape_ext.transforms import IDENTITY, parse_transform


def clip_box(clip, matrix=IDENTITY, value="url(#c)"):
    return Clips(elements_by_id(document(clip))).box(value, matrix)


@pytest.mark.parametrize(
    "outline",
    [
        '<rect x="1" y="2" width="30" height="40"/>',
        '<path d="M1 2h30v40h-30z"/>',
        '<path d="M1 2h30v40h-30v-40z"/>',
        '<path d="M31 42V2H1V42"/>',
        '<polygon points="1,2 1,42 31,42 31,2"/>',
        '<path transform="translate(1 2) scale(-30 40)" d="M0 0h-1v1h1z"/>',
        '<path transform="translate(31 2) rotate(90)" d="M0 0h40v30h-40z"/>',
    ],
)
def test_an_upright_rectangle_is_a_box(outline):
    assert clip_box(f'<clipPath id="c">{outline}</clipPath>') == pytest.approx((1, 2, 31, 42))


@pytest.mark.parametrize(
    "clip",
    [
        '<clipPath id="c"><circle r="5"/></clipPath>',
        '<clipPath id="c"><rect width="9" height="9" rx="2"/></clipPath>',
        '<clipPath id="c"><rect transform="rotate(20)" width="9" height="9"/></clipPath>',
        '<clipPath id="c"><rect transform="scale(0)" width="9" height="9"/></clipPath>',
        '<clipPath id="c"><rect transform="oops" width="9" height="9"/></clipPath>',
        '<clipPath id="c"><path d="M0 0h9v9"/></clipPath>',
        '<clipPath id="c"><path d="M0 0L9 9 9 0 0 9z"/></clipPath>',
        '<clipPath id="c"><path d="M0 0h9v9h-9z M20 20h9v9h-9z"/></clipPath>',
        '<clipPath id="c"><path d="M0 0h9v9h-9 oops"/></clipPath>',
        '<clipPath id="c"><path d="M0 0C1 2 3 4 5 6z"/></clipPath>',
        '<clipPath id="c"><path d=""/></clipPath>',
        '<clipPath id="c"><rect width="9" height="9"/><rect width="9" height="9"/></clipPath>',
        '<clipPath id="c" clipPathUnits="objectBoundingBox"><rect width="1" height="1"/></clipPath>',
        '<clipPath id="c" clip-path="url(#d)"><rect width="9" height="9"/></clipPath>',
        '<clipPath id="c"><text>x</text></clipPath>',
        '<clipPath id="c"/>',
        '<g id="c"><rect width="9" height="9"/></g>',
        "",
    ],
)
def test_any_other_clip_is_no_box(clip):
    assert clip_box(clip) is None


def test_a_clip_is_placed_with_the_element_it_clips():
    clip = '<clipPath id="c" transform="translate(1 1)"><rect width="9" height="9"/></clipPath>'

    assert clip_box(clip, parse_transform("scale(2)")) == (2, 2, 20, 20)
    assert clip_box(clip, None) is None
    assert clip_box(clip, value="circle(3)") is None


@pytest.mark.parametrize(
    ("clip", "is_shown"),
    [
        ('<rect x="-500" y="-500" width="1000" height="1000"/>', True),  # a page around everything
        ('<rect x="5" y="5" width="40" height="40"/>', True),  # the whole frame
        ('<rect x="9" y="9" width="3" height="3"/>', False),  # cuts the element
        ('<rect x="900" y="9" width="3" height="3"/>', False),
        ('<circle r="900"/>', False),
    ],
)
def test_clipped_context_is_shown_where_the_clip_cuts_nothing_off(clip, is_shown):
    body = f'<clipPath id="c">{clip}</clipPath><g clip-path="url(#c)"><path d="M0 0h99v99"/></g>'

    _, drawing = read(body + '<path id="p" d="M10 10h20v20"/>', ["p"])

    assert drawing.table.path_count == (2 if is_shown else 1)


def test_nested_clips_must_all_cut_nothing():
    clips = '<clipPath id="a"><rect width="99" height="99"/></clipPath>'
    clips += '<clipPath id="b"><rect width="2" height="2"/></clipPath>'
    inner = (
        '<g style="clip-path:url(#a)"><g clip-path="url(#b)"><path d="M9 9h9v9"/></g><path d="M9 9h9v9"/></g>'
    )

    _, drawing = read(clips + inner + '<path id="p" d="M10 10h20v20"/>', ["p"])

    assert drawing.table.path_count == 2
