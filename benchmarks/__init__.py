"""What the rasteriser costs and how right it is (raster.py), and what a step of a job costs (step.py)."""
