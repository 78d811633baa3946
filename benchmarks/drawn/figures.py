"""The figures of one drawing and of one setting."""

from statistics import mean, median

from .changes import changes
from .curves import curves_of
from .flaws import new_flaws
from .meetings import kept

MEANS = ("similarity_before", "similarity_after", "movement_share", "drift", "colour")
TOP = 5


def figures_of(table, result):
    """The figures of one drawing, but for the judge's. result: a protocol Result for the PathTable."""
    before = curves_of(table, table.points, table.stroke_width)
    after = curves_of(table, result.points, result.stroke_width)
    flaws = [new_flaws(*pair) for pair in zip(before, after, strict=True)]
    met, still = kept(before, after)
    return {
        "similarity_before": result.similarity_before,
        "similarity_after": result.similarity_after,
        **changes(table, result),
        "strokes": len(before),
        "new_flaws": {kind: sum(each[kind] for each in flaws) for kind in flaws[0]},
        "clean_strokes": sum(not any(each.values()) for each in flaws),
        "joints": met,
        "joints_kept": still,
        "steps": result.steps,
        "seconds": result.run_s,
    }


def summary_of(rows):
    """The figures of a setting: `rows` are those of its drawings, at least one."""
    joints = sum(row["joints"] for row in rows)
    out = {name: mean(row[name] for row in rows) for name in MEANS}
    out["clean_share"] = sum(row["clean_strokes"] for row in rows) / sum(row["strokes"] for row in rows)
    out["new_flaws"] = {kind: sum(row["new_flaws"][kind] for row in rows) for kind in rows[0]["new_flaws"]}
    out["joints"] = joints
    out["joints_kept_share"] = sum(row["joints_kept"] for row in rows) / joints if joints else None
    for name in ("rank_before", "rank_after"):
        ranks = [row[name] for row in rows if name in row]
        if ranks:
            out[name + "_median"] = median(ranks)
            out[name + "_top5_share"] = mean(rank <= TOP for rank in ranks)
    return out
