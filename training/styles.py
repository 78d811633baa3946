"""Ways to draw one thing: each turns coverage or colour art into a premultiplied picture of that style.

Pictures are [B, 4, R, R] premultiplied RGBA in [0, 1], masks [B, 1, R, R]; all of one device and one dtype.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional


def uniform(low: float, high: float, like: Tensor) -> Tensor:
    """[B, 1, 1, 1], one number per picture."""
    return torch.rand(len(like), 1, 1, 1, device=like.device, dtype=like.dtype) * (high - low) + low


def chance(probability: float, like: Tensor) -> Tensor:
    """[B, 1, 1, 1] bool."""
    return torch.rand(len(like), 1, 1, 1, device=like.device) < probability


def over(top: Tensor, bottom: Tensor) -> Tensor:
    return top + bottom * (1 - top[:, 3:])


def flat(rgb: Tensor, mask: Tensor) -> Tensor:
    """One colour [B, 3] through a mask."""
    return torch.cat([rgb.to(mask.dtype)[:, :, None, None] * mask, mask], 1)


def grow(x: Tensor, side: int) -> Tensor:
    return functional.max_pool2d(x, side, 1, side // 2)


def shrink(x: Tensor, side: int) -> Tensor:
    return -grow(-x, side)


def edges(picture: Tensor) -> Tensor:
    """Contours of any picture or mask as a mask, about 2 px wide."""
    return ((grow(picture, 3) + grow(-picture, 3)).amax(1, keepdim=True) * 1.6).clamp(0, 1)


def smooth_noise(like: Tensor, channels: int, cells: int) -> Tensor:
    """[B, channels, R, R] normal noise that varies over about R / cells px."""
    noise = torch.randn(len(like), channels, cells, cells, device=like.device, dtype=like.dtype)
    corners = torch.eye(cells, device=like.device, dtype=like.dtype)[None]
    weights = functional.interpolate(corners, size=like.shape[-1], mode="linear")[0]  # [cells, R]
    return weights.T @ noise @ weights  # bilinear, and many times as fast as resizing


def identity_grid(like: Tensor) -> Tensor:
    """[1, R, R, 2] float32 sampling positions in [-1, 1]."""
    eye = torch.eye(2, 3, device=like.device)[None]
    return functional.affine_grid(eye, [1, 1, *like.shape[-2:]], align_corners=False)


def sample(picture: Tensor, grid: Tensor) -> Tensor:
    return functional.grid_sample(
        picture, grid.to(picture.dtype), mode="bilinear", padding_mode="zeros", align_corners=False
    )


def wobble(picture: Tensor, amount: Tensor) -> Tensor:
    """The picture as an unsteady hand would redraw it. amount: [B, 1, 1, 1], share of half the side."""
    shift = smooth_noise(picture, 2, 6).permute(0, 2, 3, 1).float() * amount.float()
    return sample(picture, identity_grid(picture) + shift)


def vary_weight(mask: Tensor) -> Tensor:
    """Some strokes bolder, some thinner."""
    which = uniform(0, 1, mask)
    bold, thin, bolder = grow(mask, 3), shrink(mask, 3), grow(mask, 5)
    mask = torch.where(which < 0.12, bold, mask)
    mask = torch.where((which >= 0.12) & (which < 0.22), thin, mask)
    return torch.where((which >= 0.22) & (which < 0.26), bolder, mask)


def sketchy(line: Tensor) -> Tensor:
    """Doubled, wobbling and broken versions of a line mask."""
    first = wobble(line, uniform(0, 0.03, line))
    second = wobble(line, uniform(0.02, 0.05, line)) * uniform(0.4, 1, line)
    line = torch.where(chance(0.4, line), torch.maximum(first, second), first)
    gaps = ((smooth_noise(line, 1, 9) + uniform(0.5, 1.3, line)) * 4).clamp(0, 1)
    return torch.where(chance(0.4, line), line * gaps, line) * uniform(0.6, 1, line)


def stripes(like: Tensor) -> Tensor:
    """Hatching over the whole picture, [B, 1, R, R]."""
    position = identity_grid(like)[..., 0], identity_grid(like)[..., 1]

    def one(angle: Tensor) -> Tensor:
        angle, cycles = angle.float()[:, :, :, 0], uniform(8, 20, like).float()[:, :, :, 0]
        across = position[0] * angle.cos() + position[1] * angle.sin()
        wave = torch.sin(across * cycles * math.pi + uniform(0, 6.3, like).float()[:, :, :, 0])
        return (
            ((wave + uniform(-0.6, 0.3, like).float()[:, :, :, 0]) * 3)
            .clamp(0, 1)
            .unsqueeze(1)
            .to(like.dtype)
        )

    angle = uniform(0, math.pi, like)
    return torch.where(chance(0.3, like), torch.maximum(one(angle), one(angle + 1.5)), one(angle))


def hatch(body: Tensor, contour: Tensor, rgb: Tensor) -> Tensor:
    """A body shown by hatching and its contour."""
    return flat(rgb, torch.maximum(contour, stripes(body) * body))


def fill(ink: Tensor, body: Tensor, rgb: Tensor, ink_rgb: Tensor) -> Tensor:
    """A flat filled body below its ink."""
    return over(flat(ink_rgb, ink), flat(rgb, body))


def sticker(picture: Tensor) -> Tensor:
    """The picture on a border of paper, the border of one light or black tone."""
    border = grow(grow(picture[:, 3:], 5), 5)
    tone = torch.where(chance(0.7, picture), uniform(0.85, 1, picture), uniform(0, 0.1, picture))
    rim = grow(border, 3) - border
    paper = torch.cat([(tone * border).expand(-1, 3, -1, -1), border], 1)
    shadow = torch.cat([(0.6 * rim).expand(-1, 3, -1, -1), rim], 1)
    return over(picture, over(paper, shadow))


def outlined(picture: Tensor) -> Tensor:
    """The art between dark contours, as in comics: of every part, or of the whole alone."""
    parts, whole = edges(picture), edges(picture[:, 3:])
    line = torch.where(chance(0.7, picture), torch.maximum(parts, whole), whole)
    line = torch.where(chance(0.4, line), grow(line, 3), line)
    tone = uniform(0, 0.15, picture) * line
    return over(torch.cat([tone.expand(-1, 3, -1, -1), line], 1), picture)


def cutout(picture: Tensor, tones: int = 3) -> Tensor:
    """The art in a few flat tones with soft, simplified outlines, as if cut from paper."""
    soft = functional.avg_pool2d(functional.avg_pool2d(picture, 7, 1, 3), 5, 1, 2)
    alpha = ((soft[:, 3:] - 0.45) * 10).clamp(0, 1)
    rgb = soft[:, :3] / soft[:, 3:].clamp(min=0.05)
    return torch.cat([((rgb * tones).round() / tones).clamp(0, 1) * alpha, alpha], 1)


def odd_colours(picture: Tensor) -> Tensor:
    """Colours turned round the grey axis by at least a quarter turn, each picture by its own angle."""
    angle = uniform(math.pi / 2, 1.5 * math.pi, picture).float()[:, 0, 0, 0]
    cosine, side = angle.cos(), angle.sin() / math.sqrt(3)
    base = (1 - cosine) / 3
    rows = [[base + cosine, base - side, base + side], [base + side, base + cosine, base - side]]
    rows.append([base - side, base + side, base + cosine])
    turn = torch.stack([torch.stack(row, -1) for row in rows], 1).to(picture.dtype)  # [B, 3, 3]
    rgb = torch.einsum("bij,bjhw->bihw", turn, picture[:, :3])
    return torch.cat([torch.minimum(rgb.clamp(min=0), picture[:, 3:]), picture[:, 3:]], 1)


def mean_tone(picture: Tensor) -> Tensor:
    """[B, 3] mean colour of what is covered."""
    return picture[:, :3].mean((2, 3)) / picture[:, 3:].mean((2, 3)).clamp(min=1e-3)
