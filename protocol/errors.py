"""What can go wrong, as codes that cross the wire, and the exceptions that carry them."""

import enum


class ErrorCode(str, enum.Enum):
    """Why something was not done. `inkscape_ext.wording` turns each into a sentence and a next step."""

    # the user can mend these
    NOTHING_SELECTED = "nothing_selected"
    NOTHING_REFINABLE = "nothing_refinable"
    NOTHING_MAY_CHANGE = "nothing_may_change"
    EMPTY_PROMPT = "empty_prompt"
    PROMPT_TOO_LONG = "prompt_too_long"
    TOO_LARGE = "too_large"
    BAD_GEOMETRY = "bad_geometry"
    BAD_SETTING = "bad_setting"
    BAD_OBJECT = "bad_object"
    BAD_DOCUMENT = "bad_document"
    MODEL_MISSING = "model_missing"
    MODEL_CORRUPT = "model_corrupt"
    DEVICE_UNAVAILABLE = "device_unavailable"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    NOT_INSTALLED = "not_installed"
    # the other process
    DAEMON_UNREACHABLE = "daemon_unreachable"
    DAEMON_LOST = "daemon_lost"
    BUSY = "busy"
    WORKER_LOST = "worker_lost"
    VERSION_MISMATCH = "version_mismatch"
    UNSUPPORTED = "unsupported"
    # ours
    INTERNAL = "internal"


class ProtocolError(ValueError):
    """The peer broke the contract: these bytes are no message of ours."""


class RefineError(Exception):
    """A run that can't be done, with its code.

    code: what to tell the user. detail: the offending value and its bound, for the log and the
    report; short, technical, never a traceback. log: the file that tells more, "" if not known.
    """

    def __init__(self, code, detail="", log=""):
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail
        self.log = log
