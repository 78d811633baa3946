"""The model that is shipped, through open_clip."""

import pytest
import torch

from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import CONFIG, WEIGHTS, ModelFiles, find_model
from daemon.guidance.residual import LaidOutBlock
from protocol.errors import ErrorCode, RefineError
from protocol.messages import Prompt

WHITE = (1.0, 1.0, 1.0)


@pytest.fixture(scope="module")
def files():
    return find_model("embedded")


@pytest.fixture(scope="module")
def encoder(files):
    return ClipEncoder(files, torch.device("cpu"))


def test_its_residual_blocks_are_laid_out(encoder):
    assert sum(type(module) is LaidOutBlock for module in encoder._model.visual.modules()) == 8


def test_texts_that_mean_the_same_are_near(encoder):
    cat, kitten, truck = encoder.encode_text(["a cat", "a kitten", "a truck"])

    assert float(cat.norm()) == pytest.approx(1, abs=1e-5)
    assert float(cat @ kitten) > float(cat @ truck) + 0.2


def test_text_is_encoded_once(encoder):
    first = encoder.encode_text(["an anchor"])

    encoder._tokenizer, kept = None, encoder._tokenizer
    try:
        assert torch.equal(encoder.encode_text(["an anchor"]), first)
    finally:
        encoder._tokenizer = kept


def test_pictures_have_unit_embeddings_and_gradients(encoder):
    pictures = torch.rand(2, 3, encoder.side, encoder.side, requires_grad=True)

    embeddings = encoder.encode_image(pictures)
    (gradient,) = torch.autograd.grad(embeddings[:, 0].sum(), pictures)

    assert torch.allclose(embeddings.norm(dim=1), torch.ones(2), atol=1e-5)
    assert float(gradient.abs().sum()) > 0


def test_guide_prefers_a_disc_of_the_right_colour(encoder, files):
    guide = Guide(encoder, [Prompt("a red circle")], files.names(), WHITE, view_count=1)
    grid = torch.linspace(-1, 1, guide.side)
    disc = (grid[:, None] ** 2 + grid[None] ** 2 < 0.4)[..., None]

    def loss(colour):
        picture = torch.where(disc, torch.tensor(colour), torch.ones(3))
        return float(guide.judge(picture[None], guide.chances(1, torch.Generator())).plain_loss)

    assert loss([0.9, 0.1, 0.1]) < loss([0.1, 0.1, 0.9])


def test_weights_of_another_model_are_refused(files, tmp_path):
    from safetensors.torch import save_file

    (tmp_path / CONFIG).write_bytes((files.folder / CONFIG).read_bytes())
    save_file({"weight": torch.zeros(2)}, tmp_path / WEIGHTS)

    with pytest.raises(RefineError) as caught:
        ClipEncoder(ModelFiles("other", tmp_path, tmp_path / WEIGHTS), torch.device("cpu"))

    assert caught.value.code is ErrorCode.MODEL_CORRUPT
