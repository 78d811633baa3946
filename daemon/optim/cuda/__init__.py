"""The optimiser on an NVIDIA GPU."""
