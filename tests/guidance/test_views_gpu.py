"""Views by the GPU's kernels, against torch's own: pytest -m gpu."""

import pytest
import torch

from daemon.guidance import views as module
from daemon.guidance.gpu import view_kernels
from daemon.guidance.views import Views, chances

pytestmark = pytest.mark.gpu
PAGE = (0.2, 0.4, 0.8)


@pytest.fixture
def images():
    made = torch.rand(2, 3, 65, 65, generator=torch.Generator().manual_seed(0)).cuda().requires_grad_()
    assert view_kernels(made), "the log says why the GPU's kernels are not used"
    return made


def seen(images, device="cuda"):
    """(views of the images, the gradient of a measure of them) on a device."""
    images = images.to(device)
    chance = chances(2, 4, torch.Generator().manual_seed(1)).to(device)
    out = Views(65, 5, torch.tensor(PAGE, device=device)).of(images, chance)
    slope = torch.randn(out.shape, generator=torch.Generator().manual_seed(2)).to(device)
    return out, torch.autograd.grad((out * slope).sum(), images)[0]


def test_gpu_sees_what_the_processor_sees(images):
    found, wanted = seen(images), seen(images.detach().cpu().requires_grad_(), "cpu")

    # a place is off by up to a ten-thousandth of a pixel
    assert torch.allclose(found[0].cpu(), wanted[0], atol=1e-3)
    assert torch.allclose(found[1].cpu(), wanted[1], atol=5e-3)


def test_the_same_picture_gives_the_same_bits(images):
    for first, second in zip(seen(images), seen(images), strict=True):
        assert torch.equal(first, second)


def test_torch_sees_the_same_where_the_kernels_are_missing(images, monkeypatch):
    by_kernels = seen(images)
    monkeypatch.setattr(module, "view_kernels", lambda images: None)

    for found, wanted in zip(by_kernels, seen(images), strict=True):
        assert torch.allclose(found, wanted, atol=5e-3)
