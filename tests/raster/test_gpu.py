"""The GPU's kernels on a GPU, against the processor's: pytest -m gpu."""

import random
from dataclasses import replace

import pytest
import torch

from daemon.raster import outlines_of, render, scene_of
from daemon.raster.gpu import kernels_for
from tests.support.gpu_cases import CORNERS, DRAWINGS, HAIRPIN, NAMES, differences, drawn, path
from tests.support.tables import polyline, table_of

pytestmark = pytest.mark.gpu
HEIGHT, WIDTH = 61, 83


def on(device, drawing):
    return scene_of(table_of(*drawing), device=device)


def plain(ramp, outlines=None):
    def draw(scene, background):
        return render(scene, *background.shape[1:3], background, ramp=ramp, outlines=outlines)

    return draw


@pytest.fixture(autouse=True)
def _kernels_work():
    assert kernels_for(on("cuda", DRAWINGS["hairline"])), "the log says why the GPU's kernels are not used"


@pytest.mark.parametrize("ramp", [1, 2, 5])
@pytest.mark.parametrize("name", DRAWINGS)
def test_gpu_draws_what_the_processor_draws(name, ramp):
    found = drawn(on("cuda", DRAWINGS[name]), HEIGHT, WIDTH, plain(ramp))
    wanted = drawn(on("cpu", DRAWINGS[name]), HEIGHT, WIDTH, plain(ramp))

    picture, gradients = differences(found, wanted)
    assert picture < 1e-4
    # where outlines overlap, coverage has a kink, and one may fall on its other side
    assert max(gradients.values()) < 0.01, gradients


def test_comparison_notices_another_join():
    bevel, miter = (
        drawn(on(device, DRAWINGS[name]), HEIGHT, WIDTH, plain(1))
        for device, name in (("cuda", "butt bevel"), ("cpu", "butt miter"))
    )

    assert differences(bevel, miter)[0] > 0.1


def test_same_input_gives_the_same_bits():
    scene = on("cuda", DRAWINGS["many layers"])

    first, second = (drawn(scene, HEIGHT, WIDTH, plain(2)) for _ in range(2))

    assert torch.equal(first[0], second[0])
    assert all(torch.equal(*pair) for pair in zip(first[1], second[1], strict=True))


def test_variants_are_drawn_as_each_alone():
    scene = on("cuda", DRAWINGS["butt miter"])
    shifts = torch.tensor([[[0.0, 0.0]], [[0.1, -0.2]], [[-0.3, 0.1]]], device="cuda")
    opacity = scene.opacity * torch.tensor([[0.3], [0.6], [0.9]], device="cuda")
    variants = replace(scene, points=scene.points + shifts, opacity=opacity)
    background = torch.ones(4, device="cuda")

    together = render(variants, HEIGHT, WIDTH, background, ramp=2)

    for v in range(3):
        alone = replace(scene, points=variants.points[v], opacity=variants.opacity[v])
        assert (together[v] - render(alone, HEIGHT, WIDTH, background, ramp=2)[0]).abs().max() < 0.05


def test_graph_replayed_with_moved_points_draws_them():
    scene = on("cuda", DRAWINGS["round round"])
    outlines = outlines_of(scene, HEIGHT, WIDTH, headroom=2.0)
    leaves = {name: getattr(scene, name).clone().requires_grad_() for name in NAMES}
    background = torch.ones(4, device="cuda")

    def step():
        picture = render(replace(scene, **leaves), HEIGHT, WIDTH, background, ramp=2, outlines=outlines)
        return picture, torch.autograd.grad(picture.square().sum(), list(leaves.values()))

    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        step()  # compiles the kernels, which a graph cannot
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        captured = step()
    with torch.no_grad():
        leaves["points"] += 0.05 * torch.sin(torch.arange(len(scene.points) * 2, device="cuda")).reshape(
            -1, 2
        )
        leaves["stroke_width"] *= 1.3
    graph.replay()

    picture, gradients = step()
    assert torch.equal(captured[0], picture)
    assert all(torch.equal(*pair) for pair in zip(captured[1], gradients, strict=True))
    moved = replace(
        scene, **{name: leaf.detach().cpu() for name, leaf in leaves.items()}, pen=scene.pen.cpu()
    )
    assert (picture.cpu() - render(moved, HEIGHT, WIDTH, torch.ones(4), ramp=2)).abs().max() < 0.05
    assert outlines.lasts(replace(scene, **leaves))
    assert not outlines.lasts(replace(scene, stroke_width=scene.stroke_width * 30))


