"""A stage on the processor draws what `render` draws; test_stage_gpu.py has what GPUs add."""

from dataclasses import replace

import pytest
import torch

from daemon.raster import Stage, render, scene_of
from tests.support.gpu_cases import CORNERS, HAIRPIN, path
from tests.support.tables import circle, table_of

HEIGHT, WIDTH = 31, 42
PAGE = (1.0, 0.9, 0.8)


@pytest.fixture
def scene():
    return scene_of(table_of(path(circle(0.5, 0.4, 0.3)), path(HAIRPIN), path(CORNERS)))


@pytest.mark.parametrize("changing", [[False, True, False], [True, False, True], [False, False, False]])
def test_stage_draws_the_whole_drawing(scene, changing):
    stage = Stage(scene, torch.tensor(changing), PAGE, HEIGHT, WIDTH, ramp=2)

    whole = render(scene, HEIGHT, WIDTH, torch.tensor([*PAGE, 1.0]), ramp=2)[0, ..., :3]
    assert (stage.draw(scene) - whole).abs().max() < 1e-6


def test_stage_on_the_processor_has_nothing_to_plan(scene):
    stage = Stage(scene, torch.tensor([False, True, True]), PAGE, HEIGHT, WIDTH, ramp=2)
    before = stage.draw(scene)

    assert stage.refresh(scene)
    assert torch.equal(stage.draw(scene), before)


def test_pictures_lie_behind_and_in_front_of_all_paths_and_are_never_moved_by_them(scene):
    generator = torch.Generator().manual_seed(0)
    pictures = [torch.rand(HEIGHT, WIDTH, 4, generator=generator) for _ in range(2)]
    behind, front = (picture * picture[..., 3:] for picture in pictures)
    front[:10, :, 3] = 1.0
    changing = torch.tensor([False, True, False])
    stage = Stage(scene, changing, PAGE, HEIGHT, WIDTH, ramp=2, behind=behind, front=front)

    paper = behind + (1 - behind[..., 3:]) * torch.tensor([*PAGE, 1.0])
    below = render(scene, HEIGHT, WIDTH, paper, ramp=2)[0, ..., :3]
    assert (stage.draw(scene) - (front[..., :3] + (1 - front[..., 3:]) * below)).abs().max() < 1e-6

    points = scene.points.clone().requires_grad_()
    stage.draw(replace(scene, points=points))[:10].sum().backward()
    assert not points.grad.any()
