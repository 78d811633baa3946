"""`url(#id)` values."""

import re

_URL = re.compile(r"""url\(\s*["']?\s*([^()]*?)\s*["']?\s*\)\s*(.*)$""", re.DOTALL)


def split_url(value):
    """(address, fallback) of `url(address) fallback`, or None if the value is no url."""
    match = _URL.match(value)
    return (match[1], match[2].strip()) if match else None


def referenced_id(value):
    """The id in this document that `url(#id)` names; None for anything else."""
    url = split_url(value)
    return url[0][1:] if url and url[0].startswith("#") else None
