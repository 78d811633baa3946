"""Sums that any thread adds to at any time."""

from numba import types
from numba.cuda.extending import intrinsic

from .kernels import SUMS


@intrinsic
def add_to(typingctx, sums, index, value):
    """Add an integer to sums[index], whoever else does; sums: pointer to int64."""

    def generate(context, builder, signature, arguments):
        pointer, place, number = arguments
        builder.atomic_rmw("add", builder.gep(pointer, [place]), number, "monotonic")
        return context.get_dummy_value()

    return types.void(SUMS, types.intp, types.int64), generate
