"""What may change, how far, and what is to become of lines: parts of a RefineRequest, and their checks."""

from dataclasses import dataclass

from . import limits
from .checks import expect, expect_shares

CHANGES = ("lines", "colours", "widths", "opacity")
NODE_RULES = ("free", "hold", "only")


@dataclass(frozen=True)
class Dials:
    """How far each of CHANGES may go, as a share 0..1 of freedom. What is at 0 does not change at all."""

    lines: float = 1.0
    colours: float = 1.0
    widths: float = 1.0
    opacity: float = 1.0


def check_restraints(request):
    """Raise RefineError with the first thing that is wrong with a request's dials and lines."""
    expect_shares(request.dials, *CHANGES, where="dials: ")
    expect(request.nodes in NODE_RULES, f"nodes: {request.nodes!r:.40}")
    most = limits.SIMPLIFIED
    expect(0.0 <= request.simplified <= most, f"simplified: {request.simplified} is outside 0..{most}")
