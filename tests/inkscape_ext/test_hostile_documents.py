"""Documents full of nonsense: a table that passes its own check, or one RefineError; never anything else."""

import random

import pytest
from drawing_support import NAMESPACES, moved, text_of
from inkex import load_svg

from inkscape_ext.drawing import Drawing
from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES

NONSENSE = [
    "0",
    "-1",
    "1e300",
    "-1e308",
    "1e999",
    "nan",
    "inf",
    "1e-300",
    "1e8",
    "50%",
    "3mm",
    "",
    "x",
    "2em",
]
NUMBERS = [*NONSENSE, *"123456789", *"123456789"]
PATHS = [
    "M0 0L{} {}",
    "M{} {}c1 2 3 4 {} {}z",
    "M1 1a{} {} {} 1 0 {} {}",
    "M1 1z",
    "M 1",
    "",
    "m{} {}h{}v{}z M3 3",
]
COLOURS = [
    "red",
    "#ff000080",
    "none",
    "url(#g)",
    "url(#g)",
    "url(#h) red",
    "url(#loop)",
    "currentColor",
    "hsl(9,9%,{}%)",
    "",
    "#1",
    "blue",
]
TRANSFORMS = [
    "",
    "",
    "scale({})",
    "matrix({},0,0,{},{},{})",
    "rotate({})",
    "skewX({})",
    "translate({} {})",
    "oops",
]


def filled(chance, patterns):
    pattern = chance.choice(patterns)
    return pattern.format(*(chance.choice(NUMBERS) for _ in range(pattern.count("{}"))))


def attributes(chance):
    """Random attributes that any element may carry."""
    values = {
        "d": filled(chance, PATHS),
        "transform": filled(chance, TRANSFORMS),
        "fill": filled(chance, COLOURS),
        "stroke": filled(chance, COLOURS),
        "class": chance.choice(["a", "b"]),
        "style": f"stroke-width:{chance.choice(NUMBERS)};opacity:{chance.choice(NUMBERS)};fill-opacity:.5",
        "viewBox": " ".join(chance.choice(NUMBERS) for _ in range(4)),
        "points": "0,0 1,{} {},2".format(*(chance.choice(NUMBERS) for _ in range(2))),
    }
    for name in (
        "width",
        "height",
        "x",
        "y",
        "r",
        "rx",
        "stroke-width",
        "stroke-miterlimit",
        "opacity",
        "font-size",
        "stroke-dashoffset",
    ):
        values[name] = chance.choice(NUMBERS)
    values["stroke-dasharray"] = filled(chance, ["{}", "{} {}", "{},{},{}", "none"])
    chosen = {"d", *chance.sample(sorted(values), 4)}
    return " ".join(f'{name}="{values[name]}"' for name in sorted(chosen))


def body(chance, depth=0):
    tags = ["path"] * 6 + ["rect", "circle", "ellipse", "line", "polygon", "text", "use"]
    parts = []
    for _ in range(chance.randrange(1, 5)):
        if depth < 3 and chance.random() < 0.4:
            tag = chance.choice(["g", "svg", "a", "switch", "defs"])
            parts.append(f"<{tag} {attributes(chance)}>{body(chance, depth + 1)}</{tag}>")
        else:
            parts.append(f"<{chance.choice(tags)} {attributes(chance)}/>")
    return "".join(parts)


def gradients(chance):
    """Definitions that url(#g) and url(#loop) name."""
    parts = ['<linearGradient id="loop" href="#loop"/>']
    for name in ("g", "h"):
        values = {place: chance.choice(NUMBERS) for place in ("x1", "x2", "y2", "cx", "r", "fx", "fy")}
        values["gradientTransform"] = filled(chance, TRANSFORMS)
        values["gradientUnits"] = chance.choice(["userSpaceOnUse", "objectBoundingBox", "x"])
        values["spreadMethod"] = chance.choice(["pad", "repeat", "x"])
        values["href"] = chance.choice(["#g", "#h", "#missing", ""])
        stops = "".join(
            f'<stop offset="{chance.choice(NUMBERS)}" stop-color="{filled(chance, COLOURS)}"'
            f' stop-opacity="{chance.choice(NUMBERS)}"/>'
            for _ in range(chance.randrange(4))
        )
        chosen = chance.sample(sorted(values), 5)
        words = " ".join(f'{each}="{values[each]}"' for each in chosen)
        tag = chance.choice(["linearGradient", "radialGradient"])
        parts.append(f'<{tag} id="{name}" {words}>{stops}</{tag}>')
    return "".join(parts)


@pytest.mark.parametrize("seed", range(300))
def test_nonsense_is_read_or_refused_and_survives_being_moved(seed):
    chance = random.Random(seed)
    sheet = f"<style>.a{{stroke-width:{chance.choice(NUMBERS)}}} .b{{fill:url(#g)!important}}</style>"
    text = f"<svg {NAMESPACES} {attributes(chance)}>{sheet}{gradients(chance)}{body(chance)}</svg>"
    svg = load_svg(text.encode()).getroot()
    before = text_of(svg)

    drawing = code = None
    try:
        drawing = Drawing.read(svg, None, CHANGES)
    except RefineError as error:
        code = error.code

    assert text_of(svg) == before
    if drawing is None:
        assert code is ErrorCode.NOTHING_REFINABLE
    else:
        drawing.table.check()
        changes = drawing.write(moved(drawing.table, 0.01))
        assert any(change.is_changed for change in changes)


def test_viewports_nested_deeper_than_python_recurses_are_read():
    depth = 1500
    start, end = '<svg width="100%">' * depth, "</svg>" * depth
    text = f'<svg {NAMESPACES}>{start}<path d="M0 0h9v9"/>{end}</svg>'

    drawing = Drawing.read(load_svg(text.encode()).getroot(), None, CHANGES)

    assert drawing.table.path_count == 1
