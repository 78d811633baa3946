"""One picture seen in several ways, so that only what holds in all of them counts."""

import torch
from torch.nn import functional

from .gpu import view_kernels

ZOOM = (0.8, 1.25)  # a view shows this many times the picture's side
TURN = 0.15  # rad, either way
SHIFT = 0.15  # of half the side, either way
TILT = 0.15  # perspective: how much nearer one side lies than the middle
NOISE = 0.03

MAP = 9  # numbers of a view's map, row by row: places in the view to (x, y, depth) in the picture
CHANCE = MAP + 2  # and where its noise begins, x and y in 0..1


def square(pictures, side, page):
    """[B, 3, side, side]: pictures [B, H, W, 3] in the middle of a square of page colour.

    page: [3] RGB. The longer side of the pictures is scaled to `side` where it is not yet.
    """
    height, width = pictures.shape[1:3]
    images = pictures.permute(0, 3, 1, 2)
    if height == width == side:
        return images
    paper = page[:, None, None]
    images = images - paper
    longer = max(height, width)
    if longer != side:
        size = (max(1, round(height * side / longer)), max(1, round(width * side / longer)))
        images = functional.interpolate(
            images, size=size, mode="bilinear", antialias=True, align_corners=False
        )
        height, width = size
    left, top = (side - width) // 2, (side - height) // 2
    return functional.pad(images, (left, side - width - left, top, side - height - top)) + paper


def chances(steps, number, generator):
    """[steps, number, CHANCE] float32: how the views of so many steps lie, drawn with a CPU generator."""

    def draw(low, high):
        return torch.rand(steps, number, generator=generator) * (high - low) + low

    zoom, turn = draw(*ZOOM), draw(-TURN, TURN)
    cos, sin = zoom * turn.cos(), zoom * turn.sin()
    across = cos, -sin, draw(-SHIFT, SHIFT)
    down = sin, cos, draw(-SHIFT, SHIFT)
    depth = draw(-TILT, TILT), draw(-TILT, TILT), torch.ones(steps, number)
    return torch.stack([*across, *down, *depth, draw(0, 1), draw(0, 1)], -1)


class Views:
    """How pictures of one size are seen.

    side: px. count: views of each picture, itself included. page: [3] RGB, what lies around pictures.
    """

    def __init__(self, side, count, page):
        self.count = count
        self._side = side
        self._page = page
        device = page.device
        middle = (torch.arange(side, device=device) + 0.5) * (2 / side) - 1
        y, x = torch.meshgrid(middle, middle, indexing="ij")
        self._places = torch.stack([x, y, torch.ones_like(x)], -1).reshape(-1, 3)
        # views take windows of one field: to draw noise anew for every view takes a while
        field = torch.randn(3, 2 * side, 2 * side, generator=torch.Generator().manual_seed(0))
        self.field = (NOISE * field).to(device)

    def of(self, images, chance):
        """[B, count, 3, S, S]: the images [B, 3, S, S] themselves, then views zoomed, turned, shifted and
        tilted, with noise, on a page of the picture's own colour. chance: [B, count - 1, CHANCE]."""
        if self.count == 1:
            return images[:, None]
        kernels = view_kernels(images)
        if kernels:
            return kernels.see(images, chance.contiguous(), self._page, self.field)
        paper = self._page[:, None, None]
        seen = _warped(images - paper, self._grid(chance))  # outside the picture lies more page
        seen = seen.unflatten(0, chance.shape[:2]) + (self._noise(chance) + paper)
        return torch.cat([images[:, None], seen], 1)

    def _grid(self, chance):
        """[B * V, S, S, 2] where in the picture (-1..1) each pixel of each view lies."""
        x, y, depth = (self._places @ chance[..., :MAP].reshape(-1, 3, 3).mT).unbind(-1)
        return torch.stack([x / depth, y / depth], -1).unflatten(1, (self._side, self._side))

    def _noise(self, chance):
        """[B, V, 3, S, S] windows of the field."""
        side = self._side
        left, top = (chance[..., MAP:] * side).long().unbind(-1)
        along = torch.arange(side, device=chance.device)
        rows, columns = top[..., None] + along, left[..., None] + along
        index = 2 * side * rows[..., None] + columns[..., None, :]
        noise = self.field.flatten(1).index_select(1, index.reshape(-1)).unflatten(1, index.shape)
        return noise.movedim(0, 2)


def _warped(images, grid):
    """[B * V, C, S, S]: images [B, C, S, S] at the places of `grid` ([B * V, S, S, 2], -1..1), 0 outside."""
    views = len(grid) // len(images)
    if images.device.type == "cpu":
        many = images[:, None].expand(-1, views, -1, -1, -1).flatten(0, 1)
        return functional.grid_sample(many, grid, align_corners=False)
    pairs = zip(images, grid.split(views), strict=True)
    return torch.cat([_gathered(image, places) for image, places in pairs])


def _gathered(image, grid):
    """The same as functional.grid_sample of one image [C, S, S], whose gradient on a GPU is added up in any
    order: here it is always the same to the last bit."""
    channels, side = image.shape[0], image.shape[-1]
    place = (grid + 1) * (side / 2) - 0.5
    corner = place.floor()
    part = place - corner
    corner = corner.long()
    pixels = image.reshape(channels, side * side)
    seen = 0
    for right in (0, 1):
        for down in (0, 1):
            x, y = corner[..., 0] + right, corner[..., 1] + down
            share = part[..., 0] if right else 1 - part[..., 0]
            share = share * (part[..., 1] if down else 1 - part[..., 1])
            share = share * ((x >= 0) & (x < side) & (y >= 0) & (y < side))
            index = y.clamp(0, side - 1) * side + x.clamp(0, side - 1)
            seen = seen + pixels.index_select(1, index.reshape(-1)).reshape(channels, *index.shape) * share
    return seen.transpose(0, 1)
