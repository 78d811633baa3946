"""`clip-refine run`: one drawing, one prompt, one refined drawing."""

import contextlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

from daemon.client import Client
from daemon.guidance.model_store import absolute
from daemon.model_choice import CHOSEN, resolved
from inkscape_ext.document import load
from inkscape_ext.drawing import Drawing
from inkscape_ext.part_prompts import part_prompts
from inkscape_ext.wording import aim_of, no_gain
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import PathTable
from protocol.messages import (
    Cancelled,
    Failed,
    Picture,
    RefineRequest,
    free_flags,
)

from . import line_options, new_strokes, run_stages, run_view, variations, wishes
from .edited_svg import attributes_of
from .files import expect_drawing, expect_writable
from .following import follow
from .pictures import Pictures
from .progress_line import ProgressLine
from .report import Timings, as_json, report
from .side_files import SideFiles
from .usage import expect_every_id, expect_ids, listed, named_option
from .written import Written

CANCELLED = 130
_SOME_GOAL = Picture.of("goal", (1, 1), bytes(4))  # while settings are checked before the drawing is read
_PREVIEW_SIDE = 384  # px; pictures that are kept


def add_to(commands):
    """Declare the command and its options."""
    parser = commands.add_parser(
        "run",
        help="refine the paths of a drawing",
        description="Refine the paths of an SVG drawing towards a prompt. Ctrl+C stops and keeps the best so "
        "far; a second Ctrl+C cancels and writes nothing.",
    )
    parser.add_argument("drawing", help="the SVG file to refine")
    changes = parser.add_argument_group("what may change, and how far")
    which = changes.add_mutually_exclusive_group(required=True)
    which.add_argument("--ids", action="append", help="ids of paths or groups, separated by commas")
    which.add_argument("--all", action="store_true", help="everything that can be refined")
    text = "ids of paths or groups that must not change, separated by commas; they are seen as context"
    changes.add_argument("--lock", action="append", default=[], metavar="IDS", help=text)
    usual = RefineRequest.freedom
    text = f"how far it may go: 0 changes nothing, 1 most (default: {usual})"
    changes.add_argument("--freedom", type=float, default=usual, help=text)
    line_options.add_to(changes)
    new_strokes.add_to(changes)
    add_settings(parser, run_view.add_frame_to)
    parser.set_defaults(command=run, opened=_opened)


def add_settings(parser, add_more_views=lambda group: None):
    """Declare the options that `run` and `draw` have in common. add_more_views: declares more about views."""
    wishes.add_to(parser.add_argument_group("words and colours"))
    views = parser.add_argument_group("what the model looks at")
    add_more_views(views)
    run_view.add_to(views)
    _add_numbers(parser.add_argument_group("how it works"))
    variations.add_to(parser.add_argument_group("variations"))
    outputs = parser.add_argument_group("what is written")
    outputs.add_argument("-o", "--output", required=True, help="the SVG file to write")
    outputs.add_argument("--preview-dir", help="folder for a PNG of each stage")
    outputs.add_argument("--picture", help="PNG file with the drawing before and after")
    run_stages.add_to(outputs)
    outputs.add_argument("--report", help="JSON file: timings, similarity, what moved, what was left out")
    text = "keep no originals, prompt and settings in the drawing: nothing can be restored then"
    outputs.add_argument("--no-record", dest="keep_record", action="store_false", help=text)


def _add_numbers(parser):
    default = RefineRequest(paths=None, prompts=())
    for name, kind, text in (
        ("steps", int, "how long it works"),
        ("seed", int, "another number gives another result"),
    ):
        usual = getattr(default, name)
        parser.add_argument(f"--{name}", type=kind, default=usual, help=f"{text} (default: %(default)s)")
    text = "see `clip-refine models list`; two as A+B (default: what `clip-refine models use` has set)"
    parser.add_argument("--model", default=CHOSEN, help=text)
    text = "what works: the processor or an NVIDIA GPU (default: the GPU where there is one)"
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default=default.device, help=text)
    text = "what draws the picture that the model sees (default: this program's own)"
    parser.add_argument("--renderer", choices=("auto", "diffvg"), default=default.renderer, help=text)


def run(options, settings):
    """Refine as the options say; the exit code. RefineError, UsageError."""
    timings = Timings(time.monotonic())
    options.model = absolute(resolved(options.model, settings))
    _check(options)
    if options.drawing:
        expect_drawing(options.drawing)
    for option in ("-o", "--film", "--picture", "--report"):
        path = getattr(options, "output" if option == "-o" else option[2:])
        if path:
            expect_writable(path, option)
    pictures = Pictures(options.preview_dir)
    line = ProgressLine(sys.stderr)
    with _daemon_and_drawing(options, settings, line, timings) as (client, opened):
        request, remark = _request(options, opened)
        line.aim_at(request)
        with contextlib.closing(line):
            heard = follow(client, request, line, pictures, timings)
    end = heard.end
    if isinstance(end, Cancelled):
        print("Cancelled; nothing was written.", file=sys.stderr)
        return CANCELLED
    if isinstance(end, Failed):
        raise RefineError(end.code, end.detail, end.log)
    written = []
    for path, result in variations.ends_of(options, heard):
        # each file from a fresh tree: the one before is in the first
        fresh = options.opened(options) if written else opened
        written.append(Written.of(options, path, fresh, request, heard, result))
    files = SideFiles(*(each.path for each in written))
    try:
        timings.finish()
        content = _report(options, request, written[0], opened, heard, timings)
        remarks = opened.drawing.remark, remark, written[0].problem, _no_gain(request, written[0].result)
        _summarise(written, remarks, timings)
        _write_side_files(files, options, pictures, written[0].stages, content)
    except KeyboardInterrupt:
        print(f"\nStopped. {files.kept}", file=sys.stderr)
        return CANCELLED
    files.expect_all()
    return 0


