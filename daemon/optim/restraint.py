"""What a drawing loses of itself while it changes, as squares of linear functions of its free numbers."""

from itertools import accumulate

import torch

from .matrix import Matrix
from .squares import Terms

# at freedom 0.5; at 1 only lines' smoothness is left
SMOOTH_WEIGHT = 0.5
STRETCH_WEIGHT = 4.0
BEND_WEIGHT = 5.0
SHEAR_WEIGHT = 8.0
TURN_WEIGHT = 300.0
GROWTH_WEIGHT = 15.0
SHAPE_WEIGHT = 1000.0
TIDY_WEIGHT = 3.0
COLOUR_WEIGHT = 30.0
WIDTH_WEIGHT = 4.0
DRIFT_WEIGHT = 300.0  # the whole drawing's shift, turn and growth
FAMILY_WEIGHT = 40.0  # colours, and widths, that were equal and become different


def restraint_of(motion, bodies, drift, families, counts, *, firmness, like):
    """The Squares of a drawing's numbers: means of squares of how much subpaths are stretched and bent, turn,
    grow and lose their shape, near ones are drawn apart, the whole drifts, colours and widths change, and
    become different where they were equal; and what is left to tidy.

    motion: Motion. bodies: Bodies. drift: as `drift_of` makes it. families: as `families_of` makes them, of
    fills, strokes and widths. counts: how many numbers there are of each kind (Parameters). firmness: 0
    leaves nothing but lines' smoothness. like: a tensor of the numbers' kind.
    """
    terms = Terms(sum(counts))
    smooth = SMOOTH_WEIGHT + firmness * BEND_WEIGHT
    terms.add(smooth / _pairs(motion.bends), (motion.bends, 0))
    if firmness:
        _hold(terms, motion, bodies, drift, families, counts, firmness)
    return terms.sum(like)


def _hold(terms, motion, bodies, drift, families, counts, firmness):
    *_, tidy, fill, stroke, width, _ = accumulate(counts, initial=0)
    terms.add(firmness * STRETCH_WEIGHT / _pairs(motion.slopes), (motion.slopes, 0))
    movement = terms.add(0.0, (motion.movement, 0))
    amounts = Matrix.diagonal(counts[2])
    terms.add(0.0, (amounts, tidy), pull=firmness * TIDY_WEIGHT / max(1, counts[2]))
    looks = []
    weights = COLOUR_WEIGHT, COLOUR_WEIGHT, WIDTH_WEIGHT
    for first, (means, less), weight in zip((fill, stroke, width), families, weights, strict=True):
        changes = Matrix.diagonal(means.columns)
        terms.add(firmness * weight / max(1, means.columns), (changes, first))
        looks.append(((changes, first), (less, terms.add(0.0, (means, first)))))

    terms.next_layer()
    points, count = motion.movement.rows // 2, max(1, len(bodies))
    turn_and_growth = torch.tensor([0, 0, TURN_WEIGHT, GROWTH_WEIGHT]).repeat(len(bodies))
    rigid = terms.add(firmness * turn_and_growth / count, (bodies.rigid(points), movement))
    terms.add(firmness * DRIFT_WEIGHT / 3, (drift, movement))  # shift is one, though it has two numbers
    terms.add(firmness * SHEAR_WEIGHT / _pairs(motion.shear), (motion.shear, movement))
    for spread in looks:
        terms.add(firmness * FAMILY_WEIGHT / max(1, spread[0][0].rows), *spread)

    terms.next_layer()
    own, rest = bodies.bent(points)
    terms.add(firmness * SHAPE_WEIGHT / count, (own, movement), (rest, rigid))


def _pairs(matrix):
    """Half of its rows: how many vectors it makes; at least 1."""
    return max(1, matrix.rows // 2)
