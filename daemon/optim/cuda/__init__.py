"""Products of sparse matrices on an NVIDIA GPU."""
