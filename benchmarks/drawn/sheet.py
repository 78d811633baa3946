"""Pairs of pictures, before and after, on one sheet."""

import math

from PIL import Image, ImageDraw, ImageFont

COLUMNS = 4  # pairs in a row
CELL, LABEL, GAP = 150, 18, 10  # px
TEXT_SIZE = 12  # px


def sheet_of(pairs, labels):
    """One image. pairs: (before, after) images. labels: a text for each."""
    rows = math.ceil(len(pairs) / COLUMNS)
    size = (COLUMNS * (2 * CELL + GAP) + GAP, rows * (CELL + LABEL + GAP) + GAP)
    sheet = Image.new("RGB", size, "#dddddd")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(TEXT_SIZE)
    for index, (pair, label) in enumerate(zip(pairs, labels, strict=True)):
        x = GAP + index % COLUMNS * (2 * CELL + GAP)
        y = GAP + index // COLUMNS * (CELL + LABEL + GAP)
        pen.text((x, y), label, fill="black", font=font)
        for column, image in enumerate(pair):
            small = image.resize((CELL - 1, CELL), Image.Resampling.LANCZOS)
            sheet.paste(small, (x + column * CELL, y + LABEL))
    return sheet
