import pytest
from drawing_support import by_id, document

from inkscape_ext.cascade import INITIAL, Cascade, is_valid
from inkscape_ext.stylesheets import rules

SHEETS = """
<style>
/* a comment with } */ @import url(x.css);
path { stroke: #010101; stroke-width: 3 }
.warm { fill: red } .warm.soft { fill: orange }
#c, .none { fill: yellow !important }
g &gt; path:first-child { stroke-linecap: round }
path[id="d"] { fill-rule: evenodd }
</style>
<style type="text/css"><![CDATA[ .late { fill: teal; stroke-width: 9 } ]]></style>
"""
BODY = (
    SHEETS + '<g id="g" style="fill:green;opacity:.5" stroke-width="7" stroke-linejoin="round">'
    '<path id="a" d="M0 0h1"/><path id="b" class="warm soft" fill="blue" d="M0 0h1"/>'
    '<path id="c" class="warm" style="fill:lime;stroke-width:5" d="M0 0h1"/>'
    '<path id="d" fill="#00f" stroke="inherit" class="late" d="M0 0h1"/>'
    '<path id="e" style="fill:blue!important;fill:red" class="none" d="M0 0h1"/>'
    '<path id="f" style="fill:inherit;opacity:inherit" class="warm" d="M0 0h1"/></g>'
    '<text id="t" class="late">x</text>'
)
COMPARED = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule")


def computed(svg, element):
    cascade = Cascade(svg)
    style = {}
    for ancestor in [*reversed(list(element.iterancestors())), element]:
        style = cascade.style(ancestor, style)
    return style


@pytest.mark.parametrize("name", list("gabcdft"))
def test_computed_styles_agree_with_inkex(name):
    svg = document(BODY)
    element = by_id(svg, name)

    ours = computed(svg, element)

    theirs = element.specified_style()
    for name in COMPARED:
        assert ours[name] == theirs.get(name, INITIAL[name]), name


@pytest.mark.parametrize(
    ("name", "fill"),
    [
        ("a", "green"),
        ("b", "orange"),
        ("c", "yellow"),
        ("d", "teal"),
        ("e", "blue"),
        ("f", "green"),
        ("t", "teal"),
    ],
)
def test_the_strongest_declaration_wins(name, fill):
    svg = document(BODY)

    assert computed(svg, by_id(svg, name))["fill"] == fill


def test_opacity_is_not_inherited_but_for_the_keyword():
    svg = document(BODY)

    assert computed(svg, by_id(svg, "a"))["opacity"] == "1"
    assert computed(svg, by_id(svg, "f"))["opacity"] == ".5"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fill", "blurple"),
        ("fill", ""),
        ("stroke-width", "-1"),
        ("stroke-width", "thick"),
        ("opacity", "much"),
        ("font-size", "-3px"),
    ],
)
def test_an_invalid_value_lets_the_weaker_one_win(name, value):
    svg = document(f'<path id="p" {name}="0.25" style="{name}:{value}"/>' if name != "fill" else
                   f'<path id="p" fill="red" style="fill:{value}"/>')  # fmt: skip

    assert not is_valid(name, value)
    assert computed(svg, by_id(svg, "p"))[name] == ("red" if name == "fill" else "0.25")


@pytest.mark.parametrize(("keyword", "fill"), [("initial", "black"), ("unset", "red"), ("inherit", "red")])
def test_css_wide_keywords_are_resolved(keyword, fill):
    svg = document(f'<g fill="red"><path id="p" style="fill:{keyword}"/></g>')

    assert computed(svg, by_id(svg, "p"))["fill"] == fill


def test_important_is_needed_where_a_sheet_or_the_style_says_so():
    svg = document(BODY)
    cascade = Cascade(svg)

    assert cascade.needs_important(by_id(svg, "c"), "fill")
    assert cascade.needs_important(by_id(svg, "e"), "fill")
    assert not cascade.needs_important(by_id(svg, "c"), "stroke")
    assert not cascade.needs_important(by_id(svg, "a"), "fill")


def test_media_rules_count_for_screens_only():
    sheet = "@media print{a{x:1}} @media screen {b{x:2} c{x:3}} @font-face{d:e} f{x:4} g{x:5"

    assert [selector for selector, _ in rules(sheet)] == ["b", "c", "f", "g"]


def test_media_rules_nest_but_not_without_end():
    def nested(depth):
        return "@media all{" * depth + "a{x:1}" + "}" * depth + "b{x:2}"

    assert [selector for selector, _ in rules(nested(3))] == ["a", "b"]
    assert [selector for selector, _ in rules(nested(20_000))] == ["b"]
    assert [selector for selector, _ in rules("@media all{" * 20_000)] == []


def test_broken_selectors_spoil_only_their_own_rule():
    svg = document(
        '<style>p[{fill:red} ::{fill:red} path::before{fill:red} path{fill:blue}</style><path id="p"/>'
    )

    assert computed(svg, by_id(svg, "p"))["fill"] == "blue"


@pytest.mark.parametrize("selector", ["foo|path", "path[foo|x]", "sodipodi|namedview, path"])
def test_a_selector_with_a_prefix_that_is_not_known_costs_only_its_rule(selector):
    sheet = f"<style>{selector}{{fill:red;stroke-width:7}} path{{fill:lime}}</style>"
    svg = document(sheet + '<path id="p" d="M0 0h1"/>')

    assert computed(svg, by_id(svg, "p"))["fill"] == "lime"
