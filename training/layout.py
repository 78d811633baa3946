"""Where things stand: single, repeated and paired pictures, and the ground behind them."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from training.styles import identity_grid, over, sample, smooth_noise, uniform
from training.vocabulary import RELATIONS, SIZES

TONES = {  # of a landscape: top and bottom of the sky, the ground
    "meadow": ((0.55, 0.8, 1.0), (0.85, 0.95, 1.0), (0.4, 0.7, 0.25)),
    "sky": ((0.35, 0.65, 0.95), (0.75, 0.9, 1.0), (0.75, 0.9, 1.0)),
    "sea": ((0.65, 0.85, 1.0), (0.9, 0.95, 1.0), (0.1, 0.45, 0.75)),
    "night": ((0.02, 0.03, 0.15), (0.1, 0.12, 0.35), (0.05, 0.06, 0.15)),
}
GROUNDS = tuple(TONES)


def ground_tones(device: torch.device) -> Tensor:
    """[grounds, 3 tones, 3]."""
    return torch.tensor(list(TONES.values()), device=device)


def luminance(rgb: Tensor) -> Tensor:
    """[B] from colours [B, 3]."""
    return 0.3 * rgb[:, 0] + 0.59 * rgb[:, 1] + 0.11 * rgb[:, 2]


def spread(low: float, high: float, like: Tensor) -> Tensor:
    """[B] float32, one number per picture."""
    return torch.rand(len(like), device=like.device) * (high - low) + low


def place(picture: Tensor, centre: Tensor, scale: Tensor, angle: Tensor, *, distort: float = 1.0) -> Tensor:
    """The picture moved to `centre` ([B, 2], frame is [-1, 1]), scaled and turned [B].

    Adds some perspective and wobble; a random quarter is mirrored.
    """
    mirror = torch.where(spread(0, 1, picture) < 0.25, -1.0, 1.0)
    aspect = torch.exp(spread(-0.15, 0.15, picture) * distort)
    shear = spread(-0.12, 0.12, picture) * distort
    cosine, sine = angle.cos(), angle.sin()
    turn = torch.stack(
        [torch.stack([cosine * aspect, sine + shear], 1), torch.stack([shear - sine, cosine / aspect], 1)], 1
    )
    grid = (identity_grid(picture) - centre[:, None, None, :]) / scale[:, None, None, None]
    grid = torch.einsum("bij,bhwj->bhwi", turn, grid)
    tilt = torch.stack([spread(-0.18, 0.18, picture), spread(-0.18, 0.18, picture)], 1) * distort
    grid = grid / (1 + (grid.clamp(-2, 2) * tilt[:, None, None, :]).sum(-1, keepdim=True))
    unsteady = torch.where(spread(0, 1, picture) < 0.4, spread(0, 0.035, picture), 0.0)[:, None, None, None]
    grid = grid + smooth_noise(picture, 2, 6).permute(0, 2, 3, 1).float() * unsteady
    return sample(picture, grid * torch.stack([mirror, torch.ones_like(mirror)], 1)[:, None, None, :])


def single(picture: Tensor, angle: Tensor) -> Tensor:
    """One thing somewhere near the middle, mostly smaller than the frame."""
    scale = torch.exp(spread(-0.6, 0.2, picture))
    centre = torch.stack([spread(-0.22, 0.22, picture), spread(-0.22, 0.22, picture)], 1)
    return place(picture, centre, scale, angle)


def small_angles(picture: Tensor) -> Tensor:
    return torch.where(spread(0, 1, picture) < 0.7, spread(-0.35, 0.35, picture), 0.0)


def repeated(picture: Tensor, count: int) -> Tensor:
    """Two or three of the same thing, side by side, stacked or round a circle."""
    start = torch.where(
        spread(0, 1, picture) < 0.6, spread(-0.25, 0.25, picture), spread(0, 2 * math.pi, picture)
    )
    canvas = torch.zeros_like(picture)
    for turn in range(count):
        angle = start + 2 * math.pi * turn / count
        radius = 0.5 + 0.05 * (count - 2)
        centre = torch.stack([angle.cos(), angle.sin()], 1) * radius
        centre = centre + torch.stack([spread(-0.06, 0.06, picture), spread(-0.06, 0.06, picture)], 1)
        scale = spread(0.40, 0.52, picture) if count == 2 else spread(0.32, 0.42, picture)
        canvas = over(place(picture, centre, scale, spread(-0.2, 0.2, picture), distort=0.5), canvas)
    return canvas


def scene(first: Tensor, second: Tensor, relation: Tensor, size: Tensor) -> Tensor:
    """Two things in a relation. relation: [B] index into RELATIONS, size: [B] index into SIZES."""
    names = list(RELATIONS)
    kind = torch.where(
        relation == names.index("beside"),
        torch.randint(1, 3, relation.shape, device=relation.device),
        relation,
    )
    swap = (relation == names.index("beside")) & (spread(0, 1, first) < 0.5)
    left, above, front = (kind == names.index(name) for name in ("left", "above", "front"))
    gap, drift = spread(0.4, 0.5, first), spread(-0.22, 0.22, first)
    zero = torch.zeros_like(gap)
    x = torch.where(left, -gap, torch.where(above, drift, spread(-0.4, 0.4, first)))
    y = torch.where(left, drift, torch.where(above, -gap, spread(0.3, 0.45, first)))
    here = torch.stack([x, y], 1)
    there = torch.stack(
        [torch.where(left, gap, zero), torch.where(above, gap, torch.where(left, zero, -0.1 * gap))], 1
    )
    here, there = torch.where(swap[:, None], there, here), torch.where(swap[:, None], here, there)
    small_first, small_second = (size == list(SIZES).index(name) for name in ("small_big", "big_small"))
    scale_here = torch.where(front, spread(0.36, 0.46, first), spread(0.42, 0.54, first))
    scale_there = torch.where(front, spread(0.7, 0.9, first), spread(0.42, 0.54, first))
    scale_here = scale_here * torch.where(small_first, 0.55, torch.where(small_second, 1.2, 1.0))
    scale_there = scale_there * torch.where(small_second, 0.55, torch.where(small_first, 1.2, 1.0))
    angle = spread(-0.15, 0.15, first)
    return over(
        place(first, here, scale_here, angle, distort=0.5),
        place(second, there, scale_there, -angle, distort=0.5),
    )


def paper(like: Tensor, tone_of_thing: Tensor) -> Tensor:
    """[B, 3, R, R] plain grounds, half of them white, none too close to the luminance `tone_of_thing` [B]."""
    tone = torch.rand(len(like), 3, device=like.device)
    which = spread(0, 1, like)[:, None]
    ground = torch.where(which < 0.5, torch.ones_like(tone), torch.where(which < 0.8, 1 - tone * 0.35, tone))
    close = (luminance(ground) - tone_of_thing).abs() < 0.28
    contrast = torch.where((tone_of_thing > 0.6)[:, None], tone * 0.35, 1 - tone * 0.12)
    ground = torch.where(close[:, None], contrast, ground)
    uneven = torch.where(spread(0, 1, like) < 0.25, spread(0, 0.18, like), 0.0)[:, None, None, None]
    noise = smooth_noise(like, 3, 4) * uneven.to(like.dtype)
    return (ground.to(like.dtype)[:, :, None, None] + noise).clamp(0, 1)


def landscape(like: Tensor, kind: Tensor, tones: Tensor) -> Tensor:
    """[B, 3, R, R] sky over ground. kind: [B] index into GROUNDS, tones: of ground_tones."""
    table = tones[kind]  # [B, 3 tones, 3]
    table = (table + torch.randn_like(table) * 0.05).clamp(0, 1).to(like.dtype)[..., None, None]
    height = identity_grid(like)[..., 1].unsqueeze(1).to(like.dtype)  # [1, 1, R, R], -1 at the top
    blend = (height + 1) / 2
    sky = table[:, 0] * (1 - blend) + table[:, 1] * blend
    shape = smooth_noise(like, 1, 5)
    which = kind[:, None, None, None]
    clouds = ((shape - 0.5) * 4).clamp(0, 1) * (which == GROUNDS.index("sky"))
    stars = (torch.randn_like(shape) > 2.6).to(like.dtype) * (which == GROUNDS.index("night"))
    sky = sky + (1 - sky) * torch.maximum(clouds, stars)
    horizon = uniform(0.0, 0.7, like)
    hill = (which == GROUNDS.index("meadow")) * 0.1 + 0.01
    below = ((height - horizon + shape[:, :, :1] * hill) * 30).clamp(0, 1)
    below = below * (which != GROUNDS.index("sky"))
    return sky * (1 - below) + table[:, 2] * below


def finish(image: Tensor) -> Tensor:
    """Some pictures blurred, some noisy; [B, 3, R, R] in [0, 1]."""
    soft = functional.avg_pool2d(image, 3, 1, 1, count_include_pad=False)
    if image.shape[-1] > 64:
        soft = functional.avg_pool2d(soft, 3, 1, 1, count_include_pad=False)
    image = torch.where(spread(0, 1, image)[:, None, None, None] < 0.25, soft, image)
    grain = torch.where(spread(0, 1, image) < 0.4, spread(0, 0.1, image), 0.0)[:, None, None, None]
    return (image + torch.randn_like(image) * grain.to(image.dtype)).clamp(0, 1)
