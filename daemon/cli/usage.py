"""What the user typed and can't be used, said with the option's name."""

from inkscape_ext.selection import elements_by_id
from protocol.errors import ErrorCode

_WHERE = "Inkscape shows an object's id in Object > Object Properties"

_OPTIONS = {"prompts": "prompt"}  # settings that go by another name


class UsageError(Exception):
    """What the user named can't be used, as plain sentences with the next step."""


def named_option(error, options):
    """The RefineError of a setting as a UsageError that names its option; any other as it is."""
    name = error.detail.partition(":")[0]
    if error.code is not ErrorCode.BAD_SETTING or not hasattr(options, name):
        return error
    option = _OPTIONS.get(name, name.replace("_", "-"))
    return UsageError(f"--{option}{error.detail[len(name) :]}. Choose another value for --{option}.")


def expect_ids(root, ids):
    """UsageError if no object of a document has any of these ids; one that has is enough for a run."""
    known = elements_by_id(root)
    if not ids or any(name in known for name in ids):
        return
    raise UsageError(f"No object in the drawing has the id {_quoted(ids)}. {_WHERE}; --all takes everything.")


def expect_every_id(root, ids):
    """UsageError if one of these ids is none: what is to be locked must not be missed."""
    known = elements_by_id(root)
    missing = [name for name in ids if name not in known]
    if missing:
        raise UsageError(f"No object in the drawing has the id {_quoted(missing)}. {_WHERE}.")


def _quoted(ids):
    return " or ".join(f"“{name}”" for name in ids)


def listed(texts):
    """What is between the commas of an option's values."""
    return [name.strip() for text in texts for name in text.split(",") if name.strip()]
