"""What the menu entries that run a job have in common."""

import logging

from protocol.errors import ErrorCode, RefineError
from protocol.messages import Failed

from .installation import bridge_command
from .menu_effect import TOLD_WHOLE, MenuEffect
from .session import Session

_log = logging.getLogger(__name__)
_STDERR = 2


class JobEffect(MenuEffect):
    """An effect that asks the daemon. command: the bridge's command line, None for the installed one."""

    command = None

    @property
    def prompt(self):
        """The prompt in one line. RefineError EMPTY_PROMPT."""
        prompt = " ".join(self.options.prompt.split())
        if not prompt:
            raise RefineError(ErrorCode.EMPTY_PROMPT)
        return prompt

    def run_job(self, request, remark):
        """The Session of the job, which has ended; a failure has been told to the user."""
        command = self.command or bridge_command()
        # The bridge's stderr goes where ours goes: to the log.
        with Session(request, command, log=_STDERR, host_is_gone=self.host_is_gone) as session:
            self.display.watch(session, request, remark)
        _log.info("job=%s event=%s", session.job, session.end.kind)
        if isinstance(session.end, Failed):
            _log.error("job=%s code=%s detail=%s", session.job, session.end.code.value, session.end.detail)
            note = session.end.detail if session.end.code in TOLD_WHOLE else ""
            self.display.tell(session.end.code, note=note, log=session.end.log)
        return session
