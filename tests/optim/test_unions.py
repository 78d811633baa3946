"""What hangs together, against following every link by hand."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from daemon.optim.unions import connected

LINKS = st.integers(1, 30).flatmap(
    lambda count: st.tuples(
        st.just(count), st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=40)
    )
)


@given(LINKS)
def test_everything_is_named_after_the_least_it_can_be_reached_from(links):
    count, pairs = links
    names = list(range(count))
    for _ in range(count):
        for one, other in pairs:
            names[one] = names[other] = min(names[one], names[other])

    one, other = torch.tensor(pairs).reshape(-1, 2).long().unbind(1)

    assert connected(count, one, other).tolist() == names


def test_long_row_in_any_order_is_one():
    order = torch.randperm(5000, generator=torch.Generator().manual_seed(1))

    assert not connected(5000, order[:-1], order[1:]).any()
