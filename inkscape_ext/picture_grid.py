"""How several pictures of one shape lie side by side. No GTK."""

from dataclasses import dataclass

PICTURE_SIDE = 320  # px, the longer side of a picture alone
GAP = 6  # px
# (pictures at most, columns, px of the longer side of each)
_LAYOUTS = ((1, 1, PICTURE_SIDE), (2, 2, 240), (4, 2, 240), (6, 3, 200), (8, 4, 170))


@dataclass(frozen=True)
class PictureGrid:
    """Places of `count` pictures, row by row. width, height: of each, px."""

    count: int
    columns: int
    width: int
    height: int

    @property
    def size(self):
        """(width, height) of the whole in px."""
        rows = -(-self.count // self.columns)
        columns = min(self.columns, self.count)
        return (columns * (self.width + GAP) - GAP, rows * (self.height + GAP) - GAP)

    @property
    def side(self):
        """px: the longer side of each."""
        return max(self.width, self.height)

    def places(self):
        """(left, top) of each picture in px."""
        steps = (self.width + GAP, self.height + GAP)
        return [(at % self.columns * steps[0], at // self.columns * steps[1]) for at in range(self.count)]


def grid_for(count, canvas):
    """The PictureGrid of so many pictures of a protocol Canvas."""
    _, columns, side = next(layout for layout in _LAYOUTS if count <= layout[0])
    longer = max(canvas.width, canvas.height)
    width, height = (max(1, round(side * length / longer)) for length in (canvas.width, canvas.height))
    return PictureGrid(count, columns, width, height)
