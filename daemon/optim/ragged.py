"""Lists of different lengths, one after the other in one flat tensor."""

import torch


def ragged(counts):
    """(owner, position) of every item of lists with these lengths: [total] int64 each.

    counts: [R] int64, >= 0. Two lists of lengths 2, 3 give owner 0 0 1 1 1 and position 0 1 0 1 2.
    """
    rows = torch.arange(len(counts), device=counts.device)
    owner = torch.repeat_interleave(rows, counts)
    first = torch.cumsum(counts, 0) - counts
    return owner, torch.arange(len(owner), device=counts.device) - first[owner]


def spans(costs, budget):
    """Consecutive (start, stop) ranges over `costs` ([R] list of numbers), each of at most `budget`
    in all, or of one item."""
    start, total = 0, 0
    for index, cost in enumerate(costs):
        if index > start and total + cost > budget:
            yield start, index
            start, total = index, 0
        total += cost
    if start < len(costs):
        yield start, len(costs)
