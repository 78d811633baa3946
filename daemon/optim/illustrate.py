"""Draws the picture of DESIGN.md: `python -m daemon.optim.illustrate > daemon/optim/design.svg`."""

from pathlib import Path

import inkex
import torch

from inkscape_ext.drawing import Drawing

from .joints import joints_of
from .outline import outline_of
from .sections import sections_of
from .simplest import ARC, FAIR, LINE, LOOP
from .tidy import shapes_of, tidied
from .vertices import end_names

SKETCHES = Path(__file__).resolve().parents[2] / "examples" / "sketches"
NAMES = ("bicycle", "cat", "umbrella")
SIDE, GAP = 260, 10  # SVG units
INKS = {LINE: "#1f5fbf", ARC: "#2a9a4a", LOOP: "#d03a2a", FAIR: "#8a4fbf"}


def main():
    """Print an SVG: sketches as they were drawn, and tidied, each section in the colour of its kind."""
    width, height = len(NAMES) * (SIDE + GAP), 2 * (SIDE + GAP)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">')
    print(f'<rect width="{width}" height="{height}" fill="white"/>')
    print('<g fill="none" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">')
    for column, name in enumerate(NAMES):
        for row, paths in enumerate(_both(name)):
            print(f'<g transform="translate({column * (SIDE + GAP)} {row * (SIDE + GAP)})">')
            print("\n".join(f'<path d="{data}" stroke="{ink}"/>' for data, ink in paths))
            print("</g>")
    print("</g></svg>")


def _both(name):
    """([(path data, colour)] before, the same after tidying) of a sketch's sections."""
    root = inkex.load_svg(str(SKETCHES / f"{name}.svg")).getroot()
    table = Drawing.read(root, None, ("lines",)).table
    outline = outline_of(table)
    is_free = torch.ones(len(outline.subpath_path), dtype=torch.bool)
    half_width = 0.5 * torch.tensor(table.stroke_width, dtype=torch.float64)[outline.subpath_path]
    joints = joints_of(outline, half_width, is_free)
    sections = sections_of(outline, end_names(outline, joints.leader))
    shapes = shapes_of(sections, joints, ~is_free)
    after = outline.points + tidied(outline, joints, is_free, ~is_free)
    before = [(_data(outline, section, outline.points), "#333") for section in sections]
    kinds = [INKS[shape.kind] for shape in shapes]
    data = [_data(outline, section, after) for section in sections]
    return before, list(zip(data, kinds, strict=True))


def _data(outline, section, points):
    controls = points[outline.controls[torch.from_numpy(section.segments)]] * SIDE  # [n, 4, 2]
    pairs = [[f"{x:.1f} {y:.1f}" for x, y in cubic] for cubic in controls.tolist()]
    return f"M{pairs[0][0]} " + " ".join("C" + " ".join(cubic[1:]) for cubic in pairs)


if __name__ == "__main__":
    main()
