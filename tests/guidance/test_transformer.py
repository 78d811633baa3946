"""A frozen vision transformer in few operations gives what open_clip's gives."""

import pytest
import torch

from daemon.guidance import transformer
from daemon.guidance.torchvision_compat import import_torchvision
from daemon.guidance.transformer import LeanTransformer, make_lean

SIDE, MEAN, STD = 48, torch.tensor([0.5, 0.4, 0.3]), torch.tensor([0.2, 0.3, 0.4])
GIVEN = SIDE, MEAN.reshape(1, 3, 1, 1), STD.reshape(1, 3, 1, 1)


def visual_of(**changes):
    """A small VisionTransformer with random weights, as open_clip makes it."""
    import_torchvision()
    from open_clip.transformer import VisionTransformer

    torch.manual_seed(0)
    shape = {"image_size": SIDE, "patch_size": 16, "width": 64, "layers": 3, "heads": 4, "mlp_ratio": 4.0}
    return VisionTransformer(**(shape | {"output_dim": 32} | changes)).eval().requires_grad_(False)


def answers(visual, lean):
    """(outputs, gradients by the pictures) of both."""
    pictures = torch.rand(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1)).requires_grad_()
    outputs = visual((pictures - GIVEN[1]) / GIVEN[2]), lean(pictures)
    slope = torch.randn(outputs[0].shape, generator=torch.Generator().manual_seed(2))
    return outputs, [torch.autograd.grad((each * slope).sum(), pictures)[0] for each in outputs]


@pytest.mark.parametrize("layers", [1, 3])
def test_the_same_numbers_in_float32(layers):
    visual = visual_of(layers=layers)

    outputs, slopes = answers(visual, make_lean(visual, *GIVEN, torch.float32))

    torch.testing.assert_close(outputs[1], outputs[0], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(slopes[1], slopes[0], rtol=1e-3, atol=1e-5)


def test_gradients_point_the_same_way_in_bfloat16():
    visual = visual_of()
    lean = make_lean(visual, *GIVEN, torch.bfloat16)

    outputs, slopes = answers(visual, lean)

    assert outputs[1].dtype == torch.float32
    assert not torch.equal(outputs[0], outputs[1])
    assert torch.cosine_similarity(slopes[1].flatten(1), slopes[0].flatten(1)).min() > transformer.ALIKE


@pytest.mark.parametrize(
    "changes",
    [{"pool_type": "avg"}, {"no_ln_pre": True}, {"attentional_pool": True}, {"ls_init_value": 0.1}],
    ids=lambda changes: next(iter(changes)),
)
def test_another_kind_of_transformer_is_left_as_it_is(changes):
    assert make_lean(visual_of(**changes), *GIVEN, torch.float32) is None


def test_float32_is_taken_where_bfloat16_would_differ(monkeypatch):
    class Wrong(LeanTransformer):
        def forward(self, pictures):
            out = super().forward(pictures)
            return out if self.dtype is torch.float32 else out.flip(1)

    monkeypatch.setattr(transformer, "LeanTransformer", Wrong)

    assert make_lean(visual_of(), *GIVEN, torch.bfloat16).dtype is torch.float32


def test_a_transformer_that_differs_is_not_taken(monkeypatch):
    monkeypatch.setattr(LeanTransformer, "forward", lambda self, pictures: 2 * pictures.mean((2, 3)))

    visual = visual_of(output_dim=3)
    assert make_lean(visual, *GIVEN, torch.float32) is None
