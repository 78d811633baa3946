"""Looks at what `install.py --demo` has made, as .ci/run does: the whole job, from a drawing to a drawing."""

import json
import sys
from pathlib import Path

from lxml import etree
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SKETCH = ROOT / "examples" / "motorcycle.svg"
DEMO = ROOT / "out" / "demo"
LAYER = "sketch-layer"  # what the demo refines
MAY_CHANGE = {"d", "style", "stroke", "stroke-width"}
OURS = "{urn:refine-with-clip}"  # the way back, kept in the document's metadata


def main():
    check_drawing(SKETCH, DEMO / "motorcycle.svg")
    check_pictures(DEMO / "before_after.png", DEMO / "stages")
    report = check_report(DEMO / "report.json")
    first, total = (report["timings_s"][name] for name in ("first_picture", "total"))
    print(f"The demo is whole: first picture after {first:.1f} s, {total:.0f} s in all.")


def check_drawing(before, after):
    """AssertionError unless the same elements are there and only strokes of the layer have changed."""
    old, new = (drawn_elements(path) for path in (before, after))
    assert [(element.tag, element.get("id")) for element in old] == [
        (element.tag, element.get("id")) for element in new
    ]
    changed = 0
    for was, now in zip(old, new, strict=True):
        names = {name for name in {*was.keys(), *now.keys()} if was.get(name) != now.get(name)}
        is_free = any(parent.get("id") == LAYER for parent in now.iterancestors())
        assert names <= (MAY_CHANGE if is_free else set()), (now.get("id"), names)
        changed += "d" in names
    assert changed >= 15, f"only {changed} strokes have moved"


def drawn_elements(path):
    """All of a file's elements but metadata, which after a run must hold our way back."""
    elements = list(etree.parse(path).iter("*"))
    is_refined = any(element.tag.startswith(OURS) for element in elements)
    assert is_refined == (path != SKETCH), f"{path}: the way back"
    return [element for element in elements if not _is_in_metadata(element)]


def _is_in_metadata(element):
    lineage = [element, *element.iterancestors()]
    return any(etree.QName(each).localname == "metadata" for each in lineage)


def check_pictures(both, stages):
    """AssertionError unless before and after are two pictures, and the stages lead from one to the other."""
    sheet = Image.open(both).convert("RGB")
    paths = sorted(stages.glob("stage_*.png"))
    assert len(paths) >= 3
    first, last = (Image.open(path).convert("RGB") for path in (paths[0], paths[-1]))
    assert sheet.width > 2 * first.width
    assert first.getcolors(2) is None, "the first stage is blank"
    assert first.tobytes() != last.tobytes()


def check_report(path):
    """The report; AssertionError unless the drawing reads better than before."""
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["similarity"]["after"] > report["similarity"]["before"] + 0.05, report["similarity"]
    assert report["outcome"]["reason"] in ("finished", "converged")
    return report


if __name__ == "__main__":
    sys.exit(main())
