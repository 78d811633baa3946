"""The one worker and the one job it works on: started late, watched, stopped, replaced."""

import contextlib
import dataclasses
import subprocess

from daemon.log import event
from protocol.errors import ErrorCode
from protocol.messages import ENDS, Cancel, Cancelled, Failed, Notice, Ping

from .job import State
from .worker_process import WorkerGone, WorkerProcess


class WorkerSlot:
    """Runs one job at a time in a worker process.

    deliver(worker, message): receives the worker's messages, from another thread; they come back
    through `take`. tell(client, message): reaches a client.
    """

    def __init__(self, settings, logger, *, deliver, tell):
        self._settings = settings
        self._logger = logger
        self._deliver = deliver
        self._tell = tell
        self._worker = None
        self.job = None

    @property
    def worker_pid(self):
        return self._worker.pid if self._worker else 0

    @property
    def is_free(self):
        """True when a job can be started."""
        return self.job is None and not (self._worker and self._worker.is_ending)

    def state(self):
        """The worker's state as in protocol.messages.Status."""
        if self._worker is None:
            return "none"
        if self.job is not None:
            return "busy"
        return "ready" if self._worker.is_ready else "starting"

    def warm(self):
        """Start the worker if there is none, so that it is up when the first job comes."""
        if self._worker is not None:
            return
        try:
            self._worker = WorkerProcess(self._settings.main, self._settings.worker_log, self._deliver)
        except OSError as error:  # the job that needs it will tell the user
            event(self._logger, "worker_not_started", problem=error)
            return
        self._worker.send(Ping())
        event(self._logger, "worker_started", worker=self._worker.pid)

    def start(self, job, now):
        """Give the worker its next job."""
        if self._worker is None:
            self._tell(job.client, Notice(job.id, "starting_worker"))
            self.warm()
        if self._worker is None:
            job.move(State.ENDED)
            log = str(self._settings.daemon_log)
            self._end(job, Failed(job.id, ErrorCode.WORKER_LOST, "the worker could not be started", log))
            return
        job.start(now)
        self.job = job
        self._worker.send(job.submit)
        event(self._logger, "job_started", job=job.id, worker=self._worker.pid)

    def cancel(self, now, keep):
        """Stop the running job."""
        self.job.stop(now, keep)
        self._worker.send(Cancel(self.job.id, self.job.keep))
        event(self._logger, "job_stopping", job=self.job.id, keep=self.job.keep)

    def take(self, worker, message, now):
        """Act on what a worker said."""
        if worker is not self._worker:
            return
        if isinstance(message, WorkerGone):
            self._worker_gone(message)
            return
        worker.is_ready = True
        job = self.job
        if job is None or getattr(message, "job", None) != job.id:
            return
        job.hear(message, now)
        if isinstance(message, Failed):
            message = dataclasses.replace(message, log=message.log or str(self._settings.worker_log))
        if isinstance(message, ENDS):
            self.job = None
            self._end(job, message)
        elif not job.answered:
            self._tell(job.client, message)

    def watch(self, now):
        """Answer for a worker that takes too long to stop; kill one that hangs."""
        job = self.job
        if job is None or self._worker.is_ending:
            return
        if job.is_discarded and not job.answered and now - job.stopping_since > self._settings.cancel_s:
            self._end(job, Cancelled(job.id))
        if job.is_hung(now, self._settings):
            event(self._logger, "worker_hung", job=job.id, worker=self._worker.pid, job_state=job.state.name)
            self._worker.kill()

    def end_worker(self):
        """End a worker that has nothing to do, which frees the GPU."""
        if self._worker is not None and not self._worker.is_ending:
            event(self._logger, "worker_ended_idle", worker=self._worker.pid)
            self._worker.end()

    def kill_worker(self):
        """End the worker now, whatever it does."""
        if self._worker is not None:
            self._worker.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in the kernel
                self._worker.wait(self._settings.stop_s)

    def _worker_gone(self, gone):
        event(self._logger, "worker_gone", worker=self._worker.pid, how=gone.how)
        self._worker = None
        job, self.job = self.job, None
        if job is not None:
            job.move(State.ENDED)
            log = str(self._settings.worker_log)
            self._end(job, Failed(job.id, ErrorCode.WORKER_LOST, f"worker {gone.how}; run again", log))

    def _end(self, job, message):
        """Tell the client how its job ended, once."""
        if job.answered:
            return
        job.answered = True
        event(self._logger, "job_ended", job=job.id, how=message.kind, code=_code(message))
        self._tell(job.client, Cancelled(job.id) if job.is_discarded else message)


def _code(message):
    return message.code.value if isinstance(message, Failed) else "none"
