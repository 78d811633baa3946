"""Strokes and filled blobs on white paper, in plain PyTorch. S shapes, Q pixels, P drawings, R side in px."""

import math

import torch
from torch import Tensor

FAINT = 0.3  # opacity below which a shape is dropped at the end


def cubic(points: Tensor, steps: int) -> Tensor:
    """[..., 4, 2] -> [..., steps, 2]."""
    t = torch.linspace(0, 1, steps, device=points.device)[:, None]
    p = points.unsqueeze(-3).unbind(-2)
    return (1 - t) ** 3 * p[0] + 3 * (1 - t) ** 2 * t * p[1] + 3 * (1 - t) * t * t * p[2] + t**3 * p[3]


def distances(pixels: Tensor, line: Tensor) -> Tensor:
    """[S, Q] distances of pixels [Q, 2] from polylines [S, V, 2]; the nearest segment gets the gradient."""

    def to_segment(start: Tensor, end: Tensor) -> Tensor:
        along = end - start
        t = (((pixels - start) * along).sum(-1) / ((along * along).sum(-1) + 1e-6)).clamp(0, 1)
        offset = pixels - start - t.unsqueeze(-1) * along
        return ((offset * offset).sum(-1) + 1e-8).sqrt()

    with torch.no_grad():
        nearest, segment = to_segment(line[:, None, 0], line[:, None, 1]), None
        segment = torch.zeros_like(nearest, dtype=torch.long)
        for index in range(1, line.shape[1] - 1):
            candidate = to_segment(line[:, None, index], line[:, None, index + 1])
            segment = torch.where(candidate < nearest, index, segment)
            nearest = torch.minimum(nearest, candidate)

    def pick(index: Tensor) -> Tensor:
        return torch.stack([line[..., axis].gather(1, index) for axis in (0, 1)], -1)

    return to_segment(pick(segment), pick(segment + 1))


@torch.no_grad()
def inside(pixels: Tensor, outline: Tensor) -> Tensor:
    """[S, Q] bool by winding number; outline: [S, V, 2], closed."""
    winding = torch.zeros(len(outline), len(pixels), dtype=torch.int32, device=pixels.device)
    x, y = pixels.T
    for index in range(outline.shape[1] - 1):
        (ax, ay), (bx, by) = outline[:, index].T[..., None], outline[:, index + 1].T[..., None]
        cross = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
        winding += ((ay <= y) & (by > y) & (cross > 0)).int() - ((ay > y) & (by <= y) & (cross < 0)).int()
    return winding != 0


def random_paint(count: int, opacity: float, generator: torch.Generator) -> Tensor:
    """[S, 4] logits of red, green, blue and opacity; the latter is the same for all."""
    paint = torch.randn(count, 4, generator=generator) * 1.2
    paint[:, 3] = opacity
    return paint


class Shapes:
    """Random shapes on white paper for P drawings; what a subclass adds is their coverage."""

    def __init__(self, points: Tensor, paint: Tensor, drawings: int, side: int):
        self.drawings, self.side = drawings, side
        self.points, self.paint = points.requires_grad_(), paint.requires_grad_()
        row = torch.arange(side, device=points.device) + 0.5
        self.pixels = torch.stack(torch.meshgrid(row, row, indexing="xy"), -1).reshape(-1, 2)

    def render(self) -> Tensor:
        """[P, 3, R, R], later shapes over earlier ones."""
        alpha = (self.coverage() * self.paint[:, 3:].sigmoid()).view(self.drawings, -1, len(self.pixels))
        clear = torch.log1p(-alpha * 0.999)
        visible = torch.exp(clear.sum(1, keepdim=True) - clear.cumsum(1))
        colour = self.paint[:, :3].sigmoid().view(self.drawings, -1, 3)
        image = torch.einsum("psq,psc->pcq", alpha * visible, colour) + torch.exp(clear.sum(1, keepdim=True))
        return image.view(self.drawings, 3, self.side, self.side)

    def sharpness(self) -> Tensor:
        """Large while opacities are undecided."""
        opacity = self.paint[:, 3].sigmoid()
        return (4 * opacity * (1 - opacity)).view(self.drawings, -1).mean(1).sum()

    @torch.no_grad()
    def drop_faint(self) -> None:
        self.paint[:, 3] = torch.where(self.paint[:, 3].sigmoid() < FAINT, -12.0, self.paint[:, 3])


class Strokes(Shapes):
    """Single cubic strokes with free width."""

    def __init__(self, drawings: int, count: int, side: int, device: torch.device):
        generator = torch.Generator().manual_seed(0)
        start = torch.rand(drawings * count, 1, 2, generator=generator) * 0.8 + 0.1
        walk = (torch.randn(drawings * count, 3, 2, generator=generator) * 0.07).cumsum(1)
        points = torch.cat([start, start + walk], 1).to(device)
        super().__init__(points, random_paint(len(points), 1.5, generator).to(device), drawings, side)
        self.log_width = torch.full(
            (drawings * count, 1), math.log(2.2 * side / 128), device=device
        ).requires_grad_()
        self.rates = [(self.points, 0.008), (self.log_width, 0.03), (self.paint, 0.08)]

    def coverage(self) -> Tensor:
        width = self.log_width.exp().clamp(0.8, 9 * self.side / 128)
        return torch.sigmoid((width / 2 - distances(self.pixels, cubic(self.points, 12) * self.side)) * 2.5)

    def roughness(self) -> Tensor:
        return self.points.new_zeros(())


class Blobs(Shapes):
    """Filled outlines of four joined cubics."""

    def __init__(self, drawings: int, count: int, side: int, device: torch.device):
        generator = torch.Generator().manual_seed(0)
        centre = torch.rand(drawings * count, 1, 2, generator=generator) * 0.8 + 0.1
        radius = torch.rand(drawings * count, 1, 1, generator=generator) * 0.1 + 0.05
        angle = torch.arange(12) / 12 * 2 * math.pi
        ring = torch.stack([angle.cos(), angle.sin()], -1) * (
            1 + 0.1 * torch.randn(drawings * count, 12, 1, generator=generator)
        )
        points = (centre + radius * ring).to(device)
        super().__init__(points, random_paint(len(points), 1.0, generator).to(device), drawings, side)
        self.rates = [(self.points, 0.006), (self.paint, 0.06)]

    def coverage(self) -> Tensor:
        ring = torch.cat([self.points, self.points[:, :1]], 1)
        outline = cubic(torch.stack([ring[:, k : k + 10 : 3] for k in range(4)], 2), 8)  # [S, 4, 8, 2]
        outline = torch.cat([outline[:, :, :-1].flatten(1, 2), ring[:, :1]], 1) * self.side
        sign = torch.where(inside(self.pixels, outline.detach()), 1.0, -1.0)
        return torch.sigmoid(distances(self.pixels, outline) * sign * 2.5)

    def roughness(self) -> Tensor:
        bend = self.points.roll(-1, 1) + self.points.roll(1, 1) - 2 * self.points
        return (bend.square().sum(-1) * 60).view(self.drawings, -1).mean(1).sum()
