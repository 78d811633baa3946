"""One step of a job, whole, and cut into parts: each is given its input and its slope, and timed alone."""

from dataclasses import replace

import torch

from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import find_model
from daemon.optim.adam import Adam
from daemon.optim.limits import Limits
from daemon.optim.loop import Refinement
from daemon.optim.parameters import Parameters
from daemon.optim.runner import runner_of
from daemon.raster import Stage, scene_of
from daemon.worker.job import GRADIENT_RAMP
from protocol.messages import Prompt

from .scenes import strokes, table_of
from .timing import now

PROMPT, FREEDOM, PAGE = "a motorcycle", 0.5, (1.0, 1.0, 1.0)
PARTS = ("scene", "raster", "views", "tower", "loss", "restraint", "adam")
_SCENE = ("points", "fill", "stroke", "stroke_width")


class Step:
    """The step that a job takes, on strokes in any colour that may change in every way.

    model: as a request names it. device: "cpu" or "cuda". views: how many views of the picture are judged.
    steps: how many will be asked for at most.
    """

    def __init__(self, model, device, *, stroke_count, views, steps):
        self._device = device
        files = find_model(model)
        self._encoder = _Cut(ClipEncoder(files, torch.device(device)))
        self.side = side = self._encoder.side
        table = table_of(strokes(stroke_count, side))
        scene = scene_of(table, device=device)
        self._parameters = Parameters(table, scene, FREEDOM, PAGE)
        self._scene = scene
        self._stage = self._new_stage()
        self._guide = Guide(self._encoder, (Prompt(PROMPT),), files.names(), PAGE, view_count=views)
        self._chance = self._guide.chances(1, torch.Generator().manual_seed(0)).to(device)
        self._most = 10 * steps  # so many that it does not end for want of a gain
        self._refinement = self._refinement_of(1, runner_of)
        self.run = Run(self._refinement)

    @property
    def values(self):
        """The free numbers as they are now."""
        return self._refinement.values[0]

    def another_run(self, variants=1, runner_of=runner_of):
        """A Run of so many variants from the start."""
        return Run(self._refinement_of(variants, runner_of))

    def tower_alone(self):
        """Pixels of the last step to embeddings, and gradients back to the pixels."""
        pixels = self._encoder.pixels.detach().requires_grad_()
        embeddings = self._encoder.whole.encode_image(pixels)
        return torch.autograd.grad(embeddings, pixels, torch.ones_like(embeddings))

    def picture(self):
        """Values to the picture that is judged, and gradients back."""
        values = self._leaf()
        picture = self._stage.draw(self._parameters.scene(values))
        return torch.autograd.grad(picture, values, torch.ones_like(picture))

    def restraint(self):
        """Values to the restraint, and gradients back."""
        values = self._leaf()
        return torch.autograd.grad(self._parameters.restraint(values), values)

    def parts(self):
        """{part: (forward, backward)} in ms of one step; Adam has no way back."""
        laps = _Laps(self._device)
        values, cut = self._leaf(), self._encoder
        scene = self._parameters.scene(values)
        ends = {name: getattr(scene, name).detach().requires_grad_() for name in _SCENE}
        laps.end("scene")
        picture = self._stage.draw(replace(scene, **ends))[None]
        seen = picture.detach().requires_grad_()
        laps.end("raster")
        cut.laps = laps
        verdict = self._guide.judge(seen, self._chance)
        cut.laps = None
        laps.end("loss")
        restraint = self._parameters.restraint(values)
        laps.end("restraint")

        (slope,) = torch.autograd.grad(verdict.loss.sum(), cut.embeddings)
        laps.end("loss")
        (slope,) = torch.autograd.grad(cut.made, cut.taken, slope)
        laps.end("tower")
        (slope,) = torch.autograd.grad(cut.pixels, seen, slope)
        laps.end("views")
        slopes = torch.autograd.grad(picture, list(ends.values()), slope)
        laps.end("raster")
        (by_scene,) = torch.autograd.grad([getattr(scene, name) for name in _SCENE], values, slopes)
        laps.end("scene")
        (by_restraint,) = torch.autograd.grad(restraint, values)
        laps.end("restraint")
        loss = verdict.loss.detach() + restraint.detach()
        adam = Adam(values.detach()[None], Limits.of_variants([self._parameters.limits]))
        rate = values.new_ones(1)
        laps.end(None)
        adam.step(loss, (by_scene + by_restraint)[None], rate)
        laps.end("adam")
        return {part: (*laps.taken[part], 0.0)[:2] for part in PARTS}

    def _refinement_of(self, variants, runner_of):
        return Refinement(
            [self._parameters] * variants,
            self._new_stage(),
            self._guide,
            steps=self._most,
            seeds=range(variants),
            runner_of=runner_of,
        )

    def _new_stage(self):
        """One for each run: what a GPU replays may not be planned anew by others."""
        side = self.side
        return Stage(self._scene, self._parameters.changing, PAGE, side, side, ramp=GRADIENT_RAMP)

    def _leaf(self):
        return self.values.detach().requires_grad_()


class Run:
    """Steps of a Refinement, taken as a job takes them: as many at once as its runner likes."""

    def __init__(self, refinement):
        self.stride = refinement.stride
        self._reports = refinement.run()

    def go_on(self):
        """Take the next `stride` steps."""
        for _ in range(self.stride):
            next(self._reports)


class _Laps:
    """Milliseconds from one end to the next, by what ended."""

    def __init__(self, device):
        self.taken = {}
        self._device = device
        self._last = now(device)

    def end(self, part):
        """`part` ends here, on its way there or back; None: what nobody asked for."""
        at = now(self._device)
        self.taken.setdefault(part, []).append(1000 * (at - self._last))
        self._last = at


class _Cut:
    """An Encoder that keeps what it is given and, where laps are taken, cuts its ends off the graph."""

    def __init__(self, whole):
        self.whole = whole
        self.laps = None
        self.pixels = self.taken = self.made = self.embeddings = None
        self.side, self.name, self.encode_text = whole.side, whole.name, whole.encode_text

    def encode_image(self, pictures):
        """As the encoder does."""
        self.pixels = pictures
        if self.laps is None:
            return self.whole.encode_image(pictures)
        self.taken = pictures.detach().requires_grad_()
        self.laps.end("views")
        self.made = self.whole.encode_image(self.taken)
        self.embeddings = self.made.detach().requires_grad_()
        self.laps.end("tower")
        return self.embeddings
