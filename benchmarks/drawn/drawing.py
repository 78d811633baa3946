"""Draws a case with the product's own worker."""

import time
from dataclasses import dataclass

import numpy as np
from PIL import Image

from daemon.worker.job_executor import JobExecutor
from protocol.messages import Preview, Prompt, RefineRequest, Result, Submit

SIDE = 384  # px, of the pictures before and after


@dataclass(frozen=True)
class Drawn:
    """What became of a case: the Result, and its picture before and after."""

    result: Result
    before: Image.Image
    after: Image.Image


class Artist:
    """Draws cases one after another with one loaded model.

    settings: of every RefineRequest, by name: steps, seed, device, model.
    """

    def __init__(self, settings):
        self._settings = settings
        self._executor = JobExecutor(None, time.monotonic)

    def draw(self, case, freedom=None):
        """The Drawn of a Case; freedom: in place of its own. RefineError where it can't be drawn."""
        request = RefineRequest(
            paths=case.table,
            prompts=(Prompt(case.prompt),),
            canvas=case.canvas,
            freedom=case.freedom if freedom is None else freedom,
            new_paths=case.new_paths,
            preview_side=SIDE,
            **self._settings,
        )
        previews = []

        def send(message):
            if isinstance(message, Preview):
                previews.append(message)

        result = self._executor.run(Submit("quality", request), send, lambda: None)
        return Drawn(result, _image(previews[0]), _image(previews[-1]))


def _image(preview):
    pixels = np.frombuffer(preview.rgb, np.uint8).reshape(preview.height, preview.width, 3)
    return Image.fromarray(pixels)
