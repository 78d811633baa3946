"""One message of every kind, with every field set to something that is not its default."""

from protocol import messages
from protocol.errors import ErrorCode
from protocol.geometry import (
    CUBIC,
    LINE,
    Cap,
    FillRule,
    Free,
    GradientKind,
    Join,
    Paint,
    PathTable,
    Spread,
    floats,
    integers,
    octets,
)
from protocol.messages import Canvas, Dials, Prompt, RefineRequest, Swatch
from protocol.pictures import Picture, manner


def table():
    """Two paths: a dashed open line and cubic (5 points); a closed pair of lines and a closed cubic (2 + 3),
    filled with a linear gradient of two stops, stroked with a radial one of three.
    """
    return PathTable(
        points=floats([0, 0, 0.5, 0, 0.5, 0.25, 0.75, 0.5, 1, 0.5, 0.25, 0.25, 0.5, 0.5, 0, 1, 1, 1, 1, 0]),
        segment_kinds=octets([LINE, CUBIC, LINE, LINE, CUBIC]),
        subpath_segments=integers([2, 2, 1]),
        subpath_closed=octets([0, 1, 1]),
        path_subpaths=integers([1, 2]),
        paint=octets([Paint.STROKE, Paint.FILL | Paint.STROKE]),
        fill=floats([0, 0, 0, 0, 1, 0.5, 0.25, 1]),
        stroke=floats([0, 0, 0, 1, 0.125, 0, 0, 0.5]),
        stroke_width=floats([0.0078125, 0.015625]),
        pen=floats([1, 0, 0, 1, 2, 0, 0, 0.5]),
        opacity=floats([1, 0.5]),
        stroke_style=floats(
            [FillRule.NONZERO, Cap.ROUND, Join.ROUND, 4, FillRule.EVENODD, Cap.BUTT, Join.BEVEL, 8]
        ),
        free=octets([Free.LINES | Free.WIDTH, 0]),
        dashes=floats([0.03125, 0.0625]),
        path_dashes=integers([2, 0]),
        dash_offset=floats([-0.015625, 0]),
        paint_gradient=integers([-1, -1, 0, 1]),
        gradient_kind=octets([GradientKind.LINEAR, GradientKind.RADIAL]),
        gradient_spread=octets([Spread.PAD, Spread.REFLECT]),
        gradient_map=floats([2, 0, 0, 2, -0.5, 0, 4, 0.5, -0.5, 4, -2, -2]),
        gradient_focus=floats([0, 0, 0.25, -0.5]),
        gradient_stops=integers([2, 3]),
        stop_offset=floats([0, 1, 0.25, 0.5, 0.5]),
        stop_colour=floats([1, 0.5, 0.25, 1, 0, 0, 0, 0.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 1, 0, 0.25, 0, 0]),
        held=octets([1, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
    )


def request():
    return RefineRequest(
        paths=table(),
        prompts=(
            Prompt("ein Motorrad, gezeichnet … 🏍", 1.0),
            Prompt("text", -0.5),
            Prompt("ein Rad", 0.5, (0.125, 0.25, 0.5, 0.75)),
        ),
        canvas=Canvas(1.0, 0.75, (1.0, 0.5, 0.25)),
        steps=300,
        seed=7,
        freedom=0.25,
        model="ViT-B-32",
        device="cpu",
        renderer="diffvg",
        preview_side=2,
        snapshots=3,
        palette=(Swatch(1.0, 0.5, 0.0, "#ff8000"), Swatch(0.25, 0.25, 0.25)),
        palette_pull=0.75,
        keep_colours=0.125,
        style="woodcut",
        suppress_text=True,
        part_prompts="label",
        dials=Dials(0.5, 0.25, 0.125, 0.75),
        tidy_only=True,
        apart=True,
        hold_ends=True,
        nodes="hold",
        simplified=0.0078125,
        pictures=(
            Picture("behind", 2, 1, octets([255, 128, 0, 255, 0, 0, 0, 0])),
            Picture("goal", 1, 1, octets([1, 2, 3, 4]), "photo"),
        ),
        goal_weight=0.75,
        goal_colours=True,
        manner=(manner([0.5, 1], [1, 0.5, 0.25, 1], [0, 0, 0, 1], [0.5, -0.5, 0, 0, 0.25, 0], "hatch"),),
        manner_weight=0.25,
        frame="page",
        margin=0.125,
        variants=2,
        spread=0.25,
        new_paths=1,
        place=True,
        counts=(1, 0),
    )


def result():
    paths = table()
    return messages.Result(
        job="j1", reason="stopped", points=paths.points, fill=paths.fill, stroke=paths.stroke,
        stroke_width=paths.stroke_width, steps=41, similarity_before=0.125, similarity_after=0.25,
        model="embedded", device="cpu", load_s=0.5, run_s=1.5, rejected_steps=3,
        variant=1,
    )  # fmt: skip


def snapshot():
    paths = table()
    columns = (paths.points, paths.fill, paths.stroke, paths.stroke_width)
    return messages.Snapshot("j1", 5, *columns, variant=1)


def variation():
    paths = table()
    columns = (paths.points, paths.fill, paths.stroke, paths.stroke_width)
    return messages.Variation("j1", 1, *columns, similarity_after=0.25)


def all_messages():
    """A list with one message of every kind."""
    return [
        messages.Hello((1, 0), "0.0.9", 42, "Inkscape 1.2.2"),
        messages.Submit("j1", request()),
        messages.Cancel("j1", True),
        messages.Ping(),
        messages.AskStatus(),
        messages.Shutdown(),
        messages.Welcome((1, 0), "0.0.9", 43),
        messages.Refuse(ErrorCode.VERSION_MISMATCH, (2, 0), "0.0.9"),
        messages.Pong(),
        messages.Status(43, "0.0.9", 12.5, 0.5, "busy", 44, 2, "/home/ana/.local/state/x/daemon.log"),
        messages.Queued("j1", 2),
        messages.Notice("j1", "unknown_words", "brumm"),
        messages.Progress("j1", 3, 300, 0.25, 12.5),
        messages.Preview("j1", 3, 1, 1, octets([0, 127, 255, 1, 2, 3]), 2),
        snapshot(),
        variation(),
        messages.Ranking("j1", integers([1, 0]), floats([0.5, 0.25, 0.125])),
        result(),
        messages.Cancelled("j1"),
        messages.Failed("j1", ErrorCode.OUT_OF_MEMORY, "8 GiB", "/home/ana/.local/state/x/worker.log"),
    ]
