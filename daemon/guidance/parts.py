"""Parts of a picture, cut out to be looked at by themselves."""

import math

import torch

MARGIN = 0.15  # of a part's longer side, on each side: what it is part of shows, and it may grow


class Cutter:
    """Cuts the square around a part out of pictures of any size.

    box: left, top, right, bottom, where the pictures' longer side is 1. side: px of what is cut out.
    page: [3] RGB, what lies around pictures.
    """

    def __init__(self, box, side, page):
        left, top, right, bottom = box
        reach = max(right - left, bottom - top) * (0.5 + MARGIN)
        self._spans = [
            (middle - reach, middle + reach) for middle in ((left + right) / 2, (top + bottom) / 2)
        ]
        self._side, self._page = side, page
        self._maps = {}

    def cut(self, pictures):
        """[B, 3, S, S] of pictures [B, H, W, 3]; differentiable, with the same bits every time."""
        across, down = self._maps_for(*pictures.shape[1:3])
        images = (pictures - self._page).permute(0, 3, 1, 2)
        return down @ images @ across.T + self._page[:, None, None]

    def _maps_for(self, height, width):
        """([S, W], [S, H]) how much of each pixel is in each of what is cut out."""
        if (height, width) not in self._maps:
            longer = max(height, width)
            sizes = (width, height)
            self._maps[height, width] = [
                self._map(*(longer * end for end in span), size).to(self._page)
                for span, size in zip(self._spans, sizes, strict=True)
            ]
        return self._maps[height, width]

    def _map(self, low, high, size):
        """Bilinear between pixels; where the part is larger than what is cut out, the mean over it."""
        scale = (high - low) / self._side
        reach = max(1.0, scale)
        around = math.ceil(
            max(0.0, -low, high - size) + reach
        )  # pixels of page, so that all weigh 1 together
        centres = low + (torch.arange(self._side, dtype=torch.float64) + 0.5) * scale
        pixels = torch.arange(-around, size + around, dtype=torch.float64) + 0.5
        weights = (1 - (centres[:, None] - pixels).abs() / reach).clamp(min=0)
        return (weights / weights.sum(1, keepdim=True))[:, around : around + size]