def _report(options, request, written, opened, heard, timings):
    left_out = opened.drawing.left_out
    content = report(options, request, written.result, written.changes, left_out, heard.notices, timings)
    if request.variants > 1:
        content["variations"] = variations.described(request, heard)
    return content


def _write_side_files(files, options, pictures, stages, content):
    """Write what was asked for beside the drawing. files: SideFiles. stages: Stages. content: the report."""
    if pictures.problem:
        files.note(pictures.problem)
    picture = pictures.before_after(wishes.title_of(options))
    if options.picture and picture:
        files.write(options.picture, picture, "--picture")
    run_stages.write_beside(options, stages, files)
    if options.report:
        files.write(options.report, as_json(content), "--report")


def _check(options):
    """Raise what is wrong with the settings before anything is started."""
    run_stages.check(options)
    wishes.check_palette(options)
    run_view.check(options)
    new_strokes.check(options)
    variations.check(options)
    empty = PathTable(*([] for _ in fields(PathTable)))
    try:
        free_flags(line_options.changes_of(options))
        line_options.rules_of(options)
        _settings(options, paths=empty, pictures=(_SOME_GOAL,) if options.image else ()).check()
    except RefineError as error:
        # All else is in order: the request only lacks its paths yet.
        if error.code is not ErrorCode.NOTHING_REFINABLE:
            raise named_option(error, options) from error


@contextlib.contextmanager
def _daemon_and_drawing(options, settings, line, timings):
    """(client, Opened): the daemon starts while the drawing is read."""
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(options.opened, options)
        with Client.open(settings, name="clip-refine", notice=line.activity) as client:
            timings.mark("daemon_ready")
            opened = reading.result()
            timings.mark("drawing_read")
            yield client, opened


def _opened(options):
    tree = load(options.drawing)
    ids = None if options.all else listed(options.ids)
    expect_ids(tree.getroot(), ids)
    kept = listed(options.lock)
    expect_every_id(tree.getroot(), kept)
    rules = line_options.rules_of(options)
    expect_every_id(tree.getroot(), rules.nodes.nodes)
    palette, sample = wishes.palette_of(options, tree.getroot())
    given = {"rules": rules, "palette": palette, "view": run_view.view_of(options, tree.getroot())}
    like = run_view.sample_of(options, tree.getroot())
    changes = line_options.changes_of(options)
    source = (Path(options.drawing).read_bytes(), attributes_of(tree), tree)

    def read(**new):
        return Drawing.read(tree.getroot(), ids, changes, [*kept, *sample, *like], **given, **new)

    return new_strokes.with_added(options, source, read)


def _request(options, opened):
    """(the RefineRequest, what to know about it or '')."""
    drawing, new = opened.drawing, opened.new
    given = {"snapshots": run_stages.wanted(options, drawing), "palette": drawing.palette}
    given.update(run_view.request_fields(options, drawing))
    if new:
        given.update(new_paths=new.count, place=new.is_to_be_placed)
    request = _settings(options, paths=drawing.table, canvas=drawing.canvas, **given)
    if not options.part_prompts:
        return request, ""
    parts, remark = part_prompts(drawing, options.part_prompts)
    return replace(request, prompts=(*request.prompts, *parts)), remark


def _settings(options, **paths):
    return RefineRequest(
        **wishes.wishes_of(options),
        goal_weight=options.goal_weight,
        goal_colours=options.goal_colours,
        manner_weight=options.manner_weight,
        steps=options.steps,
        seed=options.seed,
        freedom=options.freedom,
        model=options.model,
        device=options.device,
        renderer=options.renderer,
        variants=options.variations,
        spread=options.spread,
        preview_side=_PREVIEW_SIDE if options.picture or options.preview_dir else 0,
        **line_options.fields_of(options),
        **paths,
    )


def _no_gain(request, result):
    """A sentence about a run that brought no real gain, or ''."""
    if request.tidy_only:
        return ""
    aim = aim_of(request.prompts, request.picture("goal"))
    return no_gain(result.similarity_before, result.similarity_after, aim)


def _summarise(written, remarks, timings):
    changes = written[0].changes
    changed = sum(change.is_changed for change in changes)
    paths = ", ".join(each.path for each in written)
    print(f"{changed} of {len(changes)} paths changed in {timings.total:.1f} s; written to {paths}")
    for remark in filter(None, remarks):
        print(remark)
