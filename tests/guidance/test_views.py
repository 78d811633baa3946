"""Views of a picture."""

import torch

from daemon.guidance.views import CHANCE, Views, _gathered, chances, square

PAGE = torch.tensor([0.2, 0.4, 0.8])


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def views(images, count, seed=0):
    """[B, count, 3, S, S]: images [B, 3, S, S] seen at random."""
    chance = chances(len(images), count - 1, generator(seed))
    return Views(images.shape[-1], count, PAGE).of(images, chance)


def test_wide_picture_lies_in_the_middle_of_a_square_page():
    picture = torch.zeros(1, 20, 40, 3)

    out = square(picture, 40, PAGE)

    assert out.shape == (1, 3, 40, 40)
    assert torch.equal(out[0, :, 10:30], torch.zeros(3, 20, 40))
    assert torch.allclose(out[0, :, 9], PAGE[:, None].expand(3, 40))
    assert torch.allclose(out[0, :, 30], PAGE[:, None].expand(3, 40))


def test_picture_of_another_size_is_scaled():
    out = square(torch.full((1, 64, 32, 3), 0.5), 16, PAGE)

    assert out.shape == (1, 3, 16, 16)
    assert torch.allclose(out[0, :, :, 4:12], torch.tensor(0.5), atol=1e-5)
    assert torch.allclose(out[0, :, 8, 2], PAGE, atol=1e-5)


def test_first_view_is_the_picture_itself():
    images = torch.rand(2, 3, 24, 24, generator=generator())

    out = views(images, 4)

    assert out.shape == (2, 4, 3, 24, 24)
    assert torch.equal(out[:, 0], images)
    assert not torch.allclose(out[:, 1], out[:, 2], atol=0.05)


def test_one_view_is_the_picture_alone():
    images = torch.rand(1, 3, 24, 24, generator=generator())

    assert torch.equal(views(images, 1)[:, 0], images)


def test_outside_of_the_picture_is_page():
    seen = views(torch.zeros(1, 3, 32, 32), 65)[0, 1:]

    # where a view leaves the picture, its corner shows the page, up to the noise
    corners = seen[:, :, 0, 0]
    page_like = (corners - PAGE).abs().amax(1) < 0.15
    assert 5 < int(page_like.sum()) < 60


def test_a_view_that_is_not_moved_shows_the_picture_up_to_noise():
    images = torch.rand(1, 3, 24, 24, generator=generator())
    still = torch.tensor([1.0, 0, 0, 0, 1, 0, 0, 0, 1, 0.3, 0.6])

    noise = Views(24, 2, PAGE).of(images, still[None, None])[0, 1] - images[0]

    assert len(still) == CHANCE
    assert 0.02 < float(noise.std()) < 0.04
    assert abs(float(noise.mean())) < 0.01


def test_noise_differs_from_view_to_view():
    images = torch.full((1, 3, 24, 24), 0.5)
    still = torch.tensor([1.0, 0, 0, 0, 1, 0, 0, 0, 1])
    chance = torch.stack([torch.cat([still, torch.tensor(place)]) for place in ([0.1, 0.2], [0.7, 0.9])])

    one, other = (Views(24, 3, PAGE).of(images, chance[None])[0, 1:] - 0.5).flatten(1)

    assert abs(float(torch.corrcoef(torch.stack([one, other]))[0, 1])) < 0.1


def test_same_generator_state_gives_the_same_views():
    images = torch.rand(1, 3, 24, 24, generator=generator())

    assert torch.equal(views(images, 3, seed=5), views(images, 3, seed=5))
    assert not torch.equal(views(images, 3, seed=5), views(images, 3, seed=6))


def test_pictures_seen_together_are_seen_as_alone():
    images = torch.rand(2, 3, 24, 24, generator=generator())
    chance = chances(2, 3, generator())
    seen = Views(24, 4, PAGE)

    together = seen.of(images, chance)

    alone = [seen.of(images[i : i + 1], chance[i : i + 1]) for i in range(2)]
    assert torch.allclose(together, torch.cat(alone), atol=1e-6)


def test_gradient_reaches_the_picture():
    picture = torch.rand(1, 24, 24, 3, generator=generator()).requires_grad_()

    views(square(picture, 24, PAGE), 3).square().sum().backward()

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
