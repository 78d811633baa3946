"""`clip-refine restore`, `blend`, `runs` and, for a drawing, `forget`: what a record is for."""

import json
import shlex
import sys
from pathlib import Path

from inkscape_ext.document import load
from inkscape_ext.history.going_back import NO_RECORD, UNREADABLE, go_back
from inkscape_ext.history.metadata import RecordError, read_record, remove_record
from inkscape_ext.history.settings import command_of, options_of, wording_of_run

from .edited_svg import attributes_of, edited
from .files import expect_drawing, expect_writable, write_whole
from .usage import UsageError, expect_ids, listed


def add_to(commands):
    """Declare the commands."""
    restore = _parser(commands, "restore", "bring back the lines and colours from before the first run")
    restore.add_argument("--before", type=int, metavar="RUN", help="only back to before this run: see `runs`")
    restore.set_defaults(command=lambda options, _: _back(options, 1.0, options.before))
    blend = _parser(commands, "blend", "go part of the way back to the original")
    text = "0 changes nothing, 100 is the original itself, exactly"
    blend.add_argument("--percent", type=float, required=True, help=text)
    blend.set_defaults(command=_blend)
    for parser in (restore, blend):
        parser.add_argument("--ids", action="append", help="only these paths or groups, separated by commas")
        text = "at 100%%, also paths whose nodes were added or removed since"
        parser.add_argument("--with-nodes", action="store_true", help=text)
    text = "list the runs that a drawing's record holds"
    runs = commands.add_parser("runs", help=text, description=text)
    runs.add_argument("drawing", help="the SVG file")
    runs.add_argument("--json", action="store_true", help="everything that is known of them, as JSON")
    text = "this run's options of `clip-refine run`, or of `draw`"
    runs.add_argument("--settings", type=int, metavar="RUN", help=text)
    runs.set_defaults(command=_runs)


def _parser(commands, name, text):
    parser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("drawing", help="the SVG file")
    parser.add_argument("-o", "--output", required=True, help="the SVG file to write")
    return parser


def forget(options):
    """Remove the record from options.drawing; the exit code."""
    if not options.output:
        raise UsageError("Name the file to write with -o; it may be the drawing itself.")
    source = _opened(options)
    if not remove_record(source[-1].getroot()):
        raise UsageError(NO_RECORD)
    write_whole(options.output, edited(*source), "-o")
    print(f"The record of runs was removed; written to {options.output}")
    return 0


def _blend(options, _settings):
    if not 0.0 <= options.percent <= 100.0:
        raise UsageError(f"--percent: {options.percent:g} is outside 0..100. Choose another value.")
    return _back(options, options.percent / 100.0, None)


def _back(options, share, number):
    source = _opened(options)
    root = source[-1].getroot()
    ids = listed(options.ids) if options.ids else None
    expect_ids(root, ids)
    done = go_back(root, ids, share, number=number, with_nodes=options.with_nodes)
    if done.problem:
        raise UsageError(done.problem)
    write_whole(options.output, edited(*source), "-o")
    print(f"{done.sentence} Written to {options.output}")
    return 0


def _runs(options, _settings):
    expect_drawing(options.drawing)
    try:
        runs = read_record(load(options.drawing).getroot()).runs
    except RecordError as error:
        raise UsageError(UNREADABLE.format(error)) from error
    if options.settings is not None:
        chosen = [run for run in runs if run.number == options.settings]
        if not chosen:
            raise UsageError(f"This drawing's record holds no run {options.settings}.")
        print(shlex.join(options_of(chosen[0])))
        command = command_of(chosen[0].settings)
        if command != "run":
            print(f"These are options of `clip-refine {command}`.", file=sys.stderr)
    elif options.json:
        print(json.dumps([_described(run) for run in runs], indent=2, ensure_ascii=False))
    else:
        print("\n".join(wording_of_run(run) for run in runs) or NO_RECORD)
    return 0


def _described(run):
    return {
        "run": run.number,
        "date": run.date,
        "program": run.program,
        "settings": run.settings,
        "outcome": run.outcome,
        "paths": list(run.before),
        "is_thinned": run.is_thinned,
    }


def _opened(options):
    """What `edited` takes, the tree last."""
    expect_drawing(options.drawing)
    expect_writable(options.output, "-o")
    tree = load(options.drawing)
    return Path(options.drawing).read_bytes(), attributes_of(tree), tree
