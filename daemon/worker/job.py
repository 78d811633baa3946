"""One job, as one plain loop: step, tell, look whether to go on."""

from dataclasses import replace

import torch

from daemon.optim.going_home import Kept, without_idle
from daemon.optim.palette_run import run_of
from daemon.optim.placing import placed
from daemon.optim.streams import Readback
from daemon.optim.together import parameters_of, tidying_parameters
from daemon.raster import Stage, render, scene_of
from protocol import limits
from protocol.geometry import floats, octets
from protocol.messages import Cancelled, Notice, Preview, Progress, Result, Snapshot, Variation
from protocol.variants import seeds_of

from .pacing import Pacer
from .pixels import premultiplied, size_of
from .rank import Ranker

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
        free = torch.tensor(request.paths.free) != 0
        self._changing = free if request.freedom or request.new_paths or request.counts else free & False
        self._progress_pace = Pacer(limits.PROGRESS_INTERVAL_S)
        self._preview_pace = Pacer(limits.PREVIEW_INTERVAL_S)
        self._on_its_way = None  # (step, Readback of its preview)
        spacing = request.steps / (request.snapshots + 1)
        self._snapshot_steps = [round(spacing * (index + 1)) for index in range(request.snapshots)]
        self._preview_stage = (
            self._stage(request.preview_side, PICTURE_RAMP, render) if request.preview_side else None
        )

    def send_preview(self, step, scene=None):
        """Send the picture of the drawing at `scene`, or as it starts; waits for the device."""
        if self._preview_stage is not None:
            self._show(step, self._photograph(self._start() if scene is None else scene))

    def _start(self):
        """The drawing before the run, without new paths that have no place yet."""
        scene, new = self._scene, self._request.new_paths
        if not self._request.place:
            return scene
        opacity = scene.opacity.clone()
        opacity[-new:] = 0.0
        return replace(scene, opacity=opacity)

    def _photograph(self, scene):
        """The Readback of a preview's RGB, [H, W, 3] or [B, H, W, 3] uint8."""
        with torch.no_grad():
            picture = self._preview_stage.draw(scene)
        return Readback((picture.clamp(0, 1) * 255 + 0.5).to(torch.uint8))

    def _show(self, step, photograph):
        rgb = photograph.tensor()
        height, width, _ = rgb.shape[-3:]
        pictures = rgb.numel() // (height * width * 3)
        self._send(Preview(self._name, step, width, height, octets(rgb.numpy().tobytes()), pictures))

    def refine(self, guide, cancel_of, *, load_s):
        """The message that ends the job: Result or Cancelled."""
        started = self._clock()
        request = self._request
        stage = self._stage(guide.side, GRADIENT_RAMP, self._draw)
        table, scene = request.paths, self._scene
        if request.place:
            table = placed(request, scene, stage, guide)
            scene = scene_of(table, device=scene.points.device)
        parameters = parameters_of(request, table, scene)
        steps = request.steps if parameters[0].count else 0
        run = run_of(parameters, stage, guide, steps=steps, seeds=seeds_of(request))
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
        kept = Kept(run.best, run.similarity_after, (0,) * len(parameters))
        if reason != "stopped":  # who stops a run is not to wait
            kept = without_idle(parameters, stage, guide, kept.values, kept.similarities)
        best = _detached(run.scene, kept.values)
        self._refresh_preview(best)
        self.send_preview(step, best)
        return self._result(run, kept, best, guide, reason or run.reason, step, load_s, started)

    def rank(self, guide, cancel_of, *, load_s):
        """The message that ends a job that refines nothing: Result, after its Ranking, or Cancelled."""
        started = self._clock()
        counts = self._request.counts
        self._send(Notice(self._name, "ranking"))
        stage = self._stage(guide.side, PICTURE_RAMP, self._draw)
        ranker = Ranker(self._request.paths, self._scene, stage, guide)
        reason = "finished"
        order = []
        for done, found in enumerate(ranker.orders(), 1):
            order = found
            left = (self._clock() - started) / done * (ranker.rounds - done)
            self._send(Progress(self._name, done, ranker.rounds, 0.0, left))
            cancel = cancel_of()
            if cancel is not None and not cancel.keep:
                return Cancelled(self._name)
            if cancel is not None:
                reason = "stopped"
                break
        message = ranker.message(self._name, order, counts)
        self.send_preview(0, ranker.scene(order, counts))
        self._send(message)
        whole = {f"similarity_{when}": message.similarity[0] for when in ("before", "after")}
        return Result(
            self._name, reason, **_columns(self._scene), **whole, **self._made(guide, load_s, started)
        )

    def tidy(self):
        """The Result of tidying alone: it needs no guide and no steps."""
        started = self._clock()
        parameters = tidying_parameters(self._request, self._scene)
        scene = _detached(parameters.scene, parameters.tidied)
        self._refresh_preview(scene)
        self.send_preview(0, scene)
        device, run_s = str(self._scene.points.device), self._clock() - started
        return Result(self._name, "finished", **_columns(scene), device=device, run_s=run_s)

    def _tell(self, run, report, started):
        now = self._clock()
        if not report.is_accepted:
            self._send(Notice(self._name, "step_rejected", f"step {report.step}"))
        if self._snapshot_steps and report.step >= self._snapshot_steps[0]:
            self._snapshot_steps = [step for step in self._snapshot_steps if step > report.step]
            scene = _detached(run.scene, run.painted)
            for variant in range(self._request.variants):
                columns = _columns(scene, variant)
                self._send(Snapshot(self._name, report.step, **columns, variant=variant))
        if self._progress_pace.is_due(now):
            left = (now - started) / report.step * (self._request.steps - report.step)
            progress = Progress(self._name, report.step, self._request.steps, report.similarity, left)
            self._send(progress)
        self._show_what_is_here()
        if self._preview_stage is not None and self._preview_pace.is_due(now):
            self._on_its_way = report.step, self._photograph(_detached(run.scene, run.values))
            after = self._clock()
            self._preview_pace.rest(after, PREVIEW_REST * (after - now))
            self._show_what_is_here()

    def _show_what_is_here(self):
        """Send the preview that a GPU drew in the meantime."""
        if self._on_its_way is not None and self._on_its_way[1].is_here:
            self._show(*self._on_its_way)
            self._on_its_way = None

    def _refresh_preview(self, scene):
        """Have the last preview drawn as finely as the first, whatever became of the drawing."""
        if self._preview_stage is not None:
            with torch.no_grad():
                self._preview_stage.refresh(scene)

    def _stage(self, side, ramp, draw):
        canvas = self._request.canvas
        height, width = size_of(canvas, side)
        around = {
            use: premultiplied(self._request.picture(use), height, width, self._scene.points.device)
            for use in ("behind", "front")
        }
        return Stage(self._scene, self._changing, canvas.page, height, width, ramp=ramp, draw=draw, **around)

    def _result(self, run, kept, best, guide, reason, steps, load_s, started):
        """The Result of the best variant, after a Variation of each if there are several. best: the Scene of
        what was kept."""
        after = kept.similarities
        chosen = max(range(len(after)), key=lambda variant: after[variant])
        if len(after) > 1:
            for variant, similarity in enumerate(after):
                columns = _columns(best, variant)
                self._send(Variation(self._name, variant, **columns, similarity_after=similarity))
        elif kept.counts[0]:
            self._send(Notice(self._name, "put_back", str(kept.counts[0])))
        return Result(
            self._name,
            reason,
            **_columns(best, chosen),
            steps=steps,
            similarity_before=run.similarity_before[chosen],
            similarity_after=after[chosen],
            rejected_steps=run.rejected[chosen],
            variant=chosen,
            **self._made(guide, load_s, started),
        )

    def _made(self, guide, load_s, started):
        """What a Result says of how it was made."""
        return {
            "model": guide.model,
            "device": str(self._scene.points.device),
            "load_s": load_s,
            "run_s": self._clock() - started,
        }


def _detached(scene_of_values, values):
    with torch.no_grad():
        return scene_of_values(values)


def _columns(scene, variant=0):
    """The columns of Result, Variation and Snapshot of a Scene, or of one of its variants."""
    points, fill, stroke, stroke_width, _ = (each[min(variant, len(each) - 1)] for each in scene.batched())
    columns = {"points": points, "fill": fill, "stroke": stroke, "stroke_width": stroke_width}
    return {name: _floats(tensor) for name, tensor in columns.items()}


def _floats(tensor):
    out = floats()
    out.frombytes(tensor.detach().cpu().contiguous().numpy().tobytes())
    return out
