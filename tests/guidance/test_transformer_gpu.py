"""ViT-B/32 on a GPU, in bfloat16 and few operations, against open_clip's own in float32: pytest -m gpu."""

import pytest
import torch

from daemon.guidance.gpu import norm_kernels
from daemon.guidance.torchvision_compat import import_torchvision
from daemon.guidance.transformer import ALIKE, make_lean

pytestmark = pytest.mark.gpu
HALF = torch.full((1, 3, 1, 1), 0.5)


def test_gradients_by_pictures_point_the_same_way_and_are_the_same_bits_again():
    import_torchvision()
    import open_clip

    torch.manual_seed(0)
    visual = open_clip.create_model("ViT-B-32").visual.eval().requires_grad_(False).cuda()
    half, pictures = HALF.cuda(), torch.rand(5, 3, 224, 224).cuda().requires_grad_()
    lean = make_lean(visual, 224, half, half, torch.bfloat16)

    wanted = slopes(visual((pictures - half) / half), pictures)
    found, again = slopes(lean(pictures), pictures), slopes(lean(pictures), pictures)

    assert norm_kernels(pictures.bfloat16()), "the log says why the GPU's kernels are not used"
    assert lean.dtype is torch.bfloat16
    assert torch.cosine_similarity(found.flatten(1), wanted.flatten(1)).min() >= ALIKE
    assert torch.equal(found, again)


def slopes(output, pictures):
    measure = torch.linspace(-1, 1, output.numel(), device="cuda").reshape(output.shape)
    return torch.autograd.grad(output, pictures, measure)[0]
