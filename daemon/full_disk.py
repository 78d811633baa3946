"""Telling a disk that takes no more from other trouble with a file."""

import errno

# no room, this user's share used up, or more than a file may hold here
_ERRNOS = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def is_full(error):
    """True if that is what an OSError says."""
    return error.errno in _ERRNOS
