"""Which paths go first when a drawing is to have fewer."""

import pytest
import torch

from daemon.optim.ranking import GROUPS, by_neighbourhood, ranking


def judge_of(worth):
    """A judge for whom each missing path costs what it is worth; and how many lists it was asked about."""
    asked = []

    def judge(absent):
        asked.append(len(absent))
        return [sum(worth[path] for path in paths) for paths in absent]

    return judge, asked


def last(orders):
    *_, order = orders
    return order


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_the_least_worth_goes_first(count):
    worth = {path: (37 * path) % 101 for path in range(count)}
    judge, _ = judge_of(worth)

    order = last(ranking(list(worth), judge))

    assert order == sorted(worth, key=worth.get)


def test_every_order_on_the_way_holds_all_paths_once():
    judge, _ = judge_of({path: path for path in range(300)})

    for order in ranking(list(range(300)), judge):
        assert sorted(order) == list(range(300))


def test_of_many_paths_the_worthless_half_goes_first():
    worth = {path: float(path % 1000 >= 500) for path in range(2000)}
    judge, _ = judge_of(worth)

    order = last(ranking(list(worth), judge))

    assert sum(worth[path] for path in order[:800]) == 0


def test_what_is_judged_grows_by_little_with_the_paths():
    pictures = {}
    for count in (64, 640, 6400):
        judge, asked = judge_of(dict.fromkeys(range(count), 1.0))
        last(ranking(list(range(count)), judge))
        pictures[count] = sum(asked)
        assert max(asked) <= GROUPS

    assert pictures[6400] - pictures[640] <= pictures[640] - pictures[64] + 2 * GROUPS


def test_neighbours_follow_each_other():
    corners = torch.tensor([[0.1, 0.1], [0.9, 0.9], [0.1, 0.12], [0.9, 0.1], [0.88, 0.9]])

    order = by_neighbourhood(corners)

    assert abs(order.index(0) - order.index(2)) == 1
    assert abs(order.index(1) - order.index(4)) == 1
