"""A picture as a goal: nearest to itself, with every kind of model, alone or beside words."""

import pytest
import torch

from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.goal import GoalGuide
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import find_model
from daemon.guidance.taps import Taps
from protocol.messages import Prompt
from tests.support.small_models import KINDS, make_model

PAGE = (1.0, 0.9, 0.8)
VIEWS = 3


@pytest.fixture(scope="module", params=["embedded", *KINDS])
def encoder(request, tmp_path_factory):
    if request.param == "embedded":
        return ClipEncoder(find_model("embedded"), torch.device("cpu"))
    folder = make_model(tmp_path_factory.mktemp("model") / "small", request.param)
    return ClipEncoder(find_model(str(folder)), torch.device("cpu"))


def picture(seed, side):
    small = torch.rand(1, 3, 4, 4, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.interpolate(small, size=(side, side), mode="bilinear")[0].permute(1, 2, 0)


def guide_for(encoder, **options):
    return GoalGuide(encoder, picture(0, encoder.side), PAGE, view_count=VIEWS, **options)


def chance_of(guide, count=1):
    return guide.chances(1, torch.Generator().manual_seed(1)).expand(count, -1)


def test_the_goal_itself_is_the_best_picture(encoder):
    guide = guide_for(encoder)
    pictures = torch.stack([picture(seed, encoder.side) for seed in range(4)])

    verdict = guide.judge(pictures, chance_of(guide, 4))

    assert float(verdict.loss[0]) == pytest.approx(0, abs=1e-4)
    assert float(verdict.similarity[0]) == pytest.approx(1, abs=1e-4)
    assert bool((verdict.loss[1:] > verdict.loss[0] + 1e-3).all())


def test_it_pulls_other_pictures_towards_itself(encoder):
    guide = guide_for(encoder)
    other = picture(1, encoder.side)[None].requires_grad_()
    chance = chance_of(guide)

    before = guide.judge(other, chance).loss
    (slope,) = torch.autograd.grad(before.sum(), other)
    after = guide.judge(other.detach() - 0.02 * slope / slope.abs().max(), chance).loss

    assert float(after) < float(before.detach())


def test_words_and_picture_share_by_weight(encoder):
    words = Guide(encoder, (Prompt("a boat"),), (), PAGE, view_count=VIEWS)
    alone = guide_for(encoder)
    pictures, chance = picture(1, encoder.side)[None], chance_of(alone)
    said, shown = words.judge(pictures, chance), alone.judge(pictures, chance)

    for weight in (0.0, 0.25, 1.0):
        both = guide_for(encoder, words=words, weight=weight).judge(pictures, chance)
        for name in ("loss", "plain_loss", "similarity"):
            wanted = weight * getattr(shown, name) + (1 - weight) * getattr(said, name)
            assert float(getattr(both, name)) == pytest.approx(float(wanted), abs=1e-4), name


def test_looking_half_way_changes_nothing_of_the_embedding(encoder):
    pictures = torch.stack([picture(seed, encoder.side) for seed in (2, 3)]).permute(0, 3, 1, 2)

    embeddings, stages = encoder.look(pictures)

    assert torch.equal(embeddings, encoder.encode_image(pictures))
    assert all(len(stage) == 2 for stage in stages)


def test_places_are_known_where_the_tower_has_stages():
    encoder = ClipEncoder(find_model("embedded"), torch.device("cpu"))

    stages = encoder.look(torch.rand(1, 3, encoder.side, encoder.side))[1]

    assert [tuple(stage.shape[2:]) for stage in stages] == [(12, 12), (6, 6)]


def test_an_unknown_kind_of_tower_has_no_stages():
    with Taps(torch.nn.Flatten()).open() as found:
        assert found == []


def test_parts_are_judged_by_their_words_beside_the_picture(encoder):
    box = (0.0, 0.0, 0.5, 0.5)
    words = Guide(encoder, (Prompt("a boat"), Prompt("a sail", 1.0, box)), (), PAGE, view_count=VIEWS)
    alone = guide_for(encoder)
    pictures, chance = picture(1, words.side)[None], chance_of(words)
    said, shown = words.judge(pictures, chance), alone.judge(pictures, chance_of(alone))

    both = guide_for(encoder, words=words, weight=0.25)

    assert both.side == words.side
    for name in ("plain_loss", "similarity"):
        wanted = 0.25 * getattr(shown, name) + 0.75 * getattr(said, name)
        assert float(getattr(both.judge(pictures, chance), name)) == pytest.approx(float(wanted), abs=1e-4)
