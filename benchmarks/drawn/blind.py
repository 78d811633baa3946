"""Pairs of pictures for people to say which they like better, who are not to know which came first."""

import json

from PIL import Image, ImageDraw, ImageFont

ON_A_SHEET = 5
CELL, LABEL, GAP = 384, 30, 16  # px
TEXT_SIZE = 18  # px


def write_blind(folder, pairs, prompts, dice):
    """Write folder/pairs-1.png, ..., and which letter is the later picture in a file beside the folder.

    pairs: (before, after) images. prompts: a text for each. dice: a random.Random.
    """
    folder.mkdir(parents=True, exist_ok=True)
    order = list(range(len(pairs)))
    dice.shuffle(order)
    is_swapped = [dice.random() < 0.5 for _ in order]
    key = {}
    for first in range(0, len(order), ON_A_SHEET):
        rows = []
        for number in range(first, min(first + ON_A_SHEET, len(order))):
            pair, prompt = pairs[order[number]], prompts[order[number]]
            rows.append((f"{number + 1}: {prompt}", pair[::-1] if is_swapped[number] else pair))
            key[number + 1] = {"prompt": prompt, "after": "A" if is_swapped[number] else "B"}
        _sheet(rows).save(folder / f"pairs-{first // ON_A_SHEET + 1}.png", optimize=True)
    text = json.dumps(key, indent=1) + "\n"
    folder.with_name(folder.name + ".key.json").write_text(text, encoding="utf-8")


def _sheet(rows):
    """One image of rows (label, (picture, picture))."""
    height = LABEL + CELL + GAP
    sheet = Image.new("RGB", (2 * CELL + 3 * GAP, len(rows) * height + GAP), "#dddddd")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(TEXT_SIZE)
    for row, (label, pair) in enumerate(rows):
        top = GAP + row * height
        for column, (letter, picture) in enumerate(zip("AB", pair, strict=True)):
            left = GAP + column * (CELL + GAP)
            pen.text((left, top), f"{label}, {letter}", fill="black", font=font)
            sheet.paste(picture.resize((CELL, CELL), Image.Resampling.LANCZOS), (left, top + LABEL))
    return sheet
