"""Subpaths cut at their corners into sections: what a hand draws in one stroke."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

CORNER, KINK = np.radians(38), np.radians(15)  # turn near a node, and at it
MOST_POINTS, LEAST_POINTS = 128, 64  # evenly along a section


@dataclass(frozen=True)
class Section:
    """A run of segments of one subpath. Its ends are vertices; a closed one without corners has none."""

    subpath: int
    segments: np.ndarray  # [n] int64, in order
    vertices: tuple  # (first, last) names, or () of a closed one
    node_share: np.ndarray  # [n + 1] of its length, at its nodes
    span: tuple  # (from, to) lengths along its subpath; of a closed subpath `to` may lie beyond its end
    line: np.ndarray  # [M] complex, evenly along it

    @property
    def length(self):
        """Canvas units."""
        return self.span[1] - self.span[0]


def sections_of(outline, end_names):
    """The Sections of an Outline, by subpath. end_names: of each of its 2 U ends, 0 or more.

    A vertex at an end is named as that is; one at a corner by its point: -1 - point.
    """
    sample = outline.sample.numpy() @ np.array([1, 1j])
    place = outline.sample_place.numpy()
    controls = outline.controls.numpy()
    owner = outline.segment_subpath.numpy()
    starts = np.searchsorted(owner, np.arange(len(outline.subpath_path) + 1))
    turns, lengths = _turns(outline, controls), outline.subpath_length.tolist()
    out = []
    for subpath, (first, stop) in enumerate(pairwise(starts)):
        if stop == first or lengths[subpath] <= 0:
            continue
        closed = bool(outline.is_closed[subpath])
        names = [-1 - int(point) for point in controls[first:stop, 0]]
        if not closed:
            names = [end_names[2 * subpath], *names[1:], end_names[2 * subpath + 1]]
        for run, ends in _runs(sample[first:stop], turns[first:stop], closed, names):
            out.append(_section(subpath, first + run, ends, sample, place))
    return out


def _turns(outline, controls):
    """[S] by how much the line turns at the end of each segment, if the next one goes on there."""
    points = outline.points.numpy() @ np.array([1, 1j])
    first, out, back, last = points[controls].T
    leaving = np.where(abs(out - first) > 1e-9, out - first, last - first)
    arriving = np.where(abs(last - back) > 1e-9, last - back, last - first)
    following = {point: row for row, point in enumerate(controls[:, 0].tolist())}
    rows = np.array([following.get(point, 0) for point in controls[:, 3].tolist()])
    return np.abs(np.angle(leaving[rows] * np.conj(arriving) + 1e-30))


def _runs(sample, turns, closed, names):
    """[(segments, vertices)] between corners of one subpath."""
    count = len(sample)
    quarter = (sample.shape[1] - 1) // 4
    arriving = sample[:, -1] - sample[:, -1 - quarter]
    leaving = sample[:, quarter] - sample[:, 0]
    turn = np.abs(np.angle(np.roll(leaving, -1) * np.conj(arriving) + 1e-30))
    cuts = (np.flatnonzero((turn > CORNER) & (turns > KINK)) + 1).tolist()  # before these segments
    if not closed:
        cuts = [0, *(cut for cut in cuts if cut < count), count]
        return [(np.arange(a, b), (names[a], names[b])) for a, b in pairwise(cuts)]
    if not cuts:
        return [(np.arange(count), ())]
    ends = [*cuts[1:], cuts[0] + count]
    runs = zip(cuts, ends, strict=True)
    return [(np.arange(a, b) % count, (names[a % count], names[b % count])) for a, b in runs]


def _section(subpath, segments, vertices, sample, place):
    line = np.concatenate([sample[segments, :-1].ravel(), sample[segments[-1:], -1]])
    steps = np.abs(np.diff(line))
    along = np.concatenate([[0.0], np.cumsum(steps)])
    length = max(along[-1], 1e-12)
    chords = sample.shape[1] - 1
    count = int(np.clip(8 * len(segments), LEAST_POINTS, MOST_POINTS))
    even = np.linspace(0, length, count)
    start = float(place[segments[0], 0])
    return Section(
        subpath=subpath,
        segments=segments,
        vertices=vertices,
        node_share=along[::chords] / length,
        span=(start, start + float(length)),
        line=np.interp(even, along, line.real) + 1j * np.interp(even, along, line.imag),
    )
