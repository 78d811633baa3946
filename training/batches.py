"""Training batches: sampled drawings, each in a style, laid out on a ground, and what can be said of them."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training import layout, styles
from training.art import NO_COLOUR, Art, palette
from training.vocabulary import ATTRIBUTES, NONE, RELATIONS, SIZES

# Shares of the batch; the drawings are drawn at random, so contiguous slices are random subsets.
MONO_STYLES = {"ink": 0.46, "filled": 0.2, "silhouette": 0.08, "pencil": 0.14, "hatched": 0.12}
COLOUR_STYLES = {
    "natural": 0.42, "outlined": 0.22, "odd": 0.08, "cutout": 0.08, "sticker": 0.04, "pencil": 0.1,
    "hatched": 0.06,
}  # fmt: skip
LAYOUTS = {"single": 0.68, "tilted": 0.03, "upside_down": 0.02, "two": 0.05, "three": 0.04, "scene": 0.18}
MONO_SHARE = 0.42
BLACK_INK, NATURAL_INK = 0.36, 0.44  # of the mono drawings; the rest gets a random colour
UNSAID = 0.65  # of the natural colours: nobody says of a leaf that it is green
OTHER_NAME_LABEL = 0.15
LANDSCAPE = 0.08
CLUTTER_BEHIND, CLUTTER_BEFORE = 0.35, 0.12


@dataclass(frozen=True)
class Batch:
    """B pictures, the last `scenes` of them of two things. K attributes."""

    image: Tensor  # [B, 3, R, R] float32 in [0, 1]
    name: Tensor  # [B] bank index of the label
    drawn: Tensor  # [B] bank index of the drawing's own name (differs from `name` where that is another name)
    attribute: Tensor  # [B] index into ATTRIBUTES
    holds: Tensor  # [B, K] bool: attributes that are true of the picture
    scenes: int
    second: Tensor  # [scenes] bank index of the second thing
    relation: Tensor  # [scenes] index into RELATIONS
    size: Tensor  # [scenes] index into SIZES


def slices(shares: dict[str, float], total: int) -> dict[str, slice]:
    """Consecutive slices of `total` rows in these shares; the last takes what remains."""
    found, start = {}, 0
    for index, (key, share) in enumerate(shares.items()):
        stop = total if index == len(shares) - 1 else start + round(share * total)
        found[key] = slice(start, stop)
        start = stop
    return found


class Batches:
    """Draws batches from the art; `dtype` is that of the picture arithmetic."""

    def __init__(self, art: Art, dtype: torch.dtype):
        self.art, self.dtype = art, dtype
        self.device = art.mono.device
        self.palette, self.ground_tones = palette(self.device), layout.ground_tones(self.device)
        self.clutter = torch.ones((), device=self.device)  # how often there is clutter, of the chances above

    def fuse(self) -> None:
        """Has torch.compile fuse the two halves of the work; the second is compiled anew for each side."""
        self._styled = torch.compile(self._styled, dynamic=False)
        self._laid_out = torch.compile(self._laid_out, dynamic=False)

    @torch.no_grad()
    def draw(self, count: int, side: int) -> Batch:
        picture, names, holds = self._styled(count)
        return Batch(**self._laid_out(picture, names, holds, side))

    def _styled(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures [B, 4, R, R] at the art's side, names [B, 1 + other names] and attributes, by styles."""
        mono = round(count * MONO_SHARE)
        rows = [self._mono(mono), self._colour(count - mono)]
        picture, names, holds = (torch.cat(column) for column in zip(*rows, strict=True))
        return picture, names, holds

    def _laid_out(self, picture: Tensor, names: Tensor, holds: Tensor, side: int) -> dict:
        """The fields of a Batch, its pictures in random order at `side` px."""
        count = len(picture)
        order = torch.rand(count, device=self.device).argsort()
        picture = functional.interpolate(picture, size=side, mode="area")[order]
        names, holds = names[order], holds[order]
        drawn = names[:, 0]
        other = names.gather(1, torch.randint(names.shape[1], (count, 1), device=self.device))[:, 0]
        name = torch.where(torch.rand(count, device=self.device) < OTHER_NAME_LABEL, other, drawn)
        return self._lay_out(picture, name, drawn, holds)

    def _flag(self, count: int, *attributes: str) -> Tensor:
        """[count, K] bool with these attributes set."""
        holds = torch.zeros(count, len(ATTRIBUTES), dtype=torch.bool, device=self.device)
        for attribute in attributes:
            holds[:, ATTRIBUTES.index(attribute)] = True
        return holds

    def _mono(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures, names [count, 1 + other names] and attributes from mono drawings, in every mono style."""
        chosen = torch.multinomial(self.art.mono_weight, count, replacement=True)
        names = self.art.mono_names[chosen]
        masks = self.art.mono[chosen].to(self.dtype) / 255
        ink, body = masks[:, :1], masks[:, 1:]
        rgb, colour = self._ink_colours(names[:, 0], BLACK_INK)
        bright, bright_colour = self._ink_colours(names[:, 0], 0.0)
        dark = torch.where(torch.rand_like(bright[:, :1]) < 0.6, torch.zeros_like(bright), bright * 0.5)
        at = slices(MONO_STYLES, count)
        part = {key: (ink[rows], body[rows], rgb[rows]) for key, rows in at.items()}
        filled = at["filled"]
        pencil, hatched = part["pencil"], part["hatched"]
        rows = [
            (styles.flat(part["ink"][2], styles.vary_weight(part["ink"][0])), (), colour),
            (styles.fill(*part["filled"][:2], bright[filled], dark[filled]), ("sticker",), bright_colour),
            (styles.flat(part["silhouette"][2], part["silhouette"][1]), ("silhouette",), colour),
            (styles.flat(pencil[2], styles.sketchy(styles.edges(pencil[0]))), ("line", "pencil"), colour),
            (styles.hatch(hatched[1], styles.edges(hatched[0]), hatched[2]), ("hatched",), colour),
        ]
        return torch.cat([row[0] for row in rows]), names, self._holds(rows, at)

    def _holds(self, rows: list[tuple[Tensor, tuple[str, ...], Tensor]], at: dict[str, slice]) -> Tensor:
        """[B, K] bool, from one row (pictures, attributes, colours [B]) per slice of the batch."""
        holds = []
        for (_, attributes, colour), where in zip(rows, at.values(), strict=True):
            holds.append(self._flag(where.stop - where.start, *attributes))
            self._add_colour(holds[-1], colour[where])
        return torch.cat(holds)

    def _ink_colours(self, names: Tensor, black: float) -> tuple[Tensor, Tensor]:
        """One colour per drawing, [B, 3], and what may be said of it, [B]: a palette index, or NO_COLOUR.

        Most of the naturally coloured ones (UNSAID) count as uncoloured.
        """
        count = len(names)
        which = torch.rand(count, device=self.device)
        colour = torch.randint(len(self.palette), (count,), device=self.device)
        colour = torch.where(which < black, 0, colour)
        natural_class = self.art.natural_class[names]
        natural = (which > 1 - NATURAL_INK) & (natural_class != NO_COLOUR)
        rgb = torch.where(natural[:, None], self.art.natural_rgb[names], self.palette[colour])
        colour = torch.where(natural, natural_class, colour)
        unsaid = natural & (torch.rand(count, device=self.device) < UNSAID)
        return (rgb + torch.randn_like(rgb) * 0.06).clamp(0, 1), torch.where(unsaid, NO_COLOUR, colour)

    def _add_colour(self, holds: Tensor, colour: Tensor) -> None:
        """Sets the flag of each drawing's colour, if it has one. Never waits for the device."""
        holds[:, :NO_COLOUR] |= colour[:, None] == torch.arange(NO_COLOUR, device=self.device)

    def _colour(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """The same from colour drawings."""
        chosen = torch.multinomial(self.art.colour_weight, count, replacement=True)
        at = slices(COLOUR_STYLES, count)
        picture = self.art.colour[chosen].to(self.dtype) / 255
        dominant = self.art.colour_dominant[chosen]
        house = self.art.colour_house[chosen]
        said = torch.where(house | (torch.rand(count, device=self.device) >= UNSAID), dominant, NO_COLOUR)
        part = {key: picture[rows] for key, rows in at.items()}
        tone = styles.mean_tone(picture) * 0.6
        tone = torch.where(torch.rand_like(tone[:, :1]) < 0.6, torch.zeros_like(tone), tone)
        black = torch.where(tone.amax(1) == 0, 0, NO_COLOUR)
        pencil = styles.flat(tone[at["pencil"]], styles.sketchy(styles.edges(part["pencil"])))
        hatched = styles.hatch(part["hatched"][:, 3:], styles.edges(part["hatched"]), tone[at["hatched"]])
        rows = [
            (part["natural"], (), said),
            (styles.outlined(part["outlined"]), (), said),
            (styles.odd_colours(part["odd"]), ("odd",), torch.full_like(said, NO_COLOUR)),
            (styles.cutout(part["cutout"]), ("silhouette",), said),
            (styles.sticker(part["sticker"]), ("sticker",), said),
            (pencil, ("line", "pencil"), black),
            (hatched, ("hatched",), black),
        ]
        holds = self._holds(rows, at)
        shown = torch.arange(count, device=self.device) < at["pencil"].start  # before it, all are in colours
        holds[:, ATTRIBUTES.index("odd")] |= house & shown
        return torch.cat([row[0] for row in rows]), self.art.colour_names[chosen], holds

    def _lay_out(self, picture: Tensor, name: Tensor, drawn: Tensor, holds: Tensor) -> dict:
        count, at = len(picture), slices(LAYOUTS, len(picture))
        part = {key: picture[rows] for key, rows in at.items()}
        lean = layout.spread(0.45, 0.9, part["tilted"]) * (
            torch.randint(2, (len(part["tilted"]),), device=self.device) * 2 - 1
        )
        turned = torch.pi + layout.spread(-0.25, 0.25, part["upside_down"])
        scenes = len(part["scene"])
        other = torch.roll(torch.arange(scenes, device=self.device), 1)
        relation = torch.randint(len(RELATIONS), (scenes,), device=self.device)
        size = torch.where(
            torch.rand(scenes, device=self.device) < 0.4,
            torch.randint(len(SIZES), (scenes,), device=self.device),
            0,
        )
        placed = torch.cat([
            layout.single(part["single"], layout.small_angles(part["single"])),
            layout.single(part["tilted"], lean),
            layout.single(part["upside_down"], turned),
            layout.repeated(part["two"], 2),
            layout.repeated(part["three"], 3),
            layout.scene(part["scene"], part["scene"][other], relation, size),
        ])  # fmt: skip
        for key in ("tilted", "upside_down", "two", "three"):
            holds[at[key], ATTRIBUTES.index(key)] = True
        holds[at["scene"]] = False
        image = self._on_ground(placed, holds)
        return {
            "image": layout.finish(image).float(),
            "name": torch.where(torch.arange(count, device=self.device) < at["scene"].start, name, drawn),
            "drawn": drawn,
            "attribute": self._said(holds),
            "holds": holds,
            "scenes": scenes,
            "second": drawn[at["scene"]][other],
            "relation": relation,
            "size": size,
        }

    def _on_ground(self, placed: Tensor, holds: Tensor) -> Tensor:
        """[B, 3, R, R]: the pictures on paper or in a landscape, which is added to `holds`, amid clutter."""
        count, side = len(placed), placed.shape[-1]
        luminance = layout.luminance(styles.mean_tone(placed).float())
        ground = layout.paper(placed, luminance)
        where = torch.rand(count, device=self.device).topk(round(LANDSCAPE * count)).indices
        kind = torch.randint(len(layout.GROUNDS), (len(where),), device=self.device)
        too_dark = (kind == layout.GROUNDS.index("night")) & (luminance[where] < 0.4)
        kind = torch.where(too_dark, layout.GROUNDS.index("meadow"), kind)
        ground[where] = layout.landscape(placed[where], kind, self.ground_tones).to(self.dtype)
        holds[where, ATTRIBUTES.index(layout.GROUNDS[0]) + kind] = True
        outdoors = torch.zeros(count, 1, 1, 1, dtype=torch.bool, device=self.device)
        outdoors[where] = True
        sheet = (
            self.art.clutter[torch.randint(len(self.art.clutter), (count,), device=self.device)].to(
                self.dtype
            )
            / 255
        )
        sheet = functional.interpolate(sheet, size=side, mode="area")
        behind = (
            styles.uniform(0.15, 1, sheet) * styles.chance(CLUTTER_BEHIND * self.clutter, sheet) * ~outdoors
        )
        before = styles.uniform(0.1, 0.6, sheet) * styles.chance(CLUTTER_BEFORE * self.clutter, sheet)
        image = styles.over(sheet * behind, torch.cat([ground, torch.ones_like(ground[:, :1])], 1))
        image = styles.over(sheet.flip(0) * before, styles.over(placed, image))
        return image[:, :3]

    def _said(self, holds: Tensor) -> Tensor:
        """[B]: one of the attributes that hold, at random, or NONE where none does."""
        draw = torch.rand(holds.shape, device=self.device) * holds
        best, index = draw.max(1)
        return torch.where(best > 0, index, NONE)
