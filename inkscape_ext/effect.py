"""The Inkscape effect: from the options and the selection to the refined document."""

import io
import logging

import inkex

from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES, Failed, Prompt, RefineRequest, Result

from .document import load
from .drawing import Drawing
from .installation import bridge_command
from .run_display import choose_display
from .session import Session

_log = logging.getLogger(__name__)
_STDERR = 2
_CHOSEN = "chosen"  # what the user has set with `clip-refine models use`; the bridge knows

# Their details say which model or objects, in words; the others are for the log.
_TOLD_WHOLE = (ErrorCode.NOTHING_REFINABLE, ErrorCode.MODEL_MISSING, ErrorCode.MODEL_CORRUPT)


class RefineEffect(inkex.EffectExtension):
    """Refines the selected paths towards the prompt.

    display: shows the run and its errors (run_display.py). host_is_gone: see Session. command: the bridge's
    command line, None for the installed one.
    """

    display = None
    command = None
    host_is_gone = None

    def add_arguments(self, pars):
        pars.add_argument("--page", default="refine")
        pars.add_argument("--prompt", default="")
        pars.add_argument("--strength", type=int, default=50)
        pars.add_argument("--steps", type=int, default=RefineRequest.steps)
        pars.add_argument("--change_lines", type=inkex.Boolean, default=True)
        pars.add_argument("--change_colours", type=inkex.Boolean, default=True)
        pars.add_argument("--change_widths", type=inkex.Boolean, default=True)
        pars.add_argument("--change_opacity", type=inkex.Boolean, default=False)
        pars.add_argument("--seed", type=int, default=0)
        pars.add_argument("--model", default=_CHOSEN)
        pars.add_argument("--device", default="auto")
        pars.error = _refuse_arguments

    def load_raw(self):
        """Read the document, without inkex's selection: 12 ms per id in 1.2, and a quote in one is fatal."""
        self.document = load(self.options.input_file)
        self.svg = self.document.getroot()

    def has_changed(self, ret):
        return ret is True

    def effect(self):
        """True when the document has changed; every RefineError leaves it as it was."""
        if not self.options.ids:
            raise RefineError(ErrorCode.NOTHING_SELECTED)
        prompt = " ".join(self.options.prompt.split())
        if not prompt:
            raise RefineError(ErrorCode.EMPTY_PROMPT)
        changes = [change for change in CHANGES if getattr(self.options, f"change_{change}")]
        if not changes:
            raise RefineError(ErrorCode.NOTHING_MAY_CHANGE)
        drawing = Drawing.read(self.svg, self.options.ids, changes)
        request = self._request(drawing, prompt)
        request.check()
        end = self._run(request, drawing.remark)
        return isinstance(end, Result) and any(change.is_changed for change in drawing.write(end))

    def _request(self, drawing, prompt):
        return RefineRequest(
            paths=drawing.table,
            prompts=(Prompt(prompt),),
            canvas=drawing.canvas,
            steps=self.options.steps,
            seed=self.options.seed,
            freedom=self.options.strength / 100.0,
            model=self.options.model.strip() or _CHOSEN,
            device=self.options.device,
            preview_side=self.display.preview_side,
        )

    def _run(self, request, remark):
        """The message that ended the job; a failure has been told to the user."""
        command = self.command or bridge_command()
        # The bridge's stderr goes where ours goes: to the log.
        with Session(request, command, log=_STDERR, host_is_gone=self.host_is_gone) as session:
            self.display.watch(session, request, remark)
        _log.info("job=%s event=%s", session.job, session.end.kind)
        if isinstance(session.end, Failed):
            _log.error("job=%s code=%s detail=%s", session.job, session.end.code.value, session.end.detail)
            note = session.end.detail if session.end.code in _TOLD_WHOLE else ""
            self.display.tell(session.end.code, note=note, log=session.end.log)
        return session.end


def _refuse_arguments(message):
    raise RefineError(ErrorCode.BAD_SETTING, message)


def run_in_inkscape(effect, host, log, arguments):
    """Run `effect` for the Inkscape at the other end of `host` (HostPipes); errors become messages."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    effect.display = choose_display(host, log)
    effect.host_is_gone = host.is_gone
    document = io.BytesIO()
    try:
        effect.run(arguments, output=document)
    except RefineError as error:
        _log.warning("code=%s detail=%s", error.code.value, error.detail)
        effect.display.tell(error.code, note=error.detail if error.code in _TOLD_WHOLE else "")
    except Exception:
        _log.exception("event=unexpected")
        effect.display.tell(ErrorCode.INTERNAL)
    else:
        if document.getvalue():
            host.deliver(document.getvalue())
