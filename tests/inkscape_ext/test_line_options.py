"""The dialog's page about lines: what becomes of its fields, and of them in the record of runs."""

import pytest
from lxml import etree
from test_effect import SVG, elements, refine  # noqa: F401 (a fixture)

from inkscape_ext.held_nodes import NodeChoice, NodeError, chosen_nodes, node_words
from inkscape_ext.history.metadata import read_record
from inkscape_ext.history.nodes import nodes_of
from inkscape_ext.history.settings import as_options, command_line, in_short, in_words
from protocol.messages import Dials

FIELDS = (
    "--dial_lines=30",
    "--dial_opacity=5",
    "--apart=true",
    "--hold_ends=true",
    "--nodes=hold",
    "--selected-nodes=p'1:0:1",
    "--simplify=0.002",
)
NAMES = ("dials", "tidy_only", "apart", "hold_ends", "nodes", "simplified")


def test_the_fields_reach_the_request(refine):  # noqa: F811
    _, display = refine("--id=p'1", "--id=p2", "--prompt=x", *FIELDS)

    request = display.request
    assert request.dials == Dials(lines=0.3, opacity=0.05)
    assert (request.apart, request.hold_ends, request.nodes, request.simplified) == (
        True,
        True,
        "hold",
        0.002,
    )
    assert list(request.paths.held) == [1, 0, 0, 1, 1, 1]
    request.check()


def test_an_earlier_run_brings_them_back(refine):  # noqa: F811
    recorded, before = refine("--id=p'1", "--prompt=x", *FIELDS)

    _, again = refine("--id=p'1", "--like_run=1", "--selected-nodes=p'1:0:1", svg=recorded)

    for name in NAMES:
        assert getattr(again.request, name) == getattr(before.request, name), name
    assert again.request.paths.held == before.request.paths.held


@pytest.mark.parametrize(("rule", "option"), [("hold", "--hold-nodes"), ("only", "--only-nodes")])
def test_an_earlier_run_brings_its_nodes_back_whatever_is_selected_now(refine, rule, option):  # noqa: F811
    arguments = ("--id=p'1", "--id=p2", "--prompt=x", f"--nodes={rule}", "--selected-nodes=p'1:0:1")
    recorded, before = refine(*arguments)

    for now in ((), ("--selected-nodes=p2:0:0",)):
        _, again = refine("--id=p'1", "--id=p2", "--like_run=1", *now, svg=recorded)
        assert again.request.paths.held == before.request.paths.held
        assert again.request.paths.free == before.request.paths.free
    (run,) = read_record(etree.fromstring(recorded)).runs
    words = command_line(run.settings)
    assert words[words.index(option) + 1] == "p'1:0:1"


def test_nodes_of_other_paths_than_the_earlier_run_had_are_those_selected_now(refine):  # noqa: F811
    recorded, _ = refine("--id=p'1", "--prompt=x", "--nodes=only", "--selected-nodes=p'1:0:1")

    document, nothing = refine("--id=p2", "--like_run=1", svg=recorded)
    _, chosen = refine("--id=p2", "--like_run=1", "--selected-nodes=p2:0:0", svg=recorded)

    assert (document, nothing.request) == (b"", None)
    assert "none is selected" in nothing.said[0][1]
    assert 0 < sum(chosen.request.paths.held) < len(chosen.request.paths.held)


def test_neighbouring_nodes_are_noted_as_spans():
    nodes = {"a:b": {(0, 3), (0, 4), (0, 5), (1, 6), (1, 8)}, "c": {(0, 0)}}

    words = node_words(nodes)

    assert words == ["a:b:0:3-5", "a:b:1:6", "a:b:1:8", "c:0:0"]
    assert chosen_nodes(words) == nodes


@pytest.mark.parametrize("word", ["a", "a:0", ":0:0", "a:0:x", "a:0:-1", "a:0:5-4", "a:0:0-9999999", "a:0:²"])
def test_what_names_no_nodes_is_refused(word):
    with pytest.raises(NodeError):
        chosen_nodes(["a:0:0", word])


def test_more_nodes_than_a_record_may_hold_are_not_noted_and_that_is_said():
    many = NodeChoice("only", {"a": {(0, 2 * node) for node in range(20_000)}})

    assert nodes_of(many) == {}
    assert "too many to note which" in in_words({"nodes": "only", **nodes_of(many)})


def test_that_no_nodes_were_selected_is_known_and_not_said():
    none = {"nodes": "hold", **nodes_of(NodeChoice("hold", {}))}

    assert not any("node" in words for words in in_words(none).split("; "))
    assert as_options(none)["selected_nodes"] == []


def test_tidying_needs_no_prompt_and_changes_lines_alone(refine):  # noqa: F811
    recorded, display = refine("--id=p2", "--preset=tidy", "--prompt= ")
    _, again = refine("--id=p2", "--prompt=", "--like_run=1", svg=recorded)

    assert display.request.tidy_only
    assert sorted(set(display.request.paths.free)) == [0, 1]
    assert again.request.tidy_only
    (run,) = read_record(etree.fromstring(recorded)).runs
    assert in_short(run.settings) == "tidied"
    assert in_words(run.settings) == "strength 50 %; tidying only"
    assert "--tidy" in command_line(run.settings)


def test_what_its_dial_has_at_0_is_not_among_what_may_change(refine):  # noqa: F811
    document, display = refine("--id=p2", "--prompt=x", "--dial_lines=0")

    assert not any(flags & 1 for flags in display.request.paths.free)
    assert document == b""


def test_only_selected_nodes_with_none_selected_changes_nothing_and_says_so(refine):  # noqa: F811
    document, display = refine("--id=p2", "--prompt=x", "--nodes=only")

    assert (document, display.request) == (b"", None)
    assert "none is selected" in display.said[0][1]


def test_held_nodes_are_in_their_place_in_the_document(refine):  # noqa: F811
    document, _ = refine("--id=p'1", "--prompt=x", "--nodes=only", "--selected-nodes=p'1:0:0")

    before, after = (elements(each)["p'1"].get("d") for each in (SVG, document))
    assert before.startswith("M 10,10 ")
    assert not after.startswith("M 10,10 ")
    assert after.endswith(" 90,10")


@pytest.mark.parametrize(
    "settings",
    [
        {"dials": "all"},
        {"dials": {"lines": "much"}, "nodes": 7, "apart": "yes", "simplified": None, "tidy_only": 1},
        {"dials": {"lines": float("1e300")}, "simplified": "0.1"},
        {"chosen_nodes": ["a:0:0"], "added": {"strokes": "many"}, "drawn": [1]},
    ],
)
def test_a_strange_record_brings_nothing(settings):
    assert as_options(settings) == {}
    in_words({**settings, "change": ["lines"]})
    command_line({**settings, "change": ["lines"]})
