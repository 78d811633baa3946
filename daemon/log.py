"""Logs: one line per event, `key=value` pairs, in a rotating file. Never prompt text or geometry."""

import logging
import logging.handlers

from protocol.errors import RefineError

_BYTES = 1 << 20
_OLD_FILES = 2
_LINE = "%(asctime)s.%(msecs)03d pid=%(process)d level=%(levelname)s %(message)s"


def open_log(path):
    """A logger that writes to this file, or nowhere if the file can't be written."""
    logging.raiseExceptions = False  # a full disk must not end a job, nor print
    logger = logging.getLogger("refine_with_clip")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.handlers[:] = [_handler(path)]
    return logger


def _handler(path):
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
        )
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter(_LINE, "%Y-%m-%dT%H:%M:%S"))
    return handler


def event(logger, name, **values):
    """Log one event with its values, quoted where they hold spaces."""
    logger.info(" ".join([f"event={name}", *(f"{key}={_text(value)}" for key, value in values.items())]))


def problem(logger, name, error):
    """Log an exception: a RefineError as one line, anything else with its traceback."""
    if isinstance(error, RefineError):
        event(logger, name, code=error.code.value, detail=error.detail)
    else:
        logger.error("event=%s", name, exc_info=error)


def _text(value):
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return repr(text) if not text or any(sign in text for sign in " \n\r\t=") else text
