"""Every kind of model that open_clip builds, through the same door."""

import shutil

import pytest
import torch

from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.ensemble import Ensemble, unknown_to_all
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
    picture = torch.rand(both.side // 2, both.side, 3, requires_grad=True)

    together = both.judge(picture, torch.Generator().manual_seed(5))
    generator = torch.Generator().manual_seed(5)
    apart = [guide.judge(picture, generator) for guide in (embedded, small)]
    together.loss.backward()

    assert both.side == embedded.side > small.side
    assert both.model == "embedded+vit"
    for field in ("loss", "plain_loss", "similarity"):
        mean = sum(getattr(verdict, field) for verdict in apart) / 2
        torch.testing.assert_close(getattr(together, field), mean)
    assert picture.grad.abs().sum() > 0


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
