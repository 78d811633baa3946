"""Sizes that all kernels share."""

import numpy as np

THREADS = 256  # of a block that paints a tile, one for each cell
WARPS = THREADS // 32
SIDE_BITS = 4
SIDE = 1 << SIDE_BITS  # cells along a tile's side
STRIDE = SIDE + 1  # of a plane's rows: an edge spills over into the column after the last
PLANE = SIDE * STRIDE
PLANES = 12  # layers that a tile holds at once; a path takes one or two
LISTED = THREADS + 32  # paths that a tile lists at once; it looks at THREADS more while there is room
CHUNK = 32  # vertices of a chunk; the last one is the first of what follows
PAINT = 9  # numbers of a path's paint: RGBA of fill and of stroke, opacity
LARGEST_RAMP = 8

PATH_WARPS = 8  # of a block that places a path's vertices, or pulls at them
PATH_THREADS = 32 * PATH_WARPS
PEAKS = 128  # blocks that look for the greatest number of a picture's gradient

# of arrays in shared memory
ROOM_COUNTS = 4 * WARPS
ROOM_LAYERS = 2 * PLANES
ROOM_PAINTS = PLANES * PAINT
ROOM_QUEUE = 2 * 32 * PLANES
ROOM_CELLS = PLANES * PLANE
ROOM_SUMS = WARPS * ROOM_PAINTS

ONE = np.int32(1 << 21)  # a winding number of 1 in fixed point
PER_ONE = np.float32(1 / (1 << 21))
