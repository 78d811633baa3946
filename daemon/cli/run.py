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
from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.part_prompts import part_prompts
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import PathTable
from protocol.messages import (
    Cancelled,
    Failed,
    Notice,
    Picture,
    Preview,
    RefineRequest,
    Snapshot,
    free_flags,
)

from . import line_options, run_stages, run_view, wishes
from .edited_svg import attributes_of, edited
from .files import expect_drawing, expect_writable, write_whole
from .interrupt import StopOnInterrupt
from .pictures import Pictures
from .progress_line import ProgressLine
from .report import Timings, as_json, report
from .side_files import SideFiles
from .usage import expect_every_id, expect_ids, listed, named_option

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
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--ids", action="append", help="ids of paths or groups, separated by commas")
    which.add_argument("--all", action="store_true", help="everything that can be refined")
    text = "ids of paths or groups that must not change, separated by commas; they are seen as context"
    parser.add_argument("--lock", action="append", default=[], metavar="IDS", help=text)
    parser.add_argument("-o", "--output", required=True, help="the SVG file to write")
    wishes.add_to(parser)
    _add_settings(parser)
    line_options.add_to(parser)
    parser.add_argument("--preview-dir", help="folder for a PNG of each stage")
    parser.add_argument("--picture", help="PNG file with the drawing before and after")
    run_stages.add_to(parser)
    run_view.add_to(parser)
    parser.add_argument("--report", help="JSON file: timings, similarity, what moved, what was left out")
    text = "keep no originals, prompt and settings in the drawing: nothing can be restored then"
    parser.add_argument("--no-record", dest="keep_record", action="store_false", help=text)
    parser.set_defaults(command=run)


def _add_settings(parser):
    default = RefineRequest(paths=None, prompts=())
    for name, kind, text in (
        ("steps", int, "how long it works"),
        ("seed", int, "another number gives another result"),
        ("freedom", float, "how far it may go: 0 changes nothing, 1 most"),
    ):
        usual = getattr(default, name)
        parser.add_argument(f"--{name}", type=kind, default=usual, help=f"{text} (default: {usual})")
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
    expect_drawing(options.drawing)
    outputs = {"-o": options.output, "--film": options.film, "--picture": options.picture}
    outputs["--report"] = options.report
    for option, path in outputs.items():
        if path:
            expect_writable(path, option)
    pictures = Pictures(options.preview_dir)
    line = ProgressLine(sys.stderr)
    with _opened(options, settings, line, timings) as (client, source, drawing):
        request, remark = _request(options, drawing)
        line.aim_at(request)
        keeper = RunKeeper(source[-1].getroot(), drawing.rows) if options.keep_record else None
        with contextlib.closing(line):
            end, notices, snapshots = _follow(client, request, line, pictures, timings)
    if isinstance(end, Cancelled):
        print("Cancelled; nothing was written.", file=sys.stderr)
        return CANCELLED
    if isinstance(end, Failed):
        raise RefineError(end.code, end.detail, end.log)
    changes, added, stages = run_stages.write(options, drawing, source[-1], snapshots, end)
    if keeper:
        keeper.keep(request, line_options.changes_of(options), end)
    write_whole(options.output, edited(*source, added), "-o")
    files = SideFiles(options.output)
    try:
        timings.finish()
        content = report(options, request, end, changes, drawing.left_out, notices, timings)
        remarks = (drawing.remark, remark, keeper.problem if keeper else "")
        _summarise(options, changes, filter(None, remarks), timings)
        _write_side_files(files, options, pictures, stages, content)
    except KeyboardInterrupt:
        print(f"\nStopped. {files.kept}", file=sys.stderr)
        return CANCELLED
    files.expect_all()
    return 0


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
def _opened(options, settings, line, timings):
    """(client, what `edited` takes, Drawing): the daemon starts while the drawing is read."""
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(_read, options)
        with Client.open(settings, name="clip-refine", notice=line.activity) as client:
            timings.mark("daemon_ready")
            source, drawing = reading.result()
            timings.mark("drawing_read")
            yield client, source, drawing


def _read(options):
    tree = load(options.drawing)
    ids = None if options.all else listed(options.ids)
    expect_ids(tree.getroot(), ids)
    kept = listed(options.lock)
    expect_every_id(tree.getroot(), kept)
    rules = line_options.rules_of(options)
    expect_every_id(tree.getroot(), rules.nodes.nodes)
    palette, sample = wishes.palette_of(options, tree.getroot())
    drawing = Drawing.read(
        tree.getroot(),
        ids,
        line_options.changes_of(options),
        [*kept, *sample],
        rules=rules,
        palette=palette,
        view=run_view.view_of(options, tree.getroot()),
    )
    return (Path(options.drawing).read_bytes(), attributes_of(tree), tree), drawing


def _request(options, drawing):
    """(the RefineRequest, what to know about it or '')."""
    snapshots = run_stages.wanted(options, drawing)
    given = {"canvas": drawing.canvas, "snapshots": snapshots, "palette": drawing.palette}
    given.update(run_view.request_fields(options, drawing))
    request = _settings(options, paths=drawing.table, **given)
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
        preview_side=_PREVIEW_SIDE if options.picture or options.preview_dir else 0,
        **line_options.fields_of(options),
        **paths,
    )


def _follow(client, request, line, pictures, timings):
    """(the message that ended the job, its Notices, its Snapshots)."""
    job = client.submit(request)
    notices, snapshots = [], []
    message = None

    def stop(keep):
        client.cancel(job, keep=keep)
        # Python refuses to write to a stream in whose writing the signal came.
        with contextlib.suppress(RuntimeError):
            line.stop(keep)

    with StopOnInterrupt(stop):
        for message in client.events(job):
            if isinstance(message, Preview):
                timings.mark("first_picture")
                pictures.take(message)
            elif isinstance(message, Notice):
                notices.append(message)
            elif isinstance(message, Snapshot):
                snapshots.append(message)
            line.take(message)
    return message, notices, snapshots


def _summarise(options, changes, remarks, timings):
    changed = sum(change.is_changed for change in changes)
    print(f"{changed} of {len(changes)} paths changed in {timings.total:.1f} s; written to {options.output}")
    for remark in remarks:
        print(remark)
