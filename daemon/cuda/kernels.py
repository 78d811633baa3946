"""Kernels and what they are launched with.

Numba's own way to launch takes some 0.2 ms of the processor's time for a kernel with as many arguments as
ours, most of it to find out what they are. Here that is known, so its compiled kernel goes to the driver as
it is, in 10 µs. And a launch costs time for every array that a kernel takes, and next to none for a
pointer. So kernels take pointers into contiguous tensors, in named groups, and numbers.
"""

import ctypes
import functools
import itertools

import torch
from cuda.core import LaunchConfig, Stream, launch
from numba import cuda, types

NUMBER, INTEGER = types.float32, types.int32
NUMBERS, INTEGERS, BYTES, WORDS, SUMS = map(
    types.CPointer, (NUMBER, INTEGER, types.uint8, types.uint32, types.int64)
)
FAST = {"contract", "nsz", "arcp"}  # of Numba's fastmath: NaN and infinity keep their meaning
_NUMBERS = {INTEGER: ctypes.c_int32, NUMBER: ctypes.c_float}


def kernel(*kinds, **options):
    """A decorator: makes a Kernel of a function that takes groups (NamedTuples), pointers and numbers.

    options: as of cuda.jit; its arithmetic is FAST unless `fastmath` is among them."""
    return lambda function: Kernel(function, kinds, {"fastmath": FAST, **options})


class Kernel:
    """A function that blocks of threads run. It is compiled, or found compiled, when it is first called."""

    def __init__(self, function, kinds, options):
        self._function, self._options = function, options
        self._signature = types.void(*map(type_of, kinds))
        groups = (kind.__annotations__.values() if isinstance(kind, type) else [kind] for kind in kinds)
        flat = enumerate(itertools.chain(*groups))
        self._numbers = [(place, _NUMBERS[kind]) for place, kind in flat if kind in _NUMBERS]
        self._loaded = {}

    def __call__(self, blocks, threads, stream, *arguments):
        """Queue it on a stream, for a grid of blocks, with groups first, then pointers and numbers."""
        values = []
        for argument in arguments:
            if isinstance(argument, tuple):
                values += argument
            else:
                values.append(argument)
        for place, number in self._numbers:
            values[place] = number(values[place])
        device = torch.cuda.current_device()
        loaded = self._loaded.get(device) or self._load(device)
        launch(stream, _config(blocks, threads), loaded, *values)

    @functools.cached_property
    def _compiled(self):
        compiled = cuda.jit(self._signature, cache=True, **self._options)(self._function)
        return next(iter(compiled.overloads.values()))

    def _load(self, device):
        function = self._compiled._codelibrary.get_cufunc()  # as Numba's own launch does
        self._loaded[device] = function.kernel
        return function.kernel


def type_of(kind):
    """Numba's type of a group, a pointer or a number."""
    if isinstance(kind, type):
        return types.NamedTuple([kind.__annotations__[name] for name in kind._fields], kind)
    return kind


@functools.lru_cache(maxsize=256)
def _config(blocks, threads):
    return LaunchConfig(grid=blocks, block=threads)


def stream_of(device):
    """torch's current stream."""
    return _stream(torch.cuda.current_stream(device).cuda_stream)


@functools.lru_cache(maxsize=64)
def _stream(handle):
    return Stream.from_handle(handle)


def pointer_of(tensor):
    """To the first number of a contiguous tensor."""
    return tensor.data_ptr()


def pointers_of(tensor, sizes):
    """To each of the parts of so many numbers in a contiguous tensor [sum(sizes)]."""
    first, width = tensor.data_ptr(), tensor.element_size()
    return [first + width * before for before in itertools.accumulate(sizes[:-1], initial=0)]
