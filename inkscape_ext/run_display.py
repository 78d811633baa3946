"""How we speak to the user: with windows, or without where Inkscape's Python has no GTK."""

import os

from . import toolkit, wording
from .history.settings import wording_of_run
from .picture_grid import PICTURE_SIDE, grid_for
from .wording import aim_of, headline


def choose_display(host, log):
    """The windows if they can be opened, else what works without. host: HostPipes; log: a path."""
    return WindowDisplay(host, log) if toolkit.is_usable() else PlainDisplay(host, log)


class WindowDisplay:
    preview_side = PICTURE_SIDE  # px, the longer side of the live picture that this display can show

    def __init__(self, host, log):
        self._host = host
        self._log = log

    def watch(self, session, request, remark):
        """Follow the session to its end. remark: one sentence for the whole run, or ""."""
        from .progress_window import ProgressWindow

        aim = aim_of(request.prompts, request.picture("goal"))
        grid = grid_for(request.variants, request.canvas)
        ProgressWindow(session, headline(request), grid, remark, aim).run()

    def choose_picture(self, headline, note, picture, canvas, labels, chosen, buttons):
        """(index, name of a button) as ChoiceWindow.choose; None if nothing is wanted."""
        from .choice_window import ChoiceWindow

        grid = grid_for(len(labels), canvas)
        window = ChoiceWindow(headline, note, picture, grid, labels, chosen, buttons)
        return window.choose(self._host.is_gone)

    def tell(self, code, note="", log=""):
        """Say what went wrong; returns when the user has read it. note: a sentence about this very case."""
        from .message_window import show_message

        show_message(code, note=note, log=_log_for(code, log or self._log), host_is_gone=self._host.is_gone)

    def say(self, headline, text):
        """Say what was done or not done; returns when the user has read it."""
        from .message_window import show_text

        show_text(headline, text, host_is_gone=self._host.is_gone)

    def choose_run(self, runs):
        """The number of the run, of these Runs, that the user wants to go back before; or None."""
        from .history.runs_window import RunsWindow

        return RunsWindow(runs).choose(self._host.is_gone)


class PlainDisplay:
    """No pictures, and Inkscape itself shows what went wrong."""

    preview_side = 0
    _WAIT_S = 0.5

    def __init__(self, host, log):
        self._host = host
        self._log = log

    def choose_picture(self, _headline, _note, _picture, _canvas, _labels, chosen, buttons):
        """What is chosen unless the user says otherwise."""
        return chosen, next(iter(buttons))

    def watch(self, session, _request, _remark):
        while session.end is None:
            session.events(wait_s=self._WAIT_S)

    def tell(self, code, note="", log=""):
        self._host.complain(wording.sentence(code, note, _log_for(code, log or self._log)))

    def say(self, headline, text):
        self._host.complain(f"{headline}. {text}")

    def choose_run(self, runs):
        self._host.complain("\n".join(wording_of_run(run) for run in runs))


def _log_for(code, log):
    """The log to name with this code, as text; "" where it would not help."""
    return os.fspath(log) if wording.is_in_the_log(code) else ""
