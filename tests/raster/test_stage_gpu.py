"""A stage on a GPU keeps its outlines: pytest -m gpu."""

from dataclasses import replace

import pytest
import torch

from daemon.raster import Stage, render, scene_of
from daemon.raster import stage as stages
from tests.support.gpu_cases import CORNERS, DRAWINGS, HAIRPIN, path
from tests.support.tables import circle, table_of

pytestmark = pytest.mark.gpu
HEIGHT, WIDTH = 61, 83
PAGE = (1.0, 0.9, 0.8)


@pytest.fixture
def scene():
    drawing = [
        path(circle(0.5, 0.5, 0.4)),
        path(HAIRPIN),
        path(CORNERS, fill=None),
        path(circle(0.3, 0.3, 0.1)),
    ]
    return scene_of(table_of(*drawing), device="cuda")


def stage_of(scene):
    changing = torch.tensor([False, True, True, False], device="cuda")
    return Stage(scene, changing, PAGE, HEIGHT, WIDTH, ramp=2)


def drawn_anew(scene):
    paper = torch.tensor([*PAGE, 1.0], device="cuda")
    return render(scene, HEIGHT, WIDTH, paper, ramp=2)[0, ..., :3]


def moved(scene, far):
    points = scene.points.clone()
    inner = slice(12, 12 + len(HAIRPIN.points) + len(CORNERS.points))
    points[inner] += far * torch.sin(torch.arange(points[inner].numel(), device="cuda")).reshape(-1, 2)
    return replace(scene, points=points)


def test_kept_outlines_draw_what_new_ones_draw(scene):
    stage = stage_of(scene)

    for far in (0.0, 0.01, 0.05):
        now = moved(scene, far)
        assert (stage.draw(now) - drawn_anew(now)).abs().max() < 0.05


def test_captured_draw_waits_for_nothing_and_follows_the_points(scene):
    stage = stage_of(scene)
    points = scene.points.clone().requires_grad_()

    def step():
        picture = stage.draw(replace(scene, points=points))
        return picture, torch.autograd.grad(picture.square().sum(), points)[0]

    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        step()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        captured = step()
    now = moved(scene, 0.05)
    with torch.no_grad():
        points.copy_(now.points)
    graph.replay()

    assert (captured[0] - drawn_anew(now)).abs().max() < 0.05
    assert all(torch.equal(*pair) for pair in zip(captured, step(), strict=True))


def test_outgrown_outlines_are_planned_anew_and_graphs_of_them_go_on(scene):
    stage = stage_of(scene)
    width = scene.stroke_width.clone()
    stage.draw(replace(scene, stroke_width=width))
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        picture = stage.draw(replace(scene, stroke_width=width))
    width *= 2.0
    graph.replay()
    now = replace(scene, stroke_width=width)
    before = (picture - drawn_anew(now)).abs().max()

    stays = []
    for _ in range(2):
        stays.append(stage.refresh(now))
        torch.cuda.synchronize()
    graph.replay()

    assert stays == [True, True]
    assert (picture - drawn_anew(now)).abs().max() < before


def test_refresh_says_when_outlines_had_to_move(scene):
    stage = stage_of(scene)
    now = replace(scene, stroke_width=scene.stroke_width * 200)
    stage.draw(now)

    stays = []
    for _ in range(2):
        stays.append(stage.refresh(now))
        torch.cuda.synchronize()

    assert stays == [True, False]


def test_eager_draws_renew_outlines_by_themselves(scene, monkeypatch):
    monkeypatch.setattr(stages, "PACE", 1)
    stage = stage_of(scene)
    now = replace(scene, stroke_width=scene.stroke_width * 20)

    pictures = []
    for _ in range(3):
        pictures.append(stage.draw(now))
        torch.cuda.synchronize()

    errors = [float((picture - drawn_anew(now)).abs().max()) for picture in pictures]
    assert errors[2] < errors[0]
    assert errors[2] < 0.05


def test_draws_between_another_draw_and_its_gradient_change_nothing():
    scene = scene_of(table_of(*DRAWINGS["round round"]), device="cuda")
    changing = torch.ones(scene.topology.path_count, dtype=torch.bool, device="cuda")
    stage = Stage(scene, changing, PAGE, HEIGHT, WIDTH, ramp=2)
    points = scene.points.clone().requires_grad_()

    def gradient(between):
        picture = stage.draw(replace(scene, points=points))
        between()
        return torch.autograd.grad(picture.square().sum(), points)[0]

    alone = gradient(lambda: None)
    assert torch.equal(gradient(lambda: stage.draw(replace(scene, points=scene.points + 0.1))), alone)
