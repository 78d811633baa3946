"""What benchmarks/quality.py draws, and how it measures what became of it."""
