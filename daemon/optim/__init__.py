"""Moves the free parts of a drawing so that a guide likes it better, and does the drawing no harm.

Letters used for shapes: N points, U subpaths, P paths, K knots, F free numbers. Lengths
are in canvas units: the frame's longer side is 1.
"""
