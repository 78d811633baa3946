"""Grids find what is near, and little else, however dense a drawing is."""

import pytest
import torch

from daemon.optim.proximity import FINEST, crowd, near_pairs


def scattered(count, seed, *, low=-0.5, high=1.5):
    generator = torch.Generator().manual_seed(seed)
    return low + (high - low) * torch.rand(count, 2, dtype=torch.float64, generator=generator)


def distances(points, start, end):
    """[Q, L] from points to lines."""
    along = end - start
    offset = points[:, None] - start
    t = ((offset * along).sum(2) / (along * along).sum(1).clamp(min=1e-18)).clamp(0, 1)
    return (offset - t[..., None] * along).norm(dim=2)


def found(points, start, end, reach):
    return {
        pair
        for part in near_pairs(points, start, end, reach)
        for pair in zip(*map(list_of, part), strict=True)
    }


def list_of(tensor):
    return tensor.tolist()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("outside", [False, True])
def test_no_near_pair_is_missed(seed, outside):
    area = {"low": 1.5, "high": 2.5} if outside else {}
    points, start = scattered(60, seed, **area), scattered(80, seed + 100, **area)
    end = start + 0.2 * (scattered(80, seed + 200) - 0.5)
    reach = torch.rand(60, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) ** 4 * 0.2

    near = (distances(points, start, end) <= reach[:, None]).nonzero().tolist()

    assert near
    assert {tuple(pair) for pair in near} <= found(points, start, end, reach)


def test_points_that_reach_far_do_not_make_others_look_far():
    points = scattered(2000, 1, low=0.0, high=1.0)
    reach = torch.full((2000,), FINEST, dtype=torch.float64)
    alone = sum(len(one) for one, _ in near_pairs(points, points, points, reach))
    reach[0] = 0.2

    with_one = sum(len(one) for one, _ in near_pairs(points, points, points, reach))

    assert with_one < alone + 2000


def test_crowd_counts_what_lies_around():
    points = torch.tensor([[0.5, 0.5]] * 7 + [[0.509, 0.5]] * 2 + [[0.9, 0.9]], dtype=torch.float64)

    assert crowd(points, 0.01).tolist() == [9] * 9 + [1]
    assert crowd(points[:0], 0.01).tolist() == []
