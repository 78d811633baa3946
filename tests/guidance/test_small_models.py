"""Every kind of model that open_clip builds, through the same door."""

import shutil

import pytest
import torch

from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.ensemble import Apart, Ensemble, unknown_to_all
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import CONFIG, absolute, find_model, find_models, parts_of
from protocol.errors import ErrorCode, RefineError
from protocol.messages import Prompt
from tests.support.small_models import KINDS, SIDE, make_model

WHITE = (1.0, 1.0, 1.0)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Kind -> a folder with a model of it."""
    root = tmp_path_factory.mktemp("models")
    return {kind: make_model(root / kind, kind) for kind in KINDS}


def guide_of(folder, text="a cat"):
    encoder = ClipEncoder(find_model(str(folder)), CPU)
    return Guide(encoder, [Prompt(text)], (), WHITE, view_count=2)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_and_texts_get_unit_directions_and_pictures_a_gradient(folders, kind):
    encoder = ClipEncoder(find_model(str(folders[kind])), CPU)
    pictures = torch.rand(2, 3, encoder.side, encoder.side, requires_grad=True)

    images = encoder.encode_image(pictures)
    texts = encoder.encode_text(["a cat", "a house"])
    (images @ texts.T).sum().backward()

    assert encoder.side == SIDE
    assert images.shape == texts.shape
    torch.testing.assert_close(torch.cat([images, texts]).norm(dim=1), torch.ones(4))
    assert not torch.equal(texts[0], texts[1])
    assert pictures.grad.abs().sum() > 0


def test_weights_of_another_kind_are_corrupt(folders, tmp_path):
    mixed = tmp_path / "mixed"
    shutil.copytree(folders["vit"], mixed)
    shutil.copyfile(folders["convnext"] / CONFIG, mixed / CONFIG)

    with pytest.raises(RefineError) as caught:
        ClipEncoder(find_model(str(mixed)), CPU)

    assert caught.value.code is ErrorCode.MODEL_CORRUPT


def test_model_whose_tokenizer_is_not_installed_is_unsupported(folders, tmp_path):
    foreign = tmp_path / "foreign"
    shutil.copytree(folders["siglip"], foreign)
    config = foreign / CONFIG
    config.write_text(
        config.read_text().replace('"vocab_size"', '"hf_tokenizer_name": "none/such", "vocab_size"')
    )

    with pytest.raises(RefineError) as caught:
        ClipEncoder(find_model(str(foreign)), CPU)

    assert caught.value.code is ErrorCode.UNSUPPORTED
    assert "transformers" in caught.value.detail


def test_ensemble_averages_guides_of_different_sides(folders):
    small = guide_of(folders["vit"])
    embedded = Guide(ClipEncoder(find_model("embedded"), CPU), [Prompt("a cat")], (), WHITE, view_count=2)
    both = Ensemble([embedded, small])
    pictures = torch.rand(2, both.side // 2, both.side, 3, requires_grad=True)
    generator = torch.Generator().manual_seed(5)
    chances = [guide.chances(2, generator) for guide in (embedded, small)]

    together = both.judge(pictures, both.chances(2, torch.Generator().manual_seed(5)))
    apart = [guide.judge(pictures, chance) for guide, chance in zip((embedded, small), chances, strict=True)]
    together.loss.sum().backward()

    assert both.side == embedded.side > small.side
    assert both.model == "embedded+vit"
    for field in ("loss", "plain_loss", "similarity"):
        mean = sum(getattr(verdict, field) for verdict in apart) / 2
        torch.testing.assert_close(getattr(together, field), mean)
    assert (pictures.grad.abs().sum((1, 2, 3)) > 0).all()


def test_guides_apart_judge_a_picture_each(folders):
    encoder = ClipEncoder(find_model("embedded"), CPU)
    guides = [Guide(encoder, [Prompt(text)], (), WHITE, view_count=3) for text in ("a cat", "a house")]
    pictures = torch.rand(2, encoder.side, encoder.side, 3, generator=torch.Generator().manual_seed(1))
    apart = Apart(guides)
    chance = apart.chances(2, torch.Generator().manual_seed(5))

    together = apart.judge(pictures, chance)

    for index, guide in enumerate(guides):
        alone = guide.judge(pictures[index : index + 1], chance[index : index + 1])
        for field in ("loss", "plain_loss", "similarity"):
            torch.testing.assert_close(getattr(together, field)[index : index + 1], getattr(alone, field))
    assert apart.side == encoder.side
    assert apart.model == "embedded"


def test_ensemble_knows_what_one_of_its_models_knows():
    narrow = [("zxqv", ["box"]), ("a cat", ["dog"])]
    wider = [("zxqv", ["fox"])]
    cannot_tell = []

    assert unknown_to_all([narrow]) == narrow
    assert unknown_to_all([narrow, wider]) == [("zxqv", ["box"])]
    assert unknown_to_all([narrow, cannot_tell]) == []


def test_ensemble_is_named_with_a_plus_which_a_folder_may_hold(folders, tmp_path, monkeypatch):
    plus = tmp_path / "a+b"
    shutil.copytree(folders["vit"], plus)
    monkeypatch.chdir(tmp_path)

    assert parts_of(str(plus)) == [str(plus)]
    assert [files.name for files in find_models(f"embedded+{folders['vit']}")] == ["embedded", "vit"]
    assert absolute("a+b") == str(plus)
    assert absolute("embedded+ViT-B-32") == "embedded+ViT-B-32"
    with pytest.raises(RefineError):
        find_models("embedded+")
