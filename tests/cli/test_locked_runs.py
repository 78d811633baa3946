"""`clip-refine run` and what must not change."""

import pytest
from lxml import etree


def lines(path):
    return {element.get("id"): element.get("d") for element in etree.parse(path).iter("{*}path")}


@pytest.mark.parametrize("how", ["option", "attribute"])
def test_locked_paths_are_equal_to_the_last_character(refine, sketch, tmp_path, how):
    before = lines(sketch)
    output = tmp_path / "out.svg"
    lock = ("--lock", "mast,sail")
    if how == "attribute":
        lock = ()
        mark = ' xmlns:refine="urn:refine-with-clip" refine:locked="true" id='
        text = sketch.read_text(encoding="utf-8")
        for name in ("mast", "sail"):
            text = text.replace(f' id="{name}"', f'{mark}"{name}"')
        sketch.write_text(text, encoding="utf-8")

    code, out, _ = refine("run", sketch, "--all", *lock, "--prompt", "a boat", "--steps", 3, "-o", output)

    assert code == 0
    assert "2 objects locked for refining" in out
    assert {name for name, d in lines(output).items() if d != before[name]} == {"hull"}
