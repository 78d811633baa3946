"""Pictures by an independent renderer; only where resvg_py is installed."""

import io

import resvg_py
from PIL import Image, ImageChops, ImageStat


def picture(svg_text):
    """An RGB picture of SVG text, on white."""
    data = resvg_py.svg_to_bytes(svg_string=svg_text, background="#ffffff", dpi=96)
    return Image.open(io.BytesIO(bytes(data))).convert("RGB")


def difference(one, other):
    """Mean difference in levels, 0..255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3.0
