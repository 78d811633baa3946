"""The way to the kernels for NVIDIA GPUs: Numba's part for them is imported only where one is."""

import torch

from daemon.cuda import working


def view_kernels(images):
    """The module `cuda.seeing` where it can make views of images; None where torch does."""
    fits = images.is_cuda and images.dtype is torch.float32
    return _kernels("seeing") if fits else None


def norm_kernels(tokens):
    """The module `cuda.normalising` where it can normalise tokens [..., W]; None where torch does."""
    fits = tokens.is_cuda and tokens.dtype is torch.bfloat16 and tokens.shape[-1] % 2 == 0
    return _kernels("normalising") if fits else None


def judge_kernels(embeddings):
    """The module `cuda.judging` where it can judge embeddings; None where torch does."""
    fits = embeddings.is_cuda and embeddings.dtype is torch.float32
    return _kernels("judging") if fits else None


def _kernels(name):
    return working(f"{__package__}.cuda.{name}", "torch sees the drawing")
