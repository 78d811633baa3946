"""Views of a picture."""

import torch

from daemon.guidance.views import _gathered, square, views

PAGE = torch.tensor([0.2, 0.4, 0.8])


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_wide_picture_lies_in_the_middle_of_a_square_page():
    picture = torch.zeros(20, 40, 3)

    out = square(picture, 40, PAGE)

    assert out.shape == (1, 3, 40, 40)
    assert torch.equal(out[0, :, 10:30], torch.zeros(3, 20, 40))
    assert torch.allclose(out[0, :, 9], PAGE[:, None].expand(3, 40))
    assert torch.allclose(out[0, :, 30], PAGE[:, None].expand(3, 40))


def test_picture_of_another_size_is_scaled():
    out = square(torch.full((64, 32, 3), 0.5), 16, PAGE)

    assert out.shape == (1, 3, 16, 16)
    assert torch.allclose(out[0, :, :, 4:12], torch.tensor(0.5), atol=1e-5)
    assert torch.allclose(out[0, :, 8, 2], PAGE, atol=1e-5)


def test_first_view_is_the_picture_itself():
    image = torch.rand(1, 3, 24, 24, generator=generator())

    out = views(image, 4, PAGE, generator())

    assert out.shape == (4, 3, 24, 24)
    assert torch.equal(out[:1], image)
    assert not torch.allclose(out[1], out[2], atol=0.05)


def test_outside_of_the_picture_is_page():
    image = torch.zeros(1, 3, 32, 32)

    seen = views(image, 65, PAGE, generator())[1:]

    # where a view leaves the picture, its corner shows the page, up to the noise
    corners = seen[:, :, 0, 0]
    page_like = (corners - PAGE).abs().amax(1) < 0.15
    assert 5 < int(page_like.sum()) < 60


def test_same_generator_state_gives_the_same_views():
    image = torch.rand(1, 3, 24, 24, generator=generator())

    assert torch.equal(views(image, 3, PAGE, generator(5)), views(image, 3, PAGE, generator(5)))
    assert not torch.equal(views(image, 3, PAGE, generator(5)), views(image, 3, PAGE, generator(6)))


def test_gradient_reaches_the_picture():
    picture = torch.rand(24, 24, 3, generator=generator()).requires_grad_()

    views(square(picture, 24, PAGE), 3, PAGE, generator()).square().sum().backward()

    assert float((picture.grad.abs() > 0).float().mean()) > 0.9


def test_elementary_warp_agrees_with_torch_in_picture_and_gradient():
    image = torch.rand(3, 24, 24, generator=generator()).requires_grad_()
    grid = torch.rand(5, 24, 24, 2, generator=generator()) * 2.6 - 1.3
    weight = torch.rand(5, 3, 24, 24, generator=generator())

    ours = _gathered(image, grid)
    theirs = torch.nn.functional.grid_sample(image.expand(5, -1, -1, -1), grid, align_corners=False)

    assert torch.allclose(ours, theirs, atol=1e-5)
    gradients = [torch.autograd.grad((seen * weight).sum(), image)[0] for seen in (ours, theirs)]
    assert torch.allclose(*gradients, atol=1e-4)
