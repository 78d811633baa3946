"""Where the edges of a fill are: parts of its outline with the inside on one side only."""

import torch
from torch.nn.functional import normalize

from .flatten import Pieces
from .ragged import ragged, spans

BESIDE = 1e-3  # px to the left and right of a piece where its two sides are looked at
PAIRS = 1 << 21  # pairs of pieces looked at together: bounds memory


def is_inside(winding, evenodd):
    """bool: winding numbers to inside, by each one's fill rule."""
    return torch.where(evenodd, winding % 2 != 0, winding != 0)


def split_at_crossings(pieces, chosen):
    """The chosen pieces ([Q] indices), cut where other pieces of their path cross them.

    Inside and outside change over at a crossing, so a piece has one inner side only between them.
    Where on a piece it is cut is a constant to gradients: a cut does not move the line it lies on.
    """
    with torch.no_grad():
        cut_piece, cut = _crossings(pieces, chosen)
        owner = torch.cat([torch.arange(len(chosen), device=chosen.device), cut_piece])
        low = torch.cat([cut.new_zeros(len(chosen)), cut])
        order = torch.argsort(owner + low.double() * 0.999)
        owner, low = owner[order], low[order]
        is_last = torch.ones_like(owner, dtype=torch.bool)
        is_last[:-1] = owner[1:] != owner[:-1]
        high = torch.where(is_last, 1.0, low.roll(-1))
    source = chosen[owner]
    start, end = (points.index_select(0, source) for points in (pieces.start, pieces.end))
    along = end - start
    return Pieces(
        start=start + low[:, None] * along,
        end=torch.where(is_last[:, None], end, start + high[:, None] * along),
        path=pieces.path[source],
        fill_only=pieces.fill_only[source],
    )


def _crossings(pieces, chosen):
    """(place in `chosen`, parameter along that piece) of every proper crossing."""
    found = [(chosen[:0], pieces.start[:0, 0])]
    for one, other in _same_path(pieces.path[chosen], pieces.path):
        here = chosen[one]
        start, along = pieces.start[here], pieces.end[here] - pieces.start[here]
        to_start, to_end = pieces.start[other] - start, pieces.end[other] - start
        side_start, side_end = _cross(along, to_start), _cross(along, to_end)
        across = pieces.end[other] - pieces.start[other]
        t = _cross(to_start, across) / _nonzero(_cross(along, across))
        crosses = ((side_start > 0) != (side_end > 0)) & (t > 0) & (t < 1)
        found.append((one[crosses], t[crosses]))
    places, parameters = zip(*found, strict=True)
    return torch.cat(places), torch.cat(parameters)


@torch.no_grad()
def inner_side(parts, pieces, evenodd):
    """[Q] int64: on which side of parts of pieces their path's inside lies: 1 right (x right, y down,
    looking along it), -1 left, 0 where both sides are in or both out and no edge shows.

    parts: Pieces, Q of them. pieces: all of the same paths. Costs parts times pieces of a path.
    """
    middle = 0.5 * (parts.start + parts.end)
    along = normalize(parts.end - parts.start, dim=1, eps=1e-30)
    right = torch.stack([-along[:, 1], along[:, 0]], 1) * BESIDE
    rule = evenodd[parts.path]
    inside_right = is_inside(_winding_at(middle + right, parts.path, pieces), rule)
    inside_left = is_inside(_winding_at(middle - right, parts.path, pieces), rule)
    return inside_right.long() - inside_left.long()


def _winding_at(points, path, pieces):
    """[Q] winding numbers of points ([Q, 2]), each in the outline of its path."""
    winding = torch.zeros_like(path)
    for one, other in _same_path(path, pieces.path):
        (px, py), start, end = points[one].unbind(1), pieces.start[other], pieces.end[other]
        crosses = (start[:, 1] <= py) != (end[:, 1] <= py)
        t = (py - start[:, 1]) / _nonzero(end[:, 1] - start[:, 1])
        left = crosses & (start[:, 0] + t * (end[:, 0] - start[:, 0]) <= px)
        sign = torch.where(end[:, 1] > start[:, 1], 1, -1)
        winding.index_add_(0, one, torch.where(left, sign, 0))
    return winding


def _same_path(path, other_path):
    """Pairs (one, other) of the same path, some at a time: indices into path, other_path (ascending)."""
    sizes = torch.bincount(other_path, minlength=int(path.max()) + 1 if len(path) else 0)
    firsts = torch.cumsum(sizes, 0) - sizes
    counts = sizes[path]
    for begin, stop in spans(counts.tolist(), PAIRS):
        one, position = ragged(counts[begin:stop])
        one = one + begin
        yield one, firsts[path[one]] + position


def _cross(one, other):
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]


def _nonzero(values):
    return torch.where(values == 0, 1.0, values)
