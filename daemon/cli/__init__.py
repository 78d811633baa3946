"""The command line `clip-refine`."""
