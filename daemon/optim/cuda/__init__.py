"""Sums by number on an NVIDIA GPU."""
