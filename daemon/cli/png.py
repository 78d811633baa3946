"""`clip-refine png`: a drawing as one large PNG file, drawn by Inkscape."""

from inkscape_ext.document import load
from inkscape_ext.export.command import ExportError
from inkscape_ext.export.large_png import AREAS, MOST, export_png
from inkscape_ext.viewports import page_shape

from .files import expect_drawing, expect_writable
from .usage import UsageError


def add_to(commands):
    """Declare the command and its options."""
    text = f"export a drawing as a PNG file of up to {MOST:,} px, through Inkscape"
    parser = commands.add_parser("png", help=text, description=text)
    parser.add_argument("drawing", help="the SVG file")
    parser.add_argument("--side", type=int, required=True, metavar="PX", help="px of the longer side")
    text = "the page, or all that is drawn (default: page)"
    parser.add_argument("--area", choices=AREAS, default=AREAS[0], help=text)
    parser.add_argument("-o", "--output", required=True, help="the PNG file to write")
    parser.set_defaults(command=_png)


def _png(options, _settings):
    expect_drawing(options.drawing)
    expect_writable(options.output, "-o")
    root = load(options.drawing).getroot()
    shape = page_shape(root) if options.area == "page" else None
    try:
        made = export_png(options.drawing, shape, options.output, side=options.side, area=options.area)
    except ExportError as error:
        raise UsageError(str(error)) from error
    print(f"Written: {made.sentence}")
    return 0
