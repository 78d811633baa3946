"""What a drawing loses of itself while it changes, as squares of linear functions of its free numbers."""

from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

from .freedoms import firmness_of, of_channels
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
TIDY_WEIGHT = 3.0  # of each part: none is to wait for others
COLOUR_WEIGHT = 30.0
WIDTH_WEIGHT = 12.0
DRIFT_WEIGHT = 300.0  # the whole drawing's shift, turn and growth
FAMILY_WEIGHT = 300.0  # colours, and widths, that were equal and become different


@dataclass(frozen=True)
class Firmness:
    """By how much each kind of restraint is stronger than at freedom 0.5; 0 is none."""

    lines: float
    tidying: float
    fills: float | Tensor  # of all free numbers of fills, or of each
    strokes: float | Tensor
    widths: float

    @classmethod
    def of(cls, freedoms, fill_index, stroke_index):
        """What goes with freedoms ({name: 0..1}). Indices: of free numbers, in flattened [P, 4] arrays."""
        lines = firmness_of(freedoms["lines"])
        # no less beyond the usual freedom: what is tidied less would move less
        tidying = max(1.0, lines) if freedoms["lines"] < 1 else 0.0
        channels = of_channels(freedoms)
        fills, strokes = (firmness_of(channels[index % 4]) for index in (fill_index, stroke_index))
        return cls(lines, tidying, fills, strokes, firmness_of(freedoms["widths"]))


def restraint_of(motion, bodies, drift, families, counts, *, firmness, like):
    """The Squares of a drawing's numbers: means of squares of how much subpaths are stretched and bent, turn,
    grow and lose their shape, near ones are drawn apart, the whole drifts, colours and widths change, and
    become different where they were equal; and what is left to tidy.

    motion: Motion. bodies: Bodies. drift: as `drift_of` makes it. families: as `families_of` makes them, of
    fills, strokes and widths. counts: how many numbers there are of each kind (Parameters). firmness:
    Firmness; without any, lines are still held smooth. like: a tensor of the numbers' kind.
    """
    *_, tidy, fill, stroke, width, _ = accumulate(counts, initial=0)
    lines = firmness.lines
    terms = Terms(sum(counts))
    terms.add((SMOOTH_WEIGHT + lines * BEND_WEIGHT) / _pairs(motion.bends), (motion.bends, 0))
    terms.add(lines * STRETCH_WEIGHT / _pairs(motion.slopes), (motion.slopes, 0))
    movement = terms.add(0.0, (motion.movement, 0))
    amounts = Matrix.diagonal(counts[2])
    terms.add(0.0, (amounts, tidy), pull=firmness.tidying * TIDY_WEIGHT)
    looks = (
        (fill, families[0], firmness.fills, COLOUR_WEIGHT),
        (stroke, families[1], firmness.strokes, COLOUR_WEIGHT),
        (width, families[2], firmness.widths, WIDTH_WEIGHT),
    )
    spreads = [_hold_looks(terms, *each) for each in looks]

    terms.next_layer()
    points, count = motion.movement.rows // 2, max(1, len(bodies))
    turn_and_growth = torch.tensor([0, 0, TURN_WEIGHT, GROWTH_WEIGHT]).repeat(len(bodies))
    rigid = terms.add(lines * turn_and_growth / count, (bodies.rigid(points), movement))
    terms.add(lines * DRIFT_WEIGHT / 3, (drift, movement))  # shift is one, though it has two numbers
    terms.add(lines * SHEAR_WEIGHT / _pairs(motion.shear), (motion.shear, movement))
    for weight, spread in spreads:
        terms.add(weight, *spread)

    terms.next_layer()
    own, rest = bodies.bent(points)
    terms.add(lines * SHAPE_WEIGHT / count, (own, movement), (rest, rigid))
    return terms.sum(like)


def _hold_looks(terms, first, family, firmness, weight):
    """Hold numbers from `first` on to their start; (weight, placed matrices) of how their families spread."""
    means, less = family
    changes, share = Matrix.diagonal(means.columns), firmness / max(1, means.columns)
    terms.add(weight * share, (changes, first))
    return FAMILY_WEIGHT * share, ((changes, first), (less, terms.add(0.0, (means, first))))


def _pairs(matrix):
    """Half of its rows: how many vectors it makes; at least 1."""
    return max(1, matrix.rows // 2)
