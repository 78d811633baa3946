"""One job, as one plain loop: step, tell, look whether to go on."""

from functools import cached_property

import torch

from daemon.optim.freedoms import Colouring, Restraints
from daemon.optim.palette_run import run_of
from daemon.optim.parameters import Parameters, changing_paths
from daemon.optim.streams import Readback
from daemon.raster import Stage, render
from protocol import limits
from protocol.geometry import floats, octets
from protocol.messages import Cancelled, Notice, Preview, Progress, RefineRequest, Result, Snapshot

from .pacing import Pacer
from .pixels import premultiplied, size_of

PICTURE_RAMP, GRADIENT_RAMP = 1, 2  # px
PREVIEW_REST = 8  # times as long as a preview took, no other: large drawings are to be refined, not shown


class Job:
    """A drawing on its way from request to result.

    scene: the request's paths. send: takes messages for the client. clock: seconds, only rising.
    draw: `render`, or what stands in for it where the model looks; people are always shown ours.
    """

    def __init__(self, name, request, scene, send, clock, draw=render):
        self._name = name
        self._request = request
        self._scene = scene
        self._send = send
        self._clock = clock
        self._draw = draw
        self._progress_pace = Pacer(limits.PROGRESS_INTERVAL_S)
        self._preview_pace = Pacer(limits.PREVIEW_INTERVAL_S)
        self._on_its_way = None  # (step, Readback of its preview)
        spacing = request.steps / (request.snapshots + 1)
        self._snapshot_steps = [round(spacing * (index + 1)) for index in range(request.snapshots)]
        self._preview_stage = (
            self._stage(request.preview_side, PICTURE_RAMP, render) if request.preview_side else None
        )

    @cached_property
    def _parameters(self):
        """Made when they are needed: the first picture is sent before, as they take longer than it."""
        return _parameters(self._request, self._scene)

    def send_preview(self, step, values=None):
        """Send the picture of the drawing at `values`, or as it starts; waits for the device."""
        if self._preview_stage is not None:
            self._show(step, self._photograph(values))

    def _photograph(self, values=None):
        """The Readback of a preview's RGB, [H, W, 3] uint8."""
        with torch.no_grad():
            scene = self._scene if values is None else self._parameters.scene(values)
            picture = self._preview_stage.draw(scene)
        return Readback((picture.clamp(0, 1) * 255 + 0.5).to(torch.uint8))

    def _show(self, step, photograph):
        rgb = photograph.tensor()
        self._send(Preview(self._name, step, rgb.shape[1], rgb.shape[0], octets(rgb.numpy().tobytes())))

    def refine(self, guide, cancel_of, *, load_s):
        """The message that ends the job: Result or Cancelled."""
        started = self._clock()
        request, parameters = self._request, self._parameters
        steps = request.steps if parameters.count else 0
        stage = self._stage(guide.side, GRADIENT_RAMP, self._draw)
        run = run_of([parameters], stage, guide, steps=steps, seeds=[request.seed])
        reason, step = None, 0
        for report in run.run():
            step = report.step
            self._tell(run, report, started)
            cancel = cancel_of()
            if cancel is not None and not cancel.keep:
                return Cancelled(self._name)
            if cancel is not None:
                reason = "stopped"
                break
        self._refresh_preview(run.best[0])
        self.send_preview(step, run.best[0])
        return self._result(run, guide, reason or run.reason, step, load_s, self._clock() - started)

    def tidy(self):
        """The Result of tidying alone: it needs no guide and no steps."""
        started = self._clock()
        values = self._parameters.tidied
        self._refresh_preview(values)
        self.send_preview(0, values)
        device = str(self._scene.points.device)
        return Result(
            self._name, "finished", **self._columns(values), device=device, run_s=self._clock() - started
        )

    def _tell(self, run, report, started):
        now = self._clock()
        if not report.is_accepted:
            self._send(Notice(self._name, "step_rejected", f"step {report.step}"))
        if self._snapshot_steps and report.step >= self._snapshot_steps[0]:
            self._snapshot_steps = [step for step in self._snapshot_steps if step > report.step]
            self._send(Snapshot(self._name, report.step, **self._columns(run.values[0])))
        if self._progress_pace.is_due(now):
            left = (now - started) / report.step * (self._request.steps - report.step)
            progress = Progress(self._name, report.step, self._request.steps, report.similarity, left)
            self._send(progress)
        self._show_what_is_here()
        if self._preview_stage is not None and self._preview_pace.is_due(now):
            self._on_its_way = report.step, self._photograph(run.values[0])
            after = self._clock()
            self._preview_pace.rest(after, PREVIEW_REST * (after - now))
            self._show_what_is_here()

    def _show_what_is_here(self):
        """Send the preview that a GPU drew in the meantime."""
        if self._on_its_way is not None and self._on_its_way[1].is_here:
            self._show(*self._on_its_way)
            self._on_its_way = None

    def _refresh_preview(self, values):
        """Have the last preview drawn as finely as the first, whatever became of the drawing."""
        if self._preview_stage is not None:
            with torch.no_grad():
                self._preview_stage.refresh(self._parameters.scene(values))

    def _stage(self, side, ramp, draw):
        canvas = self._request.canvas
        height, width = size_of(canvas, side)
        changing = changing_paths(self._request.paths, self._request.freedom)
        around = {
            use: premultiplied(self._request.picture(use), height, width, self._scene.points.device)
            for use in ("behind", "front")
        }
        return Stage(self._scene, changing, canvas.page, height, width, ramp=ramp, draw=draw, **around)

    def _result(self, run, guide, reason, steps, load_s, run_s):
        return Result(
            self._name,
            reason,
            **self._columns(run.best[0]),
            steps=steps,
            similarity_before=run.similarity_before[0],
            similarity_after=run.similarity_after[0],
            model=guide.model,
            device=str(self._scene.points.device),
            load_s=load_s,
            run_s=run_s,
            rejected_steps=run.rejected[0],
        )

    def _columns(self, values):
        """The columns of Result and Snapshot for the drawing at these values."""
        with torch.no_grad():
            scene = self._parameters.scene(self._parameters.painted(values))
        names = ("points", "fill", "stroke", "stroke_width")
        return {name: _floats(getattr(scene, name)) for name in names}


def _parameters(request, scene):
    restraints = Restraints(request.dials, request.apart, request.hold_ends)
    freedom, colouring = request.freedom, Colouring()
    if request.tidy_only:
        # tidying goes on up to the usual freedom, and beyond it lines need not be tidy
        freedom = min(freedom, RefineRequest.freedom)
    else:
        palette = tuple(swatch.rgb for swatch in request.palette)
        colouring = Colouring(palette, request.palette_pull, request.keep_colours)
    manner = next(((each, request.manner_weight) for each in request.manner), None)
    return Parameters(request.paths, scene, freedom, request.canvas.page, restraints, colouring, manner)


def _floats(tensor):
    out = floats()
    out.frombytes(tensor.detach().cpu().contiguous().numpy().tobytes())
    return out
