"""What all kernels for NVIDIA GPUs share. Imported only where a GPU is."""
