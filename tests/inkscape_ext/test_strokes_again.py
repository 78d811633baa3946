"""Runs that brought new strokes, done again by their number; and what a drawing from a prompt may be told."""

import pytest
from lxml import etree
from test_strokes_effects import LABEL, SVG, effect, of_svg, paths  # noqa: F401 (a fixture)

from inkscape_ext.effect import RefineSelectedPaths
from inkscape_ext.history.metadata import read_record
from inkscape_ext.history.settings import command_line, command_of, in_words
from inkscape_ext.strokes.draw_effect import DrawFromPrompt
from protocol.errors import ErrorCode
from protocol.messages import Prompt

SETTINGS = ("--seed=5", "--steps=9")
TYPED = ("--palette_source=typed", "--palette_text=#E63946 white", "--palette_pull=80")
GROUP = b'<g id="inks"><path id="ink" d="M 0,0 L 5,5" style="fill:none;stroke:#e63946"/></g></svg>'


def without_layer(root):
    """The document with nothing but its record left of the run that added its last layer."""
    root.remove(root[-1])
    return etree.tostring(root)


def layer(root):
    return etree.tostring(root[-1])


def settings(root):
    return read_record(root).runs[-1].settings


@pytest.mark.parametrize("more", [(), ("--refine_too=true",)])
def test_added_strokes_are_the_same_again(effect, more):  # noqa: F811
    chosen = ("--id=p1", "--id=p2")
    root, first = effect(
        RefineSelectedPaths, *chosen, "--prompt=x", "--add_strokes=4", *more, *SETTINGS, steps=["result"]
    )
    drawn, kept = layer(root), settings(root)
    record = root.find("{*}metadata")
    before = etree.fromstring(SVG)
    before.insert(0, record)

    again, second = effect(
        RefineSelectedPaths, *chosen, "--like_run=1", steps=["result"], svg=etree.tostring(before)
    )

    assert layer(again) == drawn
    assert second.request == first.request
    assert settings(again) == kept
    words = command_line(kept)
    assert words[words.index("--add") + 1] == "4"
    assert ("--refine-too" in words) == bool(more)
    assert ("your own refined as well" in in_words(kept)) == bool(more)
    assert "4 strokes added" in in_words(kept)


def test_a_run_without_new_strokes_adds_none_again(effect):  # noqa: F811
    root, _ = effect(RefineSelectedPaths, "--id=p1", "--prompt=x", steps=["result"])

    _, display = effect(
        RefineSelectedPaths,
        *("--id=p1", "--like_run=1", "--add_strokes=3"),
        steps=["result"],
        svg=etree.tostring(root),
    )

    assert display.request.new_paths == 0


@pytest.mark.parametrize(
    ("chosen", "frame"), [((), "page"), (("--id=r1",), "r1"), (("--id=p1", "--id=p2"),) * 2]
)
def test_a_drawing_from_a_prompt_is_the_same_again(effect, chosen, frame):  # noqa: F811
    numbers = ("--strokes=3", "--fills=2")
    words = ("--avoid=a dog", "--style=sticker", *TYPED)
    root, first = effect(
        DrawFromPrompt, *chosen, "--prompt=a cat", *numbers, *words, *SETTINGS, steps=["result"]
    )
    drawn, kept = layer(root), settings(root)

    again, second = effect(DrawFromPrompt, "--like_run=1", steps=["result"], svg=without_layer(root))

    assert layer(again) == drawn
    assert second.request == first.request
    assert settings(again) == kept
    assert kept["frame"] == (frame if isinstance(frame, str) else "p1,p2")
    assert command_of(kept) == "draw"
    options = command_line(kept)
    assert options[options.index("--strokes") :][:4] == ["--strokes", "3", "--fills", "2"]
    assert not {"--freedom", "--change", "--margin"} & set(options)
    assert ("--frame" in options) == (frame != "page")
    assert "drawn from the prompt alone: 3 strokes and 2 filled shapes" in in_words(kept)


def test_where_the_frame_of_that_drawing_is_gone_that_is_said(effect):  # noqa: F811
    root, _ = effect(DrawFromPrompt, "--id=r1", "--prompt=a cat", "--strokes=2", steps=["result"])
    frame = next(root.iter("{*}rect"))
    frame.getparent().remove(frame)

    again, display = effect(DrawFromPrompt, "--like_run=1", steps=["result"], svg=without_layer(root))

    assert again is None
    assert display.told == [(ErrorCode.BAD_OBJECT, "No object has the id or label “r1”.", "")]


