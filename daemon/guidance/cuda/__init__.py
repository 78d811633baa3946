"""Views on an NVIDIA GPU."""
