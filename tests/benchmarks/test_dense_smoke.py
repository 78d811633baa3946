"""The benchmark of dense drawings goes the whole way. Never asserts how fast."""

import json

from benchmarks import dense


def test_it_says_what_each_part_costs(tmp_path):
    file = tmp_path / "figures.json"

    assert dense.main(["--counts", "8", "--json", str(file)]) == 0

    rows = json.loads(file.read_text())["drawings"]
    assert [(row["strokes"], row["freedom"]) for row in rows] == [(8, 0.5), (8, 1.0)]
    parts = ("read", "check", "parameters", "first step", "step", "columns", "write", "record", "file")
    assert all(tuple(row["seconds"]) == parts for row in rows)
