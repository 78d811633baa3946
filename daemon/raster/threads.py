"""Several threads for one picture: the kernels let go of Python's lock."""

import functools
import os
from concurrent.futures import ThreadPoolExecutor

THREADS = max(1, min(16, os.cpu_count() or 1))


def for_each(count, work):
    """[work(0), ... work(count - 1)], all at once, the first in this thread. `work` must not call this."""
    others = _pool().map(work, range(1, count)) if count > 1 else ()
    return [work(0), *others]


@functools.cache
def _pool():
    return ThreadPoolExecutor(THREADS, thread_name_prefix="raster")
