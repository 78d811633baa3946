"""The background half of Refine with CLIP: bridge, supervisor, worker and command line."""
