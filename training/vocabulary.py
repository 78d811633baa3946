"""What can be said of a drawing besides its name: attributes, relations, sizes, and phrases for them."""

COLOURS = {
    "black": (0.0, 0.0, 0.0),
    "white": (1.0, 1.0, 1.0),
    "red": (0.87, 0.12, 0.15),
    "orange": (1.0, 0.55, 0.05),
    "yellow": (1.0, 0.83, 0.15),
    "green": (0.2, 0.65, 0.25),
    "blue": (0.15, 0.4, 0.9),
    "purple": (0.55, 0.25, 0.75),
    "pink": (1.0, 0.5, 0.7),
    "brown": (0.5, 0.3, 0.15),
    "gray": (0.5, 0.5, 0.52),
    "teal": (0.1, 0.65, 0.65),
}
# Templates: {n} stands for the name, {s} for its plural.
OTHER_ATTRIBUTES = {
    "line": [
        "a line drawing of a {n}",
        "an outline of a {n}",
        "line art of a {n}",
        "a contour drawing of a {n}",
    ],
    "pencil": [
        "a pencil sketch of a {n}",
        "a rough sketch of a {n}",
        "a pencil drawing of a {n}",
        "a thin sketch of a {n}",
    ],
    "silhouette": ["a silhouette of a {n}", "the shape of a {n}", "a {n} silhouette", "a cut out {n}"],
    "hatched": [
        "a woodcut of a {n}",
        "a hatched drawing of a {n}",
        "an engraving of a {n}",
        "a {n} with hatching",
    ],
    "sticker": ["a sticker of a {n}", "a {n} sticker", "a cartoon {n}"],
    "odd": ["an oddly coloured {n}", "a {n} in strange colours", "a {n} in unnatural colors"],
    "two": ["two {s}", "a pair of {s}", "2 {s}"],
    "three": ["three {s}", "3 {s}"],
    "tilted": ["a tilted {n}", "a leaning {n}", "a {n} leaning over", "a {n} leaning in a turn"],
    "upside_down": ["an upside down {n}", "a {n} upside down", "a {n} turned over"],
    "meadow": ["a {n} on grass", "a {n} in a meadow", "a {n} in the grass", "a {n} on a hill"],
    "sky": ["a {n} in the sky", "a {n} in the clouds", "a {n} under a blue sky"],
    "sea": ["a {n} at sea", "a {n} on the water", "a {n} by the sea", "a {n} on the ocean"],
    "night": ["a {n} at night", "a {n} in the dark", "a {n} under the stars"],
}
COLOUR_TEMPLATES = [
    "a {c} {n}",
    "{c} {n}",
    "the {c} {n}",
    "a drawing of a {c} {n}",
    "an icon of a {c} {n}",
    "a {n} in {c}",
]
PLAIN_TEMPLATES = [
    "{n}", "{n}", "{n}", "a {n}", "a {n}", "an {n}", "the {n}", "a drawing of a {n}", "an icon of a {n}",
    "a picture of a {n}", "an emoji of a {n}", "a simple {n}", "clip art of a {n}",
    "a vector drawing of a {n}", "a sketch of a {n}", "one {n}", "my {n}", "a cute {n}", "a nice {n}",
    "a little {n}", "an old {n}", "a single {n}", "a {n} icon", "a {n} on a white background",
    "a photo of a {n}", "a painting of a {n}", "a drawing of {n}", "an icon of {n}",
]  # fmt: skip
ATTRIBUTES = [*COLOURS, *OTHER_ATTRIBUTES, "none"]
NONE = len(ATTRIBUTES) - 1

# A relation of a first thing to a second one; "right of" and "below" are these with the two exchanged.
RELATIONS = {
    "beside": [
        "{a} and {b}",
        "{a} with {b}",
        "{a} beside {b}",
        "{a} next to {b}",
        "{a} near {b}",
        "{b} and {a}",
        "{b} next to {a}",
    ],
    "left": ["{a} left of {b}", "{a} to the left of {b}", "{b} right of {a}", "{b} to the right of {a}"],
    "above": [
        "{a} above {b}",
        "{a} over {b}",
        "{a} on top of {b}",
        "{a} on {b}",
        "{b} under {a}",
        "{b} below {a}",
        "{b} beneath {a}",
    ],
    "front": ["{a} in front of {b}", "{b} behind {a}"],
}
BESIDE = list(RELATIONS).index("beside")
SIZES = {
    "same": ("a {n}", "a {n}"),
    "small_big": ("a small {n}", "a big {n}"),
    "big_small": ("a big {n}", "a small {n}"),
}
SIZE_SYNONYMS = {"small": ["small", "little", "tiny"], "big": ["big", "large", "huge"]}


def templates(attribute: str) -> list[str]:
    """Phrases that state one attribute of a name."""
    if attribute in COLOURS:
        return [template.replace("{c}", attribute) for template in COLOUR_TEMPLATES]
    return OTHER_ATTRIBUTES.get(attribute, PLAIN_TEMPLATES)


def plural(name: str) -> str:
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es" if not name.endswith("s") else name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"
