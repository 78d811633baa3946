"""Where jobs are done: keeps what one job leaves for the next, the loaded model."""

import logging

import torch

from daemon.raster import scene_of
from protocol.errors import ErrorCode, RefineError
from protocol.messages import Cancelled, Notice

from .device import device_of
from .job import Job

VIEWS = 5  # of each picture that the model judges: the plain one and four more
_NOTHING = (None, None, (), None)  # (model, device), its encoder, names of common things, its Bank
log = logging.getLogger(__name__)


class Workshop:
    """Runs jobs one after another.

    downloaded: the folder of named models. clock: seconds, only rising.
    """

    def __init__(self, downloaded, clock):
        self._downloaded = downloaded
        self._clock = clock
        self._loaded = _NOTHING

    def run(self, submit, send, cancel_of):
        """The message that ends the job: Result or Cancelled. RefineError where it can't be done.

        send: takes messages for the client. cancel_of: gives the job's Cancel, or None.
        """
        request = submit.request
        request.check()
        if request.renderer == "diffvg":
            raise RefineError(ErrorCode.UNSUPPORTED, "renderer: diffvg")
        device = device_of(request.device)
        # the same request gives the same bits, also where a GPU adds up in any order by default
        torch.use_deterministic_algorithms(True, warn_only=True)
        log.info("job=%s event=started device=%s paths=%d", submit.job, device, request.paths.path_count)

        job = Job(submit.job, request, scene_of(request.paths, device=device), send, self._clock)
        job.send_preview(0)
        started = self._clock()
        guide = self._guide(submit.job, request, device, send)
        cancel = cancel_of()
        if cancel is not None and not cancel.keep:
            return Cancelled(submit.job)
        return job.refine(guide, cancel_of, load_s=self._clock() - started)

    def _guide(self, job, request, device, send):
        from daemon.guidance.guide import Guide  # imports open_clip's side: not before the first picture
        from daemon.guidance.model_store import find_model

        key = (request.model, str(device))
        if key != self._loaded[0]:
            send(Notice(job, "loading_model", request.model))
            files = find_model(request.model, self._downloaded)
            self._loaded = _NOTHING  # first: the device may not have room for two
            self._loaded = (key, *_load(files, device))
        _, encoder, names, bank = self._loaded
        guide = Guide(encoder, request.prompts, names, request.canvas.page, view_count=VIEWS)
        if bank is not None:
            for _, nearest in guide.unknown_words(bank):
                send(Notice(job, "unknown_words", ", ".join(nearest)))
        return guide


def _load(files, device):
    from daemon.guidance.bank import read_bank
    from daemon.guidance.clip_encoder import ClipEncoder

    return ClipEncoder(files, device), files.names(), read_bank(files, device)
