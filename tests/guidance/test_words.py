"""What is said of a picture and of its parts, by the embedded model and by one that says what it is told."""

import dataclasses

import pytest
import torch
from torch.nn.functional import normalize

from daemon.guidance.bank import read_bank
from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.guide import PART_DETAIL, Guide
from daemon.guidance.model_store import find_model
from daemon.guidance.parts import Cutter
from daemon.guidance.words import STYLE_TEMPLATES, WRITING, Words, known_writing, target_of
from protocol.messages import Prompt
from protocol.wishes import STYLES

CPU = torch.device("cpu")
WHITE = torch.ones(3)
SIDE = 8


class Colours:
    """Sees the mean colour of a picture; its words are colours and styles."""

    name, side = "colours", SIDE
    _WORDS = ("red", "green", "blue", "sticker", "text")

    def encode_image(self, pictures):
        return normalize(torch.nn.functional.pad(pictures.mean((2, 3)) + 0.05, (0, 2)), dim=1)

    def encode_text(self, texts):
        rows = [[float(word in text) for word in self._WORDS] for text in texts]
        return normalize(torch.tensor(rows), dim=1)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    files = find_model("embedded", tmp_path_factory.mktemp("none"))
    return ClipEncoder(files, CPU), files


def test_every_style_of_the_protocol_has_its_words():
    assert tuple(STYLE_TEMPLATES) == STYLES


def test_styles_are_told_apart_by_the_embedded_model(embedded):
    encoder, _ = embedded
    targets = torch.stack([target_of(encoder, "a cat", style) for style in ("", *STYLES)])

    cosines = targets @ targets.T - torch.eye(len(targets))

    assert float(cosines.max()) < 0.8
    assert float(target_of(encoder, "a cat", "sticker") @ target_of(encoder, "a dog", "sticker")) < 0.9


def test_a_style_is_set_against_the_other_ways_to_draw_the_same(embedded):
    encoder, _ = embedded
    words = Words(encoder, [Prompt("a cat")], torch.zeros(0, 256), style="woodcut")
    right, wrong = (target_of(encoder, "a cat", style) for style in ("woodcut", "sticker"))

    (loss, likeness), (other, _) = words.judge(right), words.judge(wrong)
    assert float(loss) < float(other) - 1
    assert float(likeness) == pytest.approx(1.0, abs=1e-5)


def test_what_is_to_be_said_as_well_counts_as_much_for_wanted_words_alone():
    prompts = [Prompt("red"), Prompt("text", weight=-1.0)]
    words = Words(Colours(), prompts, torch.zeros(0, 5), coloured=lambda text: f"green {text[:1]}")

    red, green, blue = normalize(torch.eye(5)[:3] + 0.01, dim=1)
    (_, like_red), (_, like_green), (_, like_blue) = map(words.judge, (red, green, blue))

    assert float(like_red) == pytest.approx(float(like_green), abs=1e-5)
    assert float(like_green) > float(like_blue) + 0.5
    assert words.texts == ["red", "text"]


def test_only_words_for_writing_that_a_model_knows_are_taken(embedded):
    encoder, files = embedded

    assert known_writing(encoder, read_bank(files, CPU)) == ("text", "letters", "handwriting")
    assert known_writing(encoder, None) == WRITING


def test_a_picture_with_writing_is_worse_and_another_is_as_before():
    plain, warned = (
        Words(Colours(), [Prompt("red")], torch.zeros(0, 5), unwanted=unwanted)
        for unwanted in ((), ("text",))
    )
    with_text, without = normalize(torch.tensor([[1.0, 0, 0, 0, 0.5], [1.0, 0, 0, 0, 0]]), dim=1)

    (warned_losses, warned_likeness), (losses, likeness) = (
        words.judge(torch.stack([with_text, without])) for words in (warned, plain)
    )
    assert warned_losses[0] > losses[0] + 0.5
    assert warned_losses[1] == losses[1]
    assert torch.equal(warned_likeness, likeness)


def test_how_like_a_picture_is_does_not_count_what_is_not_wanted():
    words = Words(Colours(), [Prompt("red"), Prompt("blue", -1.0)], torch.zeros(0, 5))

    _, likeness = words.judge(torch.eye(5))

    assert likeness.tolist() == [1, 0, 0, 0, 0]


def halves():
    """A picture [1, 20, 40, 3], its left half red, its right half blue."""
    picture = torch.zeros(1, 20, 40, 3)
    picture[:, :, :20, 0] = picture[:, :, 20:, 2] = 1.0
    return picture


def test_a_part_is_cut_out_with_what_lies_around_it():
    cut = Cutter((0.5, 0.0, 1.0, 0.5), SIDE, WHITE).cut(halves())[0]

    assert torch.allclose(cut[:, 4, 4], torch.tensor([0.0, 0.0, 1.0]), atol=1e-5)
    assert torch.allclose(cut[:, 4, 0], torch.tensor([1.0, 0.0, 0.0]), atol=0.2)
    assert torch.allclose(cut[:, 0, 4], torch.ones(3), atol=0.3)  # above the picture lies page


def test_a_cut_out_that_is_the_picture_is_the_picture():
    box = (0.15 / 1.3, 0.15 / 1.3, 1 - 0.15 / 1.3, 1 - 0.15 / 1.3)
    picture = torch.rand(1, SIDE, SIDE, 3, generator=torch.Generator().manual_seed(0))

    assert torch.allclose(Cutter(box, SIDE, WHITE).cut(picture)[0], picture[0].permute(2, 0, 1), atol=1e-5)


def test_words_for_a_part_change_that_part_alone():
    boxed = Prompt("green", 1.0, (0.6, 0.1, 0.9, 0.4))
    guide = Guide(Colours(), [Prompt("red"), boxed], (), (1.0, 1.0, 1.0), view_count=1)
    pictures = halves().requires_grad_()
    chance = guide.chances(1, torch.Generator().manual_seed(0))
    whole = Guide(Colours(), [Prompt("red")], (), (1.0, 1.0, 1.0), view_count=1)

    verdict = guide.judge(pictures, chance)
    plain = whole.judge(pictures, whole.chances(1, torch.Generator()))
    (gradient,) = torch.autograd.grad((verdict.loss - plain.loss).sum(), pictures)

    assert guide.side == PART_DETAIL * SIDE
    assert float(verdict.similarity) == float(plain.similarity)
    assert float(gradient[0, 8:12, 28:32, 1].mean()) < 0
    assert not bool(gradient[0, :, :15].any())


def test_a_guide_without_parts_and_wishes_judges_as_it_always_did(embedded):
    encoder, files = embedded
    prompts = [Prompt("a cat")]
    guide = Guide(encoder, prompts, files.names(), (1.0, 1.0, 1.0), view_count=3)
    pictures = torch.rand(1, 96, 96, 3, generator=torch.Generator().manual_seed(0))
    chance = guide.chances(1, torch.Generator().manual_seed(1))

    other = Guide(
        encoder, [dataclasses.replace(prompts[0], weight=7.0)], files.names(), (1.0,) * 3, view_count=3
    )

    assert guide.chances(4, torch.Generator()).shape == (4, 22)
    assert float(guide.judge(pictures, chance).loss) == float(other.judge(pictures, chance).loss)