def test_of_a_run_that_refined_a_drawing_from_a_prompt_takes_its_words_alone(effect):  # noqa: F811
    root, _ = effect(
        RefineSelectedPaths,
        *(
            "--id=p1",
            "--prompt=a hat",
            "--avoid=a dog",
            "--strength=20",
            "--preset=lines",
            "--hold_ends=true",
        ),
        steps=["result"],
    )

    again, display = effect(
        DrawFromPrompt, "--like_run=1", "--strokes=2", steps=["result"], svg=etree.tostring(root)
    )

    assert again[-1].get(LABEL) == "Drawn: “a hat”"
    request = display.request
    assert request.prompts == (Prompt("a hat"), Prompt("a dog", -0.5))
    assert (request.freedom, request.new_paths, request.hold_ends) == (1.0, 2, False)


def test_words_and_colours_of_a_drawing_from_a_prompt_reach_its_request(effect):  # noqa: F811
    words = ("--avoid=a  dog", "--avoid_weight=80", "--style=sticker", "--suppress_text=false")

    root, display = effect(DrawFromPrompt, "--prompt=a cat", "--strokes=3", *words, *TYPED, steps=["painted"])

    request = display.request
    assert request.prompts == (Prompt("a cat"), Prompt("a dog", -0.8))
    assert (request.style, request.suppress_text, request.palette_pull) == ("sticker", False, 0.8)
    assert [swatch.text for swatch in request.palette] == ["#E63946", "white"]
    assert all("stroke:white" in path.get("style") for path in root[-1])
    assert all(dict(paths(root)[name].attrib) == dict(path.attrib) for name, path in of_svg().items())


def test_a_group_that_lends_its_colours_is_not_what_is_drawn_within(effect):  # noqa: F811
    svg = SVG.replace(b"</svg>", GROUP)

    root, display = effect(
        DrawFromPrompt,
        *("--prompt=a cat", "--strokes=3", "--id=r1", "--id=inks", "--palette_source=group"),
        steps=["result"],
        svg=svg,
    )

    assert [swatch.text for swatch in display.request.palette] == ["#e63946"]
    assert (display.request.frame, display.request.canvas.height) == ("r1", pytest.approx(0.8))
    assert paths(root)["ink"].get("d") == "M 0,0 L 5,5"


@pytest.mark.parametrize(("more", "frame"), [((), "page"), (("--palette_text=inks",), "inks")])
def test_one_selected_group_lends_its_colours_or_is_drawn_within_where_it_is_named(effect, more, frame):  # noqa: F811
    _, display = effect(
        DrawFromPrompt,
        *("--prompt=a cat", "--strokes=3", "--id=inks", "--palette_source=group", *more),
        steps=["result"],
        svg=SVG.replace(b"</svg>", GROUP),
    )

    assert [swatch.text for swatch in display.request.palette] == ["#e63946"]
    assert display.request.frame == frame


def test_a_frame_of_more_objects_than_a_record_can_name_is_called_the_page(effect):  # noqa: F811
    names = [f"{'n' * 90}{number}" for number in range(60)]
    many = "".join(f'<path id="{name}" d="M 1,1 L 9,{number}"/>' for number, name in enumerate(names))
    svg = SVG.replace(b"</svg>", many.encode() + b"</svg>")

    _, display = effect(
        DrawFromPrompt, *(f"--id={name}" for name in names), "--prompt=a cat", steps=["result"], svg=svg
    )

    assert display.request.frame == "page"
    assert display.request.canvas.width == pytest.approx(8 / 59)  # of the objects, all the same


def test_a_line_alone_is_no_frame_and_is_seen(effect):  # noqa: F811
    line = b'<path id="line" d="M 5,1 L 5,9" style="fill:none;stroke:black"/></svg>'
    svg = SVG.replace(b"</svg>", line)
    requests = [
        effect(DrawFromPrompt, *chosen, "--prompt=a cat", "--strokes=3", steps=["result"], svg=svg)[1].request
        for chosen in ((), ("--id=line",))
    ]

    assert requests[1] == requests[0]


def test_refining_like_a_run_that_drew_takes_what_is_selected_as_its_frame(effect):  # noqa: F811
    root, _ = effect(DrawFromPrompt, "--id=p1", "--id=p2", "--prompt=a cat", "--strokes=2", steps=["result"])

    again, display = effect(
        RefineSelectedPaths, "--id=p1", "--like_run=1", steps=["result"], svg=etree.tostring(root)
    )

    assert again is not None
    assert (display.request.frame, display.request.new_paths) == ("selection", 0)
    assert display.request.margin == pytest.approx(0.08)
