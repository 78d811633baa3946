"""Whole documents: read as the extension reads them, drawn by us, and by another SVG renderer."""

import io

import inkex
import pytest
import resvg_py
import torch
from PIL import Image

from daemon.raster import render, scene_of
from inkscape_ext.drawing import Drawing
from protocol.messages import CHANGES

SIDE = 128
FINE = 8  # the other renderer's picture is this much larger, and shrunk
STOPS = '<stop stop-color="#e04000"/><stop offset=".6" stop-color="#40c0ff"/><stop offset="1"/>'
USER = 'gradientUnits="userSpaceOnUse"'

DOCUMENTS = {
    "gradients as Inkscape writes them": (
        f'<defs><linearGradient id="v">{STOPS}</linearGradient>'
        f'<linearGradient xlink:href="#v" id="l" {USER} x1="12" y1="20" x2="70" y2="32"/>'
        f'<radialGradient xlink:href="#v" id="r" {USER} cx="60" cy="60" fx="55" fy="66" r="20"'
        ' gradientTransform="matrix(1.2,.3,-.2,.7,0,4)"/>'
        '<linearGradient id="s"><stop style="stop-color:#204080;stop-opacity:.7"/></linearGradient></defs>'
        '<g transform="translate(3 2) rotate(4)"><path style="fill:url(#l);stroke:url(#s);stroke-width:4"'
        ' d="M 10,10 H 75 V 40 C 60,50 30,30 10,40 Z"/>'
        '<path style="fill:url(#r);fill-opacity:.8;stroke:none" d="M 30,50 H 92 V 95 H 30 Z"/></g>'
    ),
    "gradients of the box": (
        f'<linearGradient id="l" gradientTransform="rotate(20)">{STOPS}</linearGradient>'
        '<linearGradient id="t" xlink:href="#l" gradientTransform="scale(.3) skewX(30)"'
        ' spreadMethod="reflect"/>'
        '<radialGradient id="r" xlink:href="#l" gradientTransform="" fx=".3" r="70%" spreadMethod="repeat"/>'
        '<path d="M5 5h50v30h-50z" fill="url(#l)" stroke="url(#t)" stroke-width="6"/>'
        '<g transform="rotate(-20) skewY(30)"><path d="M5 45 c30 -20 40 20 30 40z" fill="url(#t)"/>'
        '<path transform="scale(2 1)" d="M25 15h15v15h-15z" fill="url(#r)" fill-opacity=".6"/></g>'
        '<path d="M40 80 c10 20 30 -20 50 0" fill="none" stroke="url(#r)" stroke-width="9"/>'
    ),
    "dashes": (
        '<g fill="none" stroke="black" stroke-width="3"><path d="M5 10h90" stroke-dasharray="7 3 2"/>'
        '<path d="M5 20h90" stroke-dasharray="8,4" stroke-dashoffset="5" stroke-linecap="round"/>'
        '<path d="M5 30 c40 30 50 -30 90 0" stroke-dasharray="2mm 1mm" stroke-dashoffset="-1mm"/>'
        '<path d="M60 60h30v30h-30z" stroke-dasharray="11 5" stroke-linejoin="round"/>'
        '<g transform="scale(2 .7) rotate(20)" stroke-dasharray="1.5mm"><path d="M25 50h20v20h-20z"/>'
        '<path d="M40 20v40" stroke-dasharray="0 5" stroke-linecap="square"/></g></g>'
    ),
}


def both_pictures(body):
    """(ours, theirs) of a document, [SIDE, SIDE, 3] in 0..1 on white, seen through the same frame."""
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    root = inkex.load_svg(f'<svg {spaces} viewBox="0 0 100 100">{body}</svg>'.encode()).getroot()
    drawing = Drawing.read(root, None, CHANGES)
    ours = render(scene_of(drawing.table), SIDE, SIDE, torch.ones(4))[0, ..., :3]
    frame, fine = drawing.frame, FINE * SIDE
    view = f'viewBox="{frame.left} {frame.top} {frame.side} {frame.side}" width="{fine}" height="{fine}"'
    theirs = f"<svg {spaces} {view}>{body}</svg>"
    data = resvg_py.svg_to_bytes(svg_string=theirs, background="white", dpi=96)
    image = Image.open(io.BytesIO(bytes(data))).convert("RGB")
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    return ours, pixels.reshape(SIDE, FINE, SIDE, FINE, 3).float().mean((1, 3)) / 255


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_looks_as_another_renderer_draws_it(name):
    ours, theirs = both_pictures(DOCUMENTS[name])

    assert (theirs - 1).abs().mean() > 10 / 255  # there is something to see
    assert (ours - theirs).abs().mean() < 0.5 / 255


@pytest.mark.parametrize(
    ("name", "word", "other"),
    [
        ("gradients as Inkscape writes them", 'x2="70"', 'x2="67"'),
        ("gradients as Inkscape writes them", ".7,0,4)", ".7,0,6)"),
        ("dashes", 'stroke-dashoffset="5"', 'stroke-dashoffset="5.5"'),
    ],
)
def test_the_comparison_notices_a_small_difference(name, word, other):
    ours, _ = both_pictures(DOCUMENTS[name])
    _, theirs = both_pictures(DOCUMENTS[name].replace(word, other))

    assert (ours - theirs).abs().mean() > 0.55 / 255
