"""Runs the GPU kernels without a GPU, in Numba's simulator, for tiny pictures.

Import this first, in a process of its own with NUMBA_ENABLE_CUDASIM=1 and NUMBA_DISABLE_JIT=1. Numba's
simulator runs every GPU thread as a Python thread, but knows no exchange within a warp and no device
functions of other modules; both are added here.
"""

import contextlib
import sys
import threading
import types

import numpy as np
import torch
from numba import cuda
from numba.cuda.simulator import kernel as simulator
from numba.cuda.simulator.kernelapi import FakeCUDAModule

_lock = threading.Lock()


def _exchanged(value):
    """(what every lane of the warp gave, the own lane)."""
    thread = threading.current_thread()
    warps = thread._manager.__dict__.setdefault("warps", {})
    with _lock:
        barrier, room = warps.setdefault(thread.thread_id // 32, (threading.Barrier(32), [None] * 32))
    lane = thread.thread_id % 32
    room[lane] = value
    barrier.wait()
    given = list(room)
    barrier.wait()
    return given, lane


def _shfl_xor_sync(self, mask, value, other):
    given, lane = _exchanged(value)
    return given[lane ^ other]


def _shfl_up_sync(self, mask, value, distance):
    given, lane = _exchanged(value)
    return given[lane - distance] if lane >= distance else value


def _shfl_down_sync(self, mask, value, distance):
    given, lane = _exchanged(value)
    return given[lane + distance] if lane + distance < 32 else value


def _shfl_sync(self, mask, value, source):
    given, _ = _exchanged(value)
    return given[source]


def _ballot_sync(self, mask, predicate):
    given, _ = _exchanged(bool(predicate))
    return sum(1 << lane for lane, is_set in enumerate(given) if is_set)


def _any_sync(self, mask, predicate):
    given, _ = _exchanged(bool(predicate))
    return any(given)


def _add_to(sums, index, value):
    with _lock:
        sums[index] += value


def _pointer_of(tensor):
    """A flat array in the tensor's memory; of bfloat16, two numbers in a word."""
    flat = tensor.detach().reshape(-1)
    if tensor.dtype is torch.bfloat16:
        return flat.view(torch.int16).numpy().view(np.uint32)
    return flat.numpy()


def _first_of(word):
    return np.uint32((int(word) << 16) & 0xFFFFFFFF).view(np.float32)


def _second_of(word):
    return np.uint32(int(word) & 0xFFFF0000).view(np.float32)


def _word_of(first, second):
    return np.uint32(_pointer_of(torch.tensor([float(first), float(second)]).bfloat16())[0])


@contextlib.contextmanager
def _swapped(_function, fake):
    """All our modules see `fake` as cuda, not only the kernel's own."""
    ours = [
        module
        for name, module in sys.modules.items()
        if name.startswith(
            ("daemon.cuda.", "daemon.raster.cuda.", "daemon.optim.cuda.", "daemon.guidance.cuda.")
        )
    ]
    changed = [module for module in ours if getattr(module, "cuda", None) is cuda]
    for module in changed:
        module.cuda = fake
    try:
        yield
    finally:
        for module in changed:
            module.cuda = cuda


def _call(kernel, *arguments):
    """A device function runs in the thread that calls it, a kernel in many."""
    return kernel.fn(*arguments) if kernel._device else _run(kernel, *arguments)


_run = simulator.FakeCUDAKernel.__call__


class _Kernel:
    """As kernels.Kernel."""

    def __init__(self, function):
        self._kernel = cuda.jit(function)

    def __call__(self, blocks, threads, stream, *arguments):
        self._kernel[blocks, threads](*arguments)


def set_up():
    """Make kernels that are defined from now on run here, on tensors in ordinary memory."""
    for function in (_shfl_sync, _shfl_xor_sync, _shfl_up_sync, _shfl_down_sync, _ballot_sync, _any_sync):
        setattr(FakeCUDAModule, function.__name__.removeprefix("_"), function)
    FakeCUDAModule.popc = lambda self, value: int(value).bit_count()
    FakeCUDAModule.ffs = lambda self, value: (int(value) & -int(value)).bit_length()
    simulator.swapped_cuda_module = _swapped
    simulator.FakeCUDAKernel.__call__ = _call
    sys.setswitchinterval(1e-4)  # hundreds of threads take turns

    kernels = types.ModuleType("daemon.cuda.kernels")
    for kind in ("NUMBER", "INTEGER", "NUMBERS", "INTEGERS", "BYTES", "WORDS", "SUMS"):
        setattr(kernels, kind, object)
    kernels.kernel = lambda *kinds, **options: _Kernel
    kernels.stream_of = lambda device: None
    kernels.pointer_of = _pointer_of
    kernels.pointers_of = lambda tensor, sizes: np.split(tensor.numpy(), np.cumsum(sizes)[:-1])
    words = types.ModuleType("daemon.guidance.cuda.words")
    words.first_of, words.second_of, words.word_of = _first_of, _second_of, _word_of
    sys.modules.update({kernels.__name__: kernels, words.__name__: words})

    from daemon.cuda import atomic
    from daemon.raster.cuda import sizes

    sizes.PEAKS, atomic.add_to = 2, _add_to
