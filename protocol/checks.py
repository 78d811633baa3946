"""Checks that several parts of a RefineRequest share."""

from .errors import ErrorCode, RefineError


def expect(condition, detail):
    """Raise RefineError BAD_SETTING with this detail unless the condition holds."""
    if not condition:
        raise RefineError(ErrorCode.BAD_SETTING, detail)


def expect_shares(record, *names, where=""):
    """Expect these fields of a record to be shares, 0..1. where: what stands before their names."""
    for name in names:
        value = getattr(record, name)
        expect(0.0 <= value <= 1.0, f"{where}{name}: {value} is outside 0..1")


def is_unicode(text):
    """False for half a surrogate pair, which stands for a byte that a command line could not decode."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
