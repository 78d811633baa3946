"""Pictures of a request as tensors."""

import torch
from torch.nn import functional


def premultiplied(picture, height, width, device):
    """A protocol Picture as premultiplied RGBA [height, width, 4] in 0..1, scaled to that size; or None."""
    if picture is None:
        return None
    pixels = torch.frombuffer(bytearray(picture.rgba.tobytes()), dtype=torch.uint8)
    straight = pixels.reshape(picture.height, picture.width, 4).to(device, torch.float32) / 255
    image = torch.cat([straight[..., :3] * straight[..., 3:], straight[..., 3:]], -1).permute(2, 0, 1)[None]
    if image.shape[2:] != (height, width):
        image = functional.interpolate(
            image, size=(height, width), mode="bilinear", antialias=True, align_corners=False
        )
    return image[0].permute(1, 2, 0).clamp(0, 1).contiguous()


def size_of(canvas, side):
    """(height, width) in px of a protocol Canvas whose longer side has `side`."""
    return tuple(max(1, round(side * length)) for length in (canvas.height, canvas.width))


def on_page(picture, canvas, side, device):
    """A protocol Picture on the page's colour: RGB [height, width, 3], the longer side `side` px."""
    image = premultiplied(picture, *size_of(canvas, side), device)
    return image[..., :3] + (1 - image[..., 3:]) * image.new_tensor(canvas.page)
