"""Several variants of one drawing in one call."""

from dataclasses import replace

import pytest
import torch

from daemon.raster import Stage, render, scene_of
from tests.support.tables import circle, curve, filled, stroked, table_of

HEIGHT, WIDTH = 40, 56
NAMES = ("points", "fill", "stroke", "stroke_width", "opacity")
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.65), (0.87, 0.43))


@pytest.fixture
def variants():
    """Three drawings of the same paths."""
    scene = scene_of(table_of(filled(circle(0.4, 0.4, 0.2), colour=(0.9, 0.2, 0.1, 0.7)), stroked(WAVE)))
    return [
        replace(
            scene,
            points=scene.points * (1 + 0.1 * k),
            fill=scene.fill * (1 - 0.2 * k),
            stroke_width=scene.stroke_width * (1 + k),
            opacity=scene.opacity - 0.1 * k,
        )
        for k in range(3)
    ]


def batch_of(variants):
    stacked = {name: torch.stack([getattr(each, name) for each in variants]) for name in NAMES}
    return replace(variants[0], **stacked)


def drawn(scene, background, slopes):
    """(pictures, gradients of their product with slopes)."""
    leaves = {name: getattr(scene, name).clone().requires_grad_() for name in NAMES}
    background = background.clone().requires_grad_()
    pictures = render(replace(scene, **leaves), HEIGHT, WIDTH, background, ramp=2)
    return pictures, torch.autograd.grad((pictures * slopes).sum(), [*leaves.values(), background])


@pytest.mark.parametrize("shape", [(4,), (HEIGHT, WIDTH, 4), (3, HEIGHT, WIDTH, 4)])
def test_batch_is_each_variant_alone(variants, shape):
    generator = torch.Generator().manual_seed(1)
    background = torch.rand(shape, generator=generator)
    slopes = torch.randn(3, HEIGHT, WIDTH, 4, generator=generator)

    pictures, gradients = drawn(batch_of(variants), background, slopes)

    assert pictures.shape == (3, HEIGHT, WIDTH, 4)
    for index, variant in enumerate(variants):
        own = background[index] if len(shape) == 4 else background
        picture, alone = drawn(variant, own, slopes[index])
        assert torch.equal(pictures[index], picture[0])
        for batched, single in zip(gradients[:-1], alone[:-1], strict=True):
            assert torch.allclose(batched[index], single, rtol=1e-4, atol=1e-5)


def test_what_has_no_leading_dimension_is_shared(variants):
    scene = replace(variants[0], points=torch.stack([each.points for each in variants]))

    pictures = render(scene, HEIGHT, WIDTH, torch.ones(4))

    for index, variant in enumerate(variants):
        alone = render(replace(variants[0], points=variant.points), HEIGHT, WIDTH, torch.ones(4))
        assert torch.equal(pictures[index], alone[0])


def test_same_bits_twice(variants):
    batch = batch_of(variants)
    slopes = torch.randn(3, HEIGHT, WIDTH, 4, generator=torch.Generator().manual_seed(2))

    first, second = (drawn(batch, torch.ones(4), slopes) for _ in range(2))

    assert torch.equal(first[0], second[0])
    assert all(torch.equal(a, b) for a, b in zip(first[1], second[1], strict=True))


def test_drawing_without_variants_is_a_batch_of_one(variants):
    assert render(variants[0], HEIGHT, WIDTH, torch.ones(4)).shape == (1, HEIGHT, WIDTH, 4)


def test_stage_draws_variants(variants):
    stage = Stage(variants[0], torch.tensor([False, True]), (1.0, 0.9, 0.8), HEIGHT, WIDTH, ramp=1)
    scenes = [replace(variants[0], points=each.points) for each in variants]

    pictures = stage.draw(batch_of(scenes))

    assert pictures.shape == (3, HEIGHT, WIDTH, 3)
    assert torch.equal(pictures[0], stage.draw(scenes[0]))


def test_part_of_a_batch_is_a_batch(variants):
    pictures = render(batch_of(variants).span(1, 2), HEIGHT, WIDTH, torch.ones(4))

    alone = render(variants[2].span(1, 2), HEIGHT, WIDTH, torch.ones(4))
    assert torch.equal(pictures[2], alone[0])
