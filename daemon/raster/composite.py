"""Premultiplied "over", in document order."""

import torch


def over(top, below):
    """`top` painted over `below`: premultiplied RGBA [..., 4] each."""
    return top + (1 - top[..., 3:]) * below


def composite(path, pixel, paint, background):
    """Paint laid over the background, the lowest path first: [H * W, 4].

    path, pixel: [C] int64, each pair at most once. paint: [C, 4] premultiplied RGBA. background:
    [H * W, 4]. Takes one round for each path that lies over others at the deepest pixel.
    """
    if not len(pixel):
        return background
    order = torch.argsort(pixel * (int(path.max()) + 1) + path)
    pixels, depths = torch.unique_consecutive(pixel[order], return_counts=True)
    lowest = torch.cumsum(depths, 0) - depths
    by_depth = torch.argsort(depths, descending=True, stable=True)
    pixels, lowest = pixels[by_depth], lowest[by_depth]

    colour = background.index_select(0, pixels)
    covered = len(pixels)
    for depth, ends_here in enumerate(torch.bincount(depths).tolist()):
        covered -= ends_here  # pixels with more than `depth` paints: the first ones
        top = paint.index_select(0, order[lowest[:covered] + depth])
        colour = torch.cat([over(top, colour[:covered]), colour[covered:]])
    return background.index_copy(0, pixels, colour)
