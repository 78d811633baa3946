"""One picture seen in several ways, so that only what holds in all of them counts."""

import torch
from torch.nn import functional

ZOOM = (0.8, 1.25)  # a view shows this many times the picture's side
TURN = 0.15  # rad, either way
SHIFT = 0.15  # of half the side, either way
TILT = 0.15  # perspective: how much nearer one side lies than the middle
NOISE = 0.03


def square(picture, side, page):
    """[1, 3, side, side]: the picture [H, W, 3] in the middle of a square of page colour.

    page: [3] RGB. The longer side of the picture is scaled to `side` where it is not yet.
    """
    height, width = picture.shape[:2]
    image = (picture - page).permute(2, 0, 1)[None]
    longer = max(height, width)
    if longer != side:
        size = (max(1, round(height * side / longer)), max(1, round(width * side / longer)))
        image = functional.interpolate(image, size=size, mode="bilinear", antialias=True, align_corners=False)
        height, width = size
    left, top = (side - width) // 2, (side - height) // 2
    image = functional.pad(image, (left, side - width - left, top, side - height - top))
    return image + page[:, None, None]


def views(image, count, page, generator):
    """[count, 3, S, S]: the image [1, 3, S, S] itself, then views zoomed, turned, shifted and tilted
    at random, on a page of the picture's own colour ([3] RGB). Random numbers come from `generator`,
    on the CPU, so that every device sees the same views."""
    if count == 1:
        return image
    number, side, device = count - 1, image.shape[-1], image.device

    def draw(low, high):
        return (torch.rand(number, generator=generator) * (high - low) + low).to(device)

    zoom, turn = draw(*ZOOM), draw(-TURN, TURN)
    shift_x, shift_y = draw(-SHIFT, SHIFT), draw(-SHIFT, SHIFT)
    tilt = torch.stack([draw(-TILT, TILT), draw(-TILT, TILT)], 1)
    cos, sin = zoom * turn.cos(), zoom * turn.sin()
    matrix = torch.stack([torch.stack([cos, -sin, shift_x], 1), torch.stack([sin, cos, shift_y], 1)], 1)
    grid = functional.affine_grid(matrix, (number, 3, side, side), align_corners=False)
    plain = functional.affine_grid(
        torch.eye(2, 3, device=device)[None], (1, 3, side, side), align_corners=False
    )
    depth = 1 + (plain * tilt[:, None, None, :]).sum(-1, keepdim=True)
    paper = page[:, None, None]
    seen = _warped(image[0] - paper, grid / depth)  # outside the picture lies more page
    noise = torch.randn(seen.shape, generator=generator).to(device)
    return torch.cat([image, seen + paper + NOISE * noise])


def _warped(image, grid):
    """[V, C, S, S]: the image [C, S, S] at the places of `grid` ([V, S, S, 2], -1..1), 0 outside it."""
    if image.device.type == "cpu":
        return functional.grid_sample(image.expand(len(grid), -1, -1, -1), grid, align_corners=False)
    return _gathered(image, grid)


def _gathered(image, grid):
    """The same as functional.grid_sample, whose gradient on a GPU is added up in any order: here it is
    always the same to the last bit."""
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
