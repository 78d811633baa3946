"""The daemon's loop: clients on one side, the worker on the other, a queue between them."""

import queue
import time

import zmq

from daemon.log import event
from daemon.wake import Wake
from protocol import messages
from protocol.errors import ErrorCode, ProtocolError
from protocol.version import APP_VERSION, is_compatible

from .fair_queue import FairQueue
from .job import Job, State
from .sessions import Sessions
from .worker_slot import WorkerSlot

_WAITING_JOBS = 32
_WAITING_BYTES = 128 << 20  # of their drawings together; the largest that a message can hold is half of it
_MESSAGES_PER_TURN = 100
_LOOK_S = 1.0  # longest sleep: idle times and the record are looked at this often
_WATCH_S = 0.1  # the same while a job runs
_RETRY_S = 0.02
_FAREWELL_S = 2.0  # for last messages to reach the clients


class Supervisor:
    """Serves clients until it is told to end or nobody has needed it for a while."""

    def __init__(self, settings, logger, transport, publication):
        self._settings = settings
        self._logger = logger
        self._transport = transport
        self._publication = publication
        self.wake = Wake()
        self._from_worker = queue.SimpleQueue()
        self._sessions = Sessions(transport)
        self._queue = FairQueue()
        self._slot = WorkerSlot(settings, logger, deliver=self._deliver, tell=self._sessions.tell)
        self._started_at = self._used_at = time.monotonic()
        self._is_ending = False

    def run(self):
        """Serve. Returns when it is time to end, with all clients told and the worker gone."""
        poller = zmq.Poller()
        for source in (self._transport.socket, self._transport.monitor, self.wake.reader):
            poller.register(source, zmq.POLLIN)
        try:
            while not self._is_ending:
                poller.poll(self._patience_s() * 1000)
                self._turn(time.monotonic())
        finally:
            self._publication.withdraw()
            self._farewell()

    def end(self, *_signal):
        """Make `run` return soon. Also a signal handler."""
        self._is_ending = True
        self.wake.set()

    def _patience_s(self):
        due = self._sessions.due()
        longest = _WATCH_S if self._slot.job else _LOOK_S
        return longest if due is None else min(longest, max(0.0, due - time.monotonic()))

    def _turn(self, now):
        self.wake.clear()
        while not self._from_worker.empty():
            self._slot.take(*self._from_worker.get(), now)
        for client, message in self._received():
            self._hear(client, message, now)
        self._forget(self._transport.lost(), now)
        self._slot.watch(now)
        if self._slot.is_free and len(self._queue):
            self._start_next(now)
        self._forget(self._sessions.flush(now), now)
        self._look_at_clock(now)

    def _received(self):
        """What has arrived, but not so much of it that a talkative client would hold up the others."""
        for _ in range(_MESSAGES_PER_TURN):
            received = self._transport.receive()
            if received is None:
                return
            # First, as descriptors are reused: an old connection's end must be known before a new one speaks.
            self._forget(self._transport.lost(), time.monotonic())
            yield received

    def _deliver(self, worker, message):
        self._from_worker.put((worker, message))
        self.wake.set()

    def _hear(self, client, message, now):
        match message:
            case ProtocolError():
                event(self._logger, "bad_message", problem=message)
                self._sessions.answer(client, messages.Refuse(ErrorCode.UNSUPPORTED))
            case messages.Hello():
                self._greet(client, message, now)
            case messages.AskStatus():
                self._sessions.answer(client, self._status(now))
            case messages.Shutdown():
                event(self._logger, "shutdown_asked")
                self._is_ending = True
            case messages.Ping():
                self._sessions.answer(client, messages.Pong())
            case messages.Submit() if client in self._sessions:
                self._submit(client, message, now)
            case messages.Cancel() if client in self._sessions:
                self._cancel(client, message, now)
            case _:
                event(self._logger, "unexpected_message", kind=message.kind)
                self._sessions.answer(client, messages.Refuse(ErrorCode.UNSUPPORTED))

    def _greet(self, client, hello, now):
        event(self._logger, "hello", client=hello.client, client_pid=hello.pid, app=hello.app)
        if not is_compatible(hello.protocol):
            self._sessions.answer(client, messages.Refuse(ErrorCode.VERSION_MISMATCH))
            return
        self._used_at = now
        self._sessions.open(client)
        self._sessions.tell(client, messages.Welcome(pid=self._publication.pid))
        if hello.app == APP_VERSION:  # a client of another version replaces us if it can
            self._slot.warm()

    def _submit(self, client, submit, now):
        mine = [job for job in self._jobs() if job.client == client and job.id == submit.job]
        if mine:  # asked again: told again
            mine[0].places_told = None
            self._tell_places()
            return
        if (end := self._sessions.last_end(client, submit.job)) is not None:
            self._sessions.tell(client, end)
            return
        job = Job(client, submit)
        refusal = self._refusal(job)
        if refusal:
            event(self._logger, "job_refused", job=submit.job, detail=refusal.detail)
            self._sessions.tell(client, refusal)
            return
        self._queue.put(client, job)
        event(self._logger, "job_queued", job=submit.job, paths=submit.request.paths.path_count)
        self._tell_places()

    def _refusal(self, job):
        """The Failed for a new job that can't even wait, or None."""
        if any(job.id == other.id for other in self._jobs()):
            detail = "this id is that of another client's job"
            return messages.Failed(job.id, ErrorCode.DAEMON_UNREACHABLE, detail)
        waiting = self._queue.order()
        size = sum(other.byte_count for other in waiting)
        if len(waiting) >= _WAITING_JOBS or size + job.byte_count > _WAITING_BYTES:
            detail = f"{len(waiting)} jobs of {size / 1e6:.0f} MB wait"
            return messages.Failed(job.id, ErrorCode.BUSY, detail)
        return None

    def _cancel(self, client, cancel, now):
        for job in self._jobs():
            if job.client == client and job.id == cancel.job:
                self._stop(job, now, cancel.keep)

    def _stop(self, job, now, keep):
        if job is self._slot.job:
            self._slot.cancel(now, keep)
            return
        self._queue.remove(job.client, job)
        job.move(State.ENDED)
        self._sessions.tell(job.client, messages.Cancelled(job.id))
        self._tell_places()

    def _start_next(self, now):
        self._slot.start(self._queue.take(), now)
        self._tell_places()

    def _jobs(self):
        running = [self._slot.job] if self._slot.job else []
        return running + self._queue.order()

    def _tell_places(self):
        """Tell every waiting client how many jobs are before its own."""
        for ahead, job in enumerate(self._jobs()):
            if job.state is State.QUEUED and job.places_told != ahead:
                job.places_told = ahead
                self._sessions.tell(job.client, messages.Queued(job.id, ahead))

    def _forget(self, clients, now):
        for client in clients:
            event(self._logger, "client_lost")
            self._sessions.close(client)
            self._queue.remove_client(client)
            if self._slot.job and self._slot.job.client == client:
                self._slot.cancel(now, keep=False)
            self._tell_places()

    def _status(self, now):
        return messages.Status(
            pid=self._publication.pid,
            app=APP_VERSION,
            uptime_s=now - self._started_at,
            idle_s=0.0 if self._jobs() else now - self._used_at,
            worker=self._slot.state(),
            worker_pid=self._slot.worker_pid,
            queue=len(self._queue),
            log=str(self._settings.daemon_log),
        )

    def _look_at_clock(self, now):
        self._publication.look_after(now)
        if self._jobs():
            self._used_at = now
        elif not self._settings.main.exists():
            event(self._logger, "program_gone")  # moved or removed: no worker of ours could start any more
            self._is_ending = True
        elif now - self._used_at > self._settings.daemon_idle_s:
            event(self._logger, "idle_end")
            self._is_ending = True
        elif now - self._used_at > self._settings.worker_idle_s:
            self._slot.end_worker()

    def _farewell(self):
        for job in self._jobs():
            if not job.answered:
                failed = messages.Failed(job.id, ErrorCode.DAEMON_LOST, "the daemon was told to end")
                end = messages.Cancelled(job.id) if job.is_discarded else failed
                self._sessions.tell(job.client, end)
        deadline = time.monotonic() + _FAREWELL_S
        self._sessions.flush(time.monotonic())
        while self._sessions.due() is not None and time.monotonic() < deadline:
            time.sleep(_RETRY_S)
            self._sessions.flush(time.monotonic())
        self._slot.kill_worker()
        self._transport.close(_FAREWELL_S)
        self.wake.close()
