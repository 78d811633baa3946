"""Path data (the `d` attribute) to subpaths, strictly by the grammar of SVG 2, section 9.3."""

import re

from protocol.geometry import CUBIC, LINE

from .arcs import arc_to_cubics
from .subpaths import Subpath

_SPACE = re.compile(r"[ \t\n\f\r]*")
_SEPARATOR = re.compile(r"[ \t\n\f\r]*,?[ \t\n\f\r]*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FLAG = re.compile(r"[01]")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
LARGEST = 1e30  # squares and sums of such numbers are still finite
_ARC_FLAGS = (3, 4)


class PathDataError(ValueError):
    """Path data that breaks the grammar; a viewer shows it only up to `position` (in characters)."""

    def __init__(self, position):
        super().__init__(f"not path data from character {position + 1} on")
        self.position = position


class PathRangeError(PathDataError):
    """Path data with a number that no drawing needs."""


def parse_path(text):
    """The subpaths of path data, in absolute coordinates; none for empty data or `none`.

    H, V become lines; quadratics, smooth curves and arcs become cubics. PathDataError on anything a
    viewer would cut off, PathRangeError on a number beyond LARGEST.
    """
    text = text or ""
    if text.strip() in ("", "none"):
        return []
    pen = _Pen()
    for letter, values in _commands(text):
        pen.draw(letter, values)
    return pen.subpaths


def _commands(text):
    """(letter, argument list) for every command, repeated ones spelled out. The first is a moveto."""
    position = _SPACE.match(text, 0).end()
    first = True
    while position < len(text):
        letter = text[position]
        if letter.upper() not in _ARGUMENTS or (first and letter not in "Mm"):
            raise PathDataError(position)
        first = False
        position = _SPACE.match(text, position + 1).end()
        if letter in "Zz":
            yield letter, []
            continue
        values, position = _arguments(text, position, letter)
        yield letter, values
        if letter in "Mm":
            letter = "L" if letter == "M" else "l"
        following = _SEPARATOR.match(text, position).end()
        while following < len(text) and _NUMBER.match(text, following):
            values, position = _arguments(text, following, letter)
            yield letter, values
            following = _SEPARATOR.match(text, position).end()
        position = _SPACE.match(text, position).end()


def _arguments(text, position, letter):
    values = []
    for index in range(_ARGUMENTS[letter.upper()]):
        if index:
            position = _SEPARATOR.match(text, position).end()
        is_flag = letter in "Aa" and index in _ARC_FLAGS
        match = (_FLAG if is_flag else _NUMBER).match(text, position)
        if not match:
            raise PathDataError(position)
        values.append(float(match[0]))
        if abs(values[-1]) > LARGEST:
            raise PathRangeError(position)
        position = match.end()
    return values, position


class _Pen:
    """Draws commands into subpaths; `at` is the current point, `handle` the last control point."""

    def __init__(self):
        self.subpaths = []
        self.at = (0.0, 0.0)
        self.handle = None
        self.last = ""

    def draw(self, letter, values):
        name = letter.upper()
        base = self.at if letter.islower() else (0.0, 0.0)
        if name == "M":
            self._move((base[0] + values[0], base[1] + values[1]))
        elif name == "Z":
            self.subpaths[-1].is_closed = True
            self.at = self.subpaths[-1].points[0]
        else:
            self._begin()
            if name == "A":
                self._arc(values, base)
            elif name in "HV":
                self._line(self._straight(name, values[0], base))
            else:
                points = [(base[0] + x, base[1] + y) for x, y in zip(values[::2], values[1::2])]
                self._curve(name, points)
        self.last = name

    def _move(self, point):
        self.subpaths.append(Subpath([point], []))
        self.at = point

    def _begin(self):
        """After `z` a drawing command starts a new subpath where the old one began."""
        if self.subpaths[-1].is_closed:
            self._move(self.at)

    def _straight(self, name, value, base):
        return (base[0] + value, self.at[1]) if name == "H" else (self.at[0], base[1] + value)

    def _line(self, point):
        self.subpaths[-1].points.append(point)
        self.subpaths[-1].kinds.append(LINE)
        self.at = point

    def _cubic(self, first, second, end):
        self.subpaths[-1].points += [first, second, end]
        self.subpaths[-1].kinds.append(CUBIC)
        self.at = end

    def _curve(self, name, points):
        if name == "L":
            self._line(points[0])
        elif name in "CS":
            if name == "S":
                points.insert(0, self._reflected("CS"))
            self.handle = points[1]
            self._cubic(*points)
        else:
            if name == "T":
                points.insert(0, self._reflected("QT"))
            self.handle = points[0]
            self._cubic(*_raised(self.at, *points))

    def _reflected(self, family):
        if self.last and self.last in family:
            return (2 * self.at[0] - self.handle[0], 2 * self.at[1] - self.handle[1])
        return self.at

    def _arc(self, values, base):
        end = (base[0] + values[5], base[1] + values[6])
        cubics = arc_to_cubics(self.at, values[:2], values[2], (values[3] == 1.0, values[4] == 1.0), end)
        if cubics is None:
            self._line(end)
        else:
            for cubic in cubics:
                self._cubic(*cubic)


def _raised(start, control, end):
    """A quadratic as a cubic."""
    return (
        (start[0] + 2.0 / 3.0 * (control[0] - start[0]), start[1] + 2.0 / 3.0 * (control[1] - start[1])),
        (end[0] + 2.0 / 3.0 * (control[0] - end[0]), end[1] + 2.0 / 3.0 * (control[1] - end[1])),
        end,
    )
