"""What all our menu entries have in common: the document in, the document out, errors as messages."""

import io
import logging

import inkex

from protocol.errors import ErrorCode, RefineError

from .document import load
from .run_display import choose_display

_log = logging.getLogger(__name__)

# Their details say which model or objects, in words; the others are for the log.
TOLD_WHOLE = (
    ErrorCode.NOTHING_SELECTED,
    ErrorCode.NOTHING_REFINABLE,
    ErrorCode.BAD_OBJECT,
    ErrorCode.MODEL_MISSING,
    ErrorCode.MODEL_CORRUPT,
)


class MenuEffect(inkex.EffectExtension):
    """An effect whose `effect()` returns True when it has changed the document.

    display: shows what there is to tell (run_display.py). host_is_gone: True once Inkscape has ended.
    """

    display = None
    host_is_gone = None

    def add_arguments(self, pars):
        pars.add_argument("--action", default="")  # which menu entry; menu.py reads it
        pars.error = _refuse_arguments

    def load_raw(self):
        """Read the document, without inkex's selection: 12 ms per id in 1.2, and a quote in one is fatal."""
        self.document = load(self.options.input_file)
        self.svg = self.document.getroot()

    def has_changed(self, ret):
        return ret is True


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
        effect.display.tell(error.code, note=error.detail if error.code in TOLD_WHOLE else "")
    except Exception:
        _log.exception("event=unexpected")
        effect.display.tell(ErrorCode.INTERNAL)
    else:
        if document.getvalue():
            host.deliver(document.getvalue())
