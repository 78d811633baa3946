"""Outlines cut into chunks of consecutive slots, so that a warp takes one at a time and a box bounds it."""

from typing import NamedTuple

import numpy as np

from .sizes import CHUNK


class Chunks(NamedTuple):
    """Every chunk has CHUNK slots; its last one is where the next chunk of its loop begins, and the last slot
    of a chunk that needs fewer is repeated."""

    slots: np.ndarray  # [C, CHUNK] int32, slots of the layout
    path: np.ndarray  # [C] int32
    layers: np.ndarray  # [2P + 1] int32, each layer's chunks


def chunks_of(following, first):
    """The Chunks of a layout's loops. following: [V], first: [2P + 1] (slots.Layout)."""
    following, first = np.asarray(following, np.int64), np.asarray(first, np.int64)
    ends = np.flatnonzero(following != np.arange(1, len(following) + 1)) + 1  # after each loop's last slot
    if len(following) == 0:
        ends = np.zeros(0, np.int64)
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    counts = -(-(ends - starts) // (CHUNK - 1))
    loop = np.repeat(np.arange(len(ends)), counts)
    number = np.arange(len(loop)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = starts[loop] + number * (CHUNK - 1)
    slots = np.minimum(place[:, None] + np.arange(CHUNK), ends[loop][:, None])
    slots = np.where(slots == ends[loop][:, None], starts[loop][:, None], slots)
    layers = np.searchsorted(place, first, side="left")
    path = np.searchsorted(first, place, side="right") - 1 if len(place) else place
    return Chunks(slots.astype(np.int32), (path // 2).astype(np.int32), layers.astype(np.int32))
