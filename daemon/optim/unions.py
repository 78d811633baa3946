"""Which things hang together, given pairs of them."""

import torch


def connected(count, one, other):
    """[count] int64: the least number that each of 0..count-1 hangs together with, itself included.

    one, other: [R] int64, pairs that hang together.
    """
    least = torch.arange(count)
    while True:
        pair = torch.minimum(least[one], least[other])
        found = least.clone()
        for side in (one, other):
            # what both ends are named after takes the lesser name, so whole groups join at once
            found.scatter_reduce_(0, least[side], pair, "amin")
        found = _followed(found)
        if torch.equal(found, least):
            return least
        least = found


def _followed(name):
    """Each name replaced by the name of what it names, until nothing changes."""
    while not torch.equal(name[name], name):
        name = name[name]
    return name