def test_path_of_more_chunks_than_a_tile_queues():
    rnd = random.Random(3)
    scribble = polyline(*((rnd.random(), rnd.random()) for _ in range(9000)), closed=True)
    drawing = [path(scribble, stroke=None), path(CORNERS)]

    found, wanted = (drawn(on(device, drawing), 40, 40, plain(2)) for device in ("cuda", "cpu"))

    picture, gradients = differences(found, wanted)
    assert picture < 5e-3  # each cell adds up hundreds of edges in float32
    assert gradients["fill"] < 0.01


def test_twenty_thousand_paths():
    rnd = random.Random(5)
    strokes = [
        path(polyline(*((x + 0.02 * rnd.random(), y + 0.02 * rnd.random()) for _ in range(3))), width=0.002)
        for x, y in ((rnd.random(), rnd.random()) for _ in range(20_000))
    ]

    found, wanted = (drawn(on(device, strokes), 128, 128, plain(1)) for device in ("cuda", "cpu"))

    picture, gradients = differences(found, wanted)
    assert picture < 1e-3
    assert max(gradients.values()) < 0.05, gradients


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e30])
def test_numbers_out_of_reach_leave_the_rest(number):
    scene = on("cuda", [path(HAIRPIN), path(CORNERS)])
    points = scene.points.clone()
    points[2] = number

    picture, gradients = drawn(replace(scene, points=points), HEIGHT, WIDTH, plain(2))

    assert picture.isfinite().all()
    assert all(each.isfinite().all() for each in gradients)
    assert gradients[0][len(HAIRPIN.points) :].abs().max() > 0


def test_gradient_of_nothing_but_zeros_and_of_not_a_number():
    scene = on("cuda", DRAWINGS["round round"])
    points = scene.points.clone().requires_grad_()
    picture = render(replace(scene, points=points), HEIGHT, WIDTH, torch.ones(4, device="cuda"))

    (nothing,) = torch.autograd.grad((picture * 0).sum(), points, retain_graph=True)
    (unknown,) = torch.autograd.grad((picture * float("nan")).sum(), points)

    assert (nothing == 0).all()
    assert unknown.isnan().all()


def test_memory_is_that_of_a_few_pictures():
    scene = on("cuda", DRAWINGS["many layers"])
    drawn(scene, 224, 224, plain(2))
    torch.cuda.synchronize()
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()

    drawn(scene, 224, 224, plain(2))

    assert torch.cuda.max_memory_allocated() - before < 50e6


def test_ramp_that_the_gpu_cannot_do():
    with pytest.raises(ValueError, match="1 to 8 px"):
        render(on("cuda", DRAWINGS["hairline"]), 20, 20, torch.ones(4, device="cuda"), ramp=9)


def test_paths_that_share_points_are_refused():
    scene = on("cuda", [path(HAIRPIN), path(CORNERS)])
    controls = scene.topology.controls.copy()
    controls[-1, 0] = 0

    with pytest.raises(ValueError, match="points of another"):
        outlines_of(replace(scene, topology=replace(scene.topology, controls=controls)), HEIGHT, WIDTH)


def test_picture_of_an_earlier_plan_has_no_way_back():
    scene = on("cuda", DRAWINGS["round round"])
    outlines = outlines_of(scene, HEIGHT, WIDTH)
    points = scene.points.clone().requires_grad_()
    background = torch.ones(4, device="cuda")
    picture = render(replace(scene, points=points), HEIGHT, WIDTH, background, outlines=outlines)

    outlines.plan(scene)

    with pytest.raises(RuntimeError, match="planned anew"):
        picture.sum().backward()


def test_pictures_in_flight_keep_their_gradients():
    scene = on("cuda", DRAWINGS["round round"])
    outlines = outlines_of(scene, HEIGHT, WIDTH)
    points = [(scene.points + shift).requires_grad_() for shift in (0.0, 0.1, -0.2)]
    background = torch.ones(4, device="cuda")

    def picture(own):
        return render(replace(scene, points=own), HEIGHT, WIDTH, background, ramp=2, outlines=outlines)

    alone = [torch.autograd.grad(picture(own).square().sum(), own)[0] for own in points]
    together = torch.autograd.grad(sum(picture(own).square().sum() for own in points), points)

    assert all(torch.equal(*pair) for pair in zip(alone, together, strict=True))
