"""Pixels, and the manner of a sample, that a request brings along."""

import array
import hashlib
from dataclasses import dataclass, field

from . import limits
from .checks import expect, expect_shares, is_unicode
from .geometry import floats, octets
from .table_checks import expect_range

USES = ("behind", "front", "goal")


@dataclass(frozen=True)
class Picture:
    """Pixels that lie over the whole canvas: behind all paths, in front of them, or what they are to show."""

    use: str  # one of USES
    width: int  # px
    height: int
    rgba: array.array = field(metadata={"typecode": "B"})  # [height, width, 4], straight alpha
    name: str = ""  # of the object or file that it shows, for the record

    @classmethod
    def of(cls, use, size, rgba, name=""):
        """A Picture of bytes; size: (width, height)."""
        return cls(use, *size, octets(rgba), name[: limits.TEXT_CHARACTERS])

    @property
    def sha256(self):
        """What stands for its pixels in a log or record."""
        return hashlib.sha256(self.rgba.tobytes()).hexdigest()

    def check(self):
        """Raise RefineError unless it is a picture within the bounds."""
        expect(self.use in USES, f"pictures: {self.use!r:.40} is no use of one")
        sides = (self.width, self.height)
        expect(
            all(0 < side <= limits.PICTURE_SIDE for side in sides), f"pictures: {sides[0]} x {sides[1]} px"
        )
        expect(len(self.rgba) == 4 * sides[0] * sides[1], f"pictures: {len(self.rgba)} bytes of pixels")


@dataclass(frozen=True)
class Manner:
    """How a sample is drawn: in shares of its length (of strokes) and of its number (of fills)."""

    widths: array.array = field(metadata={"typecode": "f"})  # [k] canvas units, ascending, of equal shares
    strokes: array.array = field(metadata={"typecode": "f"})  # [m, 4] RGB and its share
    fills: array.array = field(metadata={"typecode": "f"})  # [n, 4] RGB and its share
    # [2 * DIRECTIONS] mean cosine and sine of 2, 4, 6... times the angle of its lines, 0 where it has none
    directions: array.array = field(metadata={"typecode": "f"})
    name: str = ""  # of the sample, for the record

    def check(self):
        """Raise RefineError unless its numbers are in range."""
        for name, width, high in (("widths", 1, limits.COORDINATE), ("strokes", 4, 1.0), ("fills", 4, 1.0)):
            values = getattr(self, name)
            is_whole = len(values) <= 4 * limits.SAMPLES and len(values) % width == 0
            expect(is_whole, f"manner.{name}: {len(values)} numbers")
            expect_range(f"manner.{name}", values, 0.0, high)
        count = len(self.directions)
        expect(count == 2 * limits.DIRECTIONS, f"manner.directions: {count} numbers")
        expect_range("manner.directions", self.directions, -1.0, 1.0)


def check_pictures(request):
    """Raise RefineError with the first thing that is wrong with a request's pictures, sample and frame."""
    uses = [picture.use for picture in request.pictures]
    expect(all(uses.count(use) <= 1 for use in USES), f"pictures: {len(uses)}")
    expect(len(request.manner) <= 1, f"manner: {len(request.manner)} > 1")
    for each in (*request.pictures, *request.manner):
        each.check()
    expect_shares(request, "goal_weight", "manner_weight")
    expect(0.0 <= request.margin <= 10.0, f"margin: {request.margin} is outside 0..10")
    expect(len(request.frame) <= limits.TEXT_CHARACTERS, f"frame: {len(request.frame)} characters")
    expect(is_unicode(request.frame), f"frame: {request.frame!r:.40} holds what is no letter of any script")


def manner(widths=(), strokes=(), fills=(), directions=(), name=""):
    """A Manner of plain numbers."""
    return Manner(floats(widths), floats(strokes), floats(fills), floats(directions), name)
