"""`clip-refine fewer`: a drawing with as few of its strokes as it needs."""

import contextlib
import os
import sys
from pathlib import Path

from daemon.client import Client
from daemon.guidance.model_store import absolute
from daemon.model_choice import CHOSEN, resolved
from inkscape_ext.document import load
from inkscape_ext.drawing import Drawing
from inkscape_ext.export.exporter import Exporter
from inkscape_ext.strokes.leaving_out import (
    ENOUGH,
    counts_for,
    fewest,
    leave_out,
    left_out_in,
    show_again,
)
from inkscape_ext.view import View
from protocol import limits
from protocol.errors import RefineError
from protocol.messages import CHANGES, Cancelled, Failed, Preview, Prompt, Ranking, RefineRequest

from . import run_view
from .edited_svg import attributes_of, edited
from .files import expect_drawing, expect_writable, write_whole
from .interrupt import StopOnInterrupt
from .pictures import images_of, png, side_by_side
from .progress_line import ProgressLine
from .usage import UsageError, expect_ids, listed

CANCELLED = 130
_PICTURE_SIDE = 256  # px


def add_to(commands):
    """Declare the command and its options."""
    text = "hide the strokes that a drawing can do without"
    parser = commands.add_parser("fewer", help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.add_argument("drawing", help="the SVG file")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--ids", action="append", help="ids of paths or groups, separated by commas")
    which.add_argument("--all", action="store_true", help="everything that can be refined")
    which.add_argument("--show-all", action="store_true", help="show again what was hidden so, and no more")
    parser.add_argument("--prompt", help="what it is a drawing of")
    text = f"how many to keep; up to {limits.VARIANTS} of them, separated by commas, give a file each"
    usual = f"(default: the fewest that keep {100 * ENOUGH:.0f}%% of its likeness)"
    parser.add_argument("--to", metavar="COUNTS", help=f"{text} {usual}")
    parser.add_argument("-o", "--output", required=True, help="the SVG file to write")
    parser.add_argument("--picture", help="PNG file with the drawing at each count")
    run_view.add_context_to(parser)
    parser.add_argument("--model", default=CHOSEN, help="see `clip-refine models list`")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="what works")
    parser.set_defaults(command=_fewer)


def _fewer(options, settings):
    expect_drawing(options.drawing)
    for option, path in (("-o", options.output), ("--picture", options.picture)):
        if path:
            expect_writable(path, option)
    if options.show_all:
        return _show_all(options)
    if not options.prompt:
        raise UsageError("Say with --prompt what it is a drawing of.")
    source, drawing = _read(options)
    request = _request(options, settings, drawing)
    request.check()
    ranking, pictures, end = _ranked(request, settings)
    if isinstance(end, Cancelled):
        print("Cancelled; nothing was written.", file=sys.stderr)
        return CANCELLED
    if isinstance(end, Failed):
        raise RefineError(end.code, end.detail, end.log)
    _write(options, source, drawing, ranking, request.counts)
    if drawing.remark:
        print(drawing.remark)
    if options.picture:
        labels = [f"{count} strokes" for count in request.counts]
        write_whole(options.picture, png(side_by_side(images_of(pictures), labels)), "--picture")
    return 0


def _show_all(options):
    source = _source(options)
    hidden = left_out_in(source[-1].getroot())
    show_again(hidden)
    write_whole(options.output, edited(*source), "-o")
    print(f"{len(hidden)} strokes shown again; written to {options.output}")
    return 0


def _source(options):
    tree = load(options.drawing)
    return Path(options.drawing).read_bytes(), attributes_of(tree), tree


def _read(options):
    """(what `edited` takes, the Drawing with what was left out before)."""
    source = _source(options)
    root = source[-1].getroot()
    ids = None if options.all else listed(options.ids)
    expect_ids(root, ids)
    show_again(left_out_in(root))
    exporter = Exporter() if options.draw_all else None
    view = View(exporter=exporter, folder=os.path.dirname(os.path.abspath(options.drawing)))
    return source, Drawing.read(root, ids, CHANGES, view=view)


def _request(options, settings, drawing):
    total = sum(1 for row in drawing.rows if row.free)
    return RefineRequest(
        paths=drawing.table,
        prompts=(Prompt(options.prompt),),
        canvas=drawing.canvas,
        model=absolute(resolved(options.model, settings)),
        device=options.device,
        preview_side=_PICTURE_SIDE if options.picture else 0,
        pictures=drawing.pictures,
        counts=_numbers(options.to, total) if options.to else counts_for(total),
    )


def _numbers(text, total):
    words = listed([text])
    if not all(word.isdecimal() and 0 < int(word) <= total for word in words) or not words:
        raise UsageError(f"--to: {text!r:.40} is no number of strokes; the drawing has {total}.")
    if len(words) > limits.VARIANTS:
        raise UsageError(f"--to: {len(words)} counts are too many; {limits.VARIANTS} is the most.")
    return tuple(dict.fromkeys(int(word) for word in words))


def _ranked(request, settings):
    """(Ranking, its Preview or None, the message that ended the job)."""
    line = ProgressLine(sys.stderr)
    ranking = pictures = message = None
    with (
        Client.open(settings, name="clip-refine", notice=line.activity) as client,
        contextlib.closing(line),
    ):
        job = client.submit(request)
        with StopOnInterrupt(lambda keep: client.cancel(job, keep=keep)):
            for message in client.events(job):
                line.take(message)
                ranking = message if isinstance(message, Ranking) else ranking
                pictures = message if isinstance(message, Preview) else pictures
    return ranking, pictures, message


def _write(options, source, drawing, ranking, counts):
    likeness = list(ranking.similarity)
    total = len(ranking.order)
    print(f"{total} strokes: match {100 * likeness[0]:.1f} of 100")
    for count, match in zip(counts, likeness[1:], strict=True):
        if count != total:
            print(f"{count} strokes: match {100 * match:.1f} of 100")
    chosen = counts if options.to else (counts[fewest(counts, ranking)],)
    for count in chosen:
        hidden = leave_out(drawing, ranking, count)
        path = options.output if len(chosen) == 1 else _numbered(options.output, count)
        write_whole(path, edited(*source), "-o")
        print(f"{count} of {total} strokes kept, {len(hidden)} hidden; written to {path}")
        show_again(hidden)


def _numbered(path, count):
    path = Path(path)
    return str(path.with_name(f"{path.stem}-{count}{path.suffix}"))
