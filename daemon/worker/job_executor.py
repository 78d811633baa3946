"""Runs jobs, and keeps what one leaves for the next: the loaded models."""

import logging

import torch

from daemon.raster import render, scene_of
from protocol.geometry import Free, Paint
from protocol.messages import Cancelled, Notice

from .device import device_of
from .goal_colours import with_goal_colours
from .job import Job
from .pixels import on_page

VIEWS = 5  # of each picture that the model judges: the plain one and four more
log = logging.getLogger(__name__)


class JobExecutor:
    """Runs jobs one after another.

    downloaded: the folder of named models. clock: seconds, only rising.
    """

    def __init__(self, downloaded, clock):
        self._downloaded = downloaded
        self._clock = clock
        self._encoders = {}  # (model, device) -> its encoder, its names of common things, its bank or None

    def run(self, submit, send, cancel_of):
        """The message that ends the job: Result or Cancelled. RefineError where it can't be done.

        send: takes messages for the client. cancel_of: gives the job's Cancel, or None.
        """
        request = submit.request
        request.check()
        device = device_of(request.device)
        log.info("job=%s event=started device=%s paths=%d", submit.job, device, request.paths.path_count)
        for picture in request.pictures:
            log.info("job=%s event=picture use=%s sha256=%s", submit.job, picture.use, picture.sha256)

        request = with_goal_colours(request)
        scene = scene_of(request.paths, device=device)
        draw = _renderer(submit.job, request, scene, send)
        job = Job(submit.job, request, scene, send, self._clock, draw)
        job.send_preview(0)
        if request.tidy_only:
            return job.tidy()
        started = self._clock()
        make_repeatable()  # not before the first picture, as torch takes a second for it
        guide = self._guide(submit.job, request, device, send)
        cancel = cancel_of()
        if cancel is not None and not cancel.keep:
            return Cancelled(submit.job)
        work = job.rank if request.counts else job.refine
        return work(guide, cancel_of, load_s=self._clock() - started)

    def _guide(self, job, request, device, send):
        # these import open_clip's side: not before the first picture
        from daemon.guidance.ensemble import Ensemble, unknown_to_all
        from daemon.guidance.goal import GoalGuide
        from daemon.guidance.guide import Guide
        from daemon.guidance.model_store import parts_of
        from daemon.guidance.words import known_writing

        models = parts_of(request.model)
        goal = request.picture("goal")
        has_words = any(prompt.text.strip() and not prompt.box for prompt in request.prompts)
        # before another is loaded: the device may not have room for what the last run needed as well
        wanted = {(model, str(device)) for model in models}
        self._encoders = {key: loaded for key, loaded in self._encoders.items() if key in wanted}
        guides, unknown = [], []
        for model in models:
            encoder, names, bank = self._encoder(job, model, device, send)
            look = {"page": request.canvas.page, "view_count": VIEWS}
            words = None
            if has_words:
                unwanted = known_writing(encoder, bank) if request.suppress_text else ()
                coloured = bank.in_natural_colour if bank and leaves_colours_to_nature(request) else None
                manner = {"style": request.style, "unwanted": unwanted, "coloured": coloured}
                words = Guide(encoder, request.prompts, names, **look, **manner)
            guide = words
            if goal:
                shown = on_page(goal, request.canvas, encoder.side, device)
                guide = GoalGuide(encoder, shown, words=words, weight=request.goal_weight, **look)
            guides.append(guide)
            unknown.append(words.unknown_words(bank) if words and bank is not None else [])
        for _, nearest in unknown_to_all(unknown):
            send(Notice(job, "unknown_words", ", ".join(nearest)))
        return guides[0] if len(guides) == 1 else Ensemble(guides)

    def _encoder(self, job, model, device, send):
        """(the model as an Encoder, its names of common things, its bank or None); loaded once."""
        from daemon.guidance.model_store import find_model

        key = (model, str(device))
        if key not in self._encoders:
            send(Notice(job, "loading_model", model))
            self._encoders[key] = _load(find_model(model, self._downloaded), device)
        return self._encoders[key]


def leaves_colours_to_nature(request):
    """Whether colours may change and nothing says to what: neither what is asked for nor, in a drawing of
    lines alone, the ink of the pen."""
    if request.counts or request.palette or request.picture("goal") or request.style not in ("", "sticker"):
        return False
    if request.new_paths:
        return True
    pairs = zip(request.paths.free, request.paths.paint, strict=True)
    has_areas = any(free & Free.FILL and paint & Paint.FILL for free, paint in pairs)
    return has_areas and request.keep_colours < 1 and request.dials.colours > 0


def make_repeatable():
    """The same request gives the same bits from here on, also where a GPU adds up in any order by default."""
    torch.use_deterministic_algorithms(True, warn_only=True)
    # nothing here reads memory before it is written, and to fill all of it takes 4% of a step on a processor
    torch.utils.deterministic.fill_uninitialized_memory = False


def _renderer(job, request, scene, send):
    """The function that draws what the model sees. RefineError UNSUPPORTED if it is not installed."""
    if request.renderer == "auto":
        return render
    from daemon.raster.diffvg import differences_of, render_with_diffvg, require_pydiffvg

    require_pydiffvg()
    differences = differences_of(scene.topology, scene.opacity)
    if differences:
        send(Notice(job, "renderer_differs", ", ".join(differences)))
    return render_with_diffvg


def _load(files, device):
    from daemon.guidance.bank import read_bank
    from daemon.guidance.clip_encoder import ClipEncoder

    return ClipEncoder(files, device), files.names(), read_bank(files, device)
