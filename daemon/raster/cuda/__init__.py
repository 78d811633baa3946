"""The rasteriser's kernels for NVIDIA GPUs, in Python for numba-cuda. Imported only where a GPU is."""
