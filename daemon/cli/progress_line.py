"""A run's progress on stderr: one live line on a terminal, else a line now and then."""

import shutil

from inkscape_ext import wording
from inkscape_ext.run_view import RunView
from protocol.messages import Progress

_BAR = 24  # characters
_SPARSE = 10  # lines for a whole run that no terminal shows


class ProgressLine:
    """Shows the state of a job; the texts are those of the window in Inkscape."""

    def __init__(self, stream):
        self._stream = stream
        self._view = RunView()
        self._is_live = stream.isatty()
        self._said = ""
        self._tenths = -1

    def aim_at(self, request):
        """Say what the RefineRequest goes by."""
        self._view.aim = wording.aim_of(request.prompts, request.picture("goal"))

    def take(self, message):
        """Note one message of the job and show what has changed."""
        self._view.take(message)
        if self._is_live:
            self._redraw()
        elif self._view.is_stopping:
            self._say(self._view.status)  # `stop` could not, if it came in the midst of a line
        elif isinstance(message, Progress):
            tenths = _SPARSE * message.step // max(1, message.steps)
            if tenths > self._tenths:
                self._tenths = tenths
                self._say(f"{self._view.step}. {self._view.likeness}")
        elif self._view.fraction is None:
            self._say(self._view.status)

    def stop(self, keep):
        """The user has asked for the end."""
        self._view.stop(keep)
        if self._is_live:
            self._redraw()
        else:
            self._say(self._view.status)

    def activity(self, what):
        """Show what goes on before there is a job. what: as in protocol.messages.Notice."""
        text = wording.ACTIVITIES.get(what, wording.STARTING)
        if self._is_live:
            self._show(text)
        else:
            self._say(text)

    def close(self):
        """Leave the terminal's cursor on a fresh line, and say what stays true."""
        if self._is_live:
            self._show("")
        if self._view.remark:
            self._say(self._view.remark)

    def _redraw(self):
        view = self._view
        if view.fraction is None:
            self._show(view.status)
            return
        filled = round(_BAR * view.fraction)
        bar = "#" * filled + "-" * (_BAR - filled)
        last = view.status if view.is_stopping else view.time_left
        self._show(f"[{bar}] {view.step}  {view.likeness}  {last}")

    def _show(self, text):
        """Put `text` in place of the live line."""
        room = shutil.get_terminal_size().columns - 1
        text = text[:room]
        blank = " " * max(0, len(self._said) - len(text))
        self._stream.write(f"\r{text}{blank}" + ("" if text else "\r"))
        self._stream.flush()
        self._said = text

    def _say(self, text):
        """Write `text` as a line of its own, unless it was the last one."""
        if text != self._said:
            self._stream.write(text + "\n")
            self._stream.flush()
            self._said = text
