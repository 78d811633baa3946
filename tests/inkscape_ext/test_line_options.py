"""The dialog's page about lines: what becomes of its fields, and of them in the record of runs."""

import pytest
from lxml import etree
from test_effect import SVG, elements, refine  # noqa: F401 (a fixture)

from inkscape_ext.history.metadata import read_record
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
    ],
)
def test_a_strange_record_brings_nothing(settings):
    assert as_options(settings) == {}
    in_words({**settings, "change": ["lines"]})
    command_line({**settings, "change": ["lines"]})
