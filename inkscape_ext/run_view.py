"""What the progress window shows, as plain values: messages in, texts and numbers out. No GTK."""

from protocol.messages import ENDS, Notice, Preview, Progress, Queued

from . import wording

_HALF_WAY = 0.5  # before, no gain is no news


class RunView:
    """The state of a running job.

    status: what is going on now. remark: what stays true for the whole run. fraction: 0..1, or None
    while nothing is known yet. step, time_left, likeness: short texts, empty when unknown.
    aim: what the run goes by. picture: the latest Preview or None. can_keep: there is something that "Stop
    and keep" would keep.
    """

    def __init__(self, remark="", aim=wording.YOUR_WORDS):
        self.status = wording.STARTING
        self.aim = aim
        self.remark = remark
        self.fraction = None
        self.step = ""
        self.time_left = ""
        self.likeness = ""
        self.picture = None
        self.can_keep = False
        self.is_stopping = False
        self._first_similarity = None
        self._work = wording.REFINING

    def stop(self, keep):
        """The user has asked for the end; from now on the status says so, whatever else comes."""
        self.is_stopping = True
        self.can_keep = False
        self.time_left = ""
        self.status = wording.KEEPING if keep else wording.CANCELLING

    def take(self, message):
        """Note one message of the job."""
        if isinstance(message, Progress):
            self._take_progress(message)
        elif isinstance(message, Preview):
            if len(message.rgb) == message.pictures * message.width * message.height * 3 > 0:
                self.picture = message
        elif isinstance(message, Queued):
            if message.ahead:
                self._say(wording.queued(message.ahead))
        elif isinstance(message, Notice):
            self._take_notice(message)
        elif isinstance(message, ENDS):
            self.can_keep = False

    def _take_progress(self, progress):
        if self._first_similarity is None:
            self._first_similarity = progress.similarity
        self.fraction = min(1.0, progress.step / max(1, progress.steps))
        self.step = f"Step {progress.step} of {progress.steps}"
        if self._work == wording.REFINING:
            self.likeness = wording.likeness(self._first_similarity, progress.similarity, self.aim)
        self._say(self._work if self._has_hope(progress) else wording.NO_GAIN_YET)
        if not self.is_stopping:
            self.time_left = wording.time_left(progress.seconds_left)
            self.can_keep = True

    def _has_hope(self, progress):
        if self._work != wording.REFINING or self.fraction < _HALF_WAY:
            return True
        return wording.has_gained(self._first_similarity, progress.similarity)

    def _take_notice(self, notice):
        if notice.what in wording.WORK:
            self._work = wording.WORK[notice.what]
        elif notice.what in wording.ACTIVITIES:
            self._say(wording.ACTIVITIES[notice.what])
        elif notice.what in wording.REMARKS:
            remark = wording.REMARKS[notice.what].format(detail=notice.detail)
            if remark not in self.remark:
                self.remark = f"{self.remark} {remark}".strip()

    def _say(self, status):
        if not self.is_stopping:
            self.status = status
