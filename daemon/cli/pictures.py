"""The run's pictures as PNG files: one for each stage, and before and after side by side."""

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .files import FileError, make_folder, write_whole

_STAGE = re.compile(r"stage_\d{5}\.png")
_MARGIN = 12  # px, around and between pictures
_LABEL = 28  # px, the strip above a picture
_TEXT_SIZE = 16  # px
_PAPER, _FRAME, _INK = (255, 255, 255), (200, 200, 200), (40, 40, 40)


class Pictures:
    """Takes the previews of a run. The first is the drawing before, the latest the drawing now.

    stages: folder for a PNG of each preview, or None. Stages that an earlier run left there are removed.
    problem: the FileError after which no more stages are written, or None: the run goes on.
    """

    def __init__(self, stages=None):
        self._stages = Path(stages) if stages else None
        self.first = None
        self.latest = None
        self.problem = None
        if self._stages:
            make_folder(self._stages, "--preview-dir")
            for old in self._stages.iterdir():
                if _STAGE.fullmatch(old.name):
                    old.unlink()

    def take(self, preview):
        """Note a protocol Preview and write its stage."""
        self.latest = preview
        if self.first is None:
            self.first = preview
        if self._stages and self.problem is None:
            path = self._stages / f"stage_{preview.step:05d}.png"
            try:
                write_whole(path, png(in_a_row(images_of(preview))), "--preview-dir")
            except FileError as error:
                self.problem = error

    def before_after(self, prompt):
        """The bytes of a PNG file with both pictures, labelled; None if there was no preview."""
        if self.first is None:
            return None
        after = images_of(self.latest)
        labels = (
            [f"after: {prompt}"]
            if len(after) == 1
            else [f"{at}: {prompt}" for at in range(1, len(after) + 1)]
        )
        return png(side_by_side([images_of(self.first)[0], *after], ("before", *labels)))


def images_of(preview):
    """The pictures of a Preview as Pillow images."""
    size, pixels = (preview.width, preview.height), preview.rgb.tobytes()
    length = 3 * size[0] * size[1]
    parts = (pixels[start : start + length] for start in range(0, len(pixels), length))
    return [Image.frombytes("RGB", size, part) for part in parts]


def in_a_row(images):
    """One image with images of one size beside each other."""
    if len(images) == 1:
        return images[0]
    row = Image.new("RGB", (sum(image.width for image in images), images[0].height))
    for index, image in enumerate(images):
        row.paste(image, (index * image.width, 0))
    return row


def side_by_side(images, labels):
    """One image with these images in a row, each under its label; a label too long for its picture is cut."""
    font = ImageFont.load_default(_TEXT_SIZE)
    width = _MARGIN + sum(image.width + _MARGIN for image in images)
    height = _LABEL + max(image.height for image in images) + _MARGIN
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    left = _MARGIN
    for image, label in zip(images, labels, strict=True):
        text = _fitting(" ".join(label.split()), font, image.width)
        draw.text((left, _LABEL / 2), text, fill=_INK, font=font, anchor="lm")
        sheet.paste(image, (left, _LABEL))
        draw.rectangle((left - 1, _LABEL - 1, left + image.width, _LABEL + image.height), outline=_FRAME)
        left += image.width + _MARGIN
    return sheet


def png(image):
    """The bytes of a PNG file; the same image gives the same bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _fitting(text, font, width):
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"
