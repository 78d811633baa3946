"""What the rasteriser costs and how right it is. `python benchmarks/raster.py --help`."""
