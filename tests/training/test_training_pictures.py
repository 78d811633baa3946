"""Pictures made for training and evaluation: what is drawn where."""

import numpy as np
import pytest
import torch

from training import layout, styles
from training.art import (
    MAX_KEYWORD_NAMES,
    NO_COLOUR,
    OTHER_NAMES,
    colour_shares,
    keyword_table,
    name_rows,
    natural_colours,
)
from training.batches import LAYOUTS, slices
from training.held_out import compose, on_white, recall
from training.shapes import cubic, distances, inside
from training.vocabulary import COLOURS, RELATIONS, SIZES

SIDE = 32


def square(colour, count=1):
    """Premultiplied pictures [count, 4, SIDE, SIDE] of a filled square in the middle."""
    picture = torch.zeros(count, 4, SIDE, SIDE)
    picture[:, :, 8:24, 8:24] = torch.tensor([*colour, 1.0])[:, None, None]
    return picture


def centre_of(mask):
    """(x, y) of the mean of what a mask [SIDE, SIDE] covers, in px."""
    row = torch.arange(SIDE) + 0.5
    return (mask.sum(0) @ row / mask.sum()).item(), (mask.sum(1) @ row / mask.sum()).item()


def test_slices_cover_the_batch_once_and_in_order():
    found = list(slices(LAYOUTS, 333).values())

    assert [part.start for part in found] == [0, *(part.stop for part in found[:-1])]
    assert found[-1].stop == 333


def test_over_hides_what_lies_below_and_shows_it_elsewhere():
    red, blue = square((1, 0, 0)), torch.ones(1, 4, SIDE, SIDE) * torch.tensor([0, 0, 1.0, 1])[:, None, None]

    found = styles.over(red, blue)

    assert found[0, :, 16, 16].tolist() == [1, 0, 0, 1]
    assert found[0, :, 0, 0].tolist() == [0, 0, 1, 1]


def test_odd_colours_change_the_hue_and_keep_the_shape():
    torch.manual_seed(0)
    red = square((0.8, 0.1, 0.1), 16)

    found = styles.odd_colours(red)

    assert torch.equal(found[:, 3], red[:, 3])
    assert (found[:, :3, 16, 16].argmax(1) != 0).all()  # a quarter turn or more: red leads no longer


@pytest.mark.parametrize(("relation", "axis"), [("left", 0), ("above", 1)])
def test_a_scene_puts_the_first_thing_where_the_relation_says(relation, axis):
    torch.manual_seed(0)
    count = 32
    kind = torch.full((count,), list(RELATIONS).index(relation))
    same = torch.full((count,), list(SIZES).index("same"))

    scene = layout.scene(square((1, 0, 0), count), square((0, 0, 1), count), kind, same)

    for picture in scene:
        assert centre_of(picture[0])[axis] < centre_of(picture[2])[axis]


def test_a_names_natural_colour_is_that_of_most_of_its_drawings():
    drawings = torch.cat([square(COLOURS["green"], 2), square(COLOURS["red"], 1), square(COLOURS["blue"], 1)])
    shares, means = colour_shares((drawings * 255).to(torch.uint8))

    rgb, colour = natural_colours(shares, means, torch.tensor([0, 0, 0, 1]), 3)

    assert colour.tolist() == [list(COLOURS).index("green"), list(COLOURS).index("blue"), NO_COLOUR]
    assert torch.allclose(rgb[0], torch.tensor(COLOURS["green"]), atol=0.01)  # 8 bits hold 1 / 255


def test_a_keyword_of_many_names_is_no_label():
    records = [{"name": f"face {i}", "keywords": ["face", "grin"][: 1 + (i == 0)]} for i in range(9)]
    assert len(records) > MAX_KEYWORD_NAMES

    others = keyword_table(records)
    rows = name_rows(["face 0", "face 1"], others, {"face 0": 0, "face 1": 1, "grin": 2, "face": 3})

    assert others == {"face 0": ["grin"]}
    assert len(rows[0]) == 1 + OTHER_NAMES
    assert set(rows[0]) == {0, 2}
    assert set(rows[1]) == {1}


def test_outlines_are_dark_and_leave_the_inside_as_it_is():
    torch.manual_seed(0)

    found = styles.outlined(square((0.9, 0.9, 0.1), 8))

    assert torch.allclose(found[:, :, 16, 16], torch.tensor([0.9, 0.9, 0.1, 1]))
    assert (found[:, :3, 16, 8] < 0.2).all()
    assert (found[:, 3, 16, 8] == 1).all()


def test_ink_becomes_black_on_white_with_a_margin():
    ink = np.full((1, 2, 128, 128), 255, np.uint8)

    image = on_white(ink, 64)

    assert image.shape == (1, 3, 64, 64)
    assert image[0, :, 32, 32].max() == 0
    assert image[0, :, :5].min() == 1


def test_compose_puts_the_first_drawing_left_or_on_top():
    black, white = torch.zeros(3, SIDE, SIDE), torch.ones(3, SIDE, SIDE)

    beside, stacked = compose(black, white, "left of"), compose(black, white, "above")

    assert centre_of(1 - beside[0]) == (8, 16)
    assert centre_of(1 - stacked[0]) == (16, 8)


def test_recall_counts_trained_and_new_names_apart():
    similarity = torch.eye(4)
    similarity[3] = torch.tensor([1.0, 0.9, 0.8, 0.5])  # its own name comes fourth

    found = recall(similarity, torch.tensor([True, True, False, False]))

    assert (found["R@1"], found["R@1_trained"], found["R@1_new"]) == (75, 100, 50)
    assert found["R@5"] == 100


def test_shapes_know_their_distance_and_their_inside():
    line = cubic(torch.tensor([[[0.0, 0], [1, 0], [2, 0], [3, 0]]]), 7)
    corners = torch.tensor([[[0.0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]])
    pixels = torch.tensor([[1.0, 2.0], [5.0, 0.0]])

    assert torch.allclose(
        distances(pixels, line), torch.tensor([[2.0, 2.0]]), atol=1e-3
    )  # 1e-8 under the root
    assert inside(pixels, corners).tolist() == [[True, False]]


def test_smooth_noise_is_what_bilinear_resizing_makes_of_the_same_numbers():
    like = torch.zeros(3, 1, SIDE, SIDE)
    torch.manual_seed(0)
    found = styles.smooth_noise(like, 2, 6)
    torch.manual_seed(0)
    expected = torch.nn.functional.interpolate(torch.randn(3, 2, 6, 6), size=SIDE, mode="bilinear")

    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)
