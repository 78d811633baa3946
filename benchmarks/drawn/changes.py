"""How far a drawing moved and what happened to its colours."""

import numpy as np

from protocol.geometry import Paint


def changes(table, result):
    """{"movement_share", "drift", "colour"} of a result for a PathTable: means, 0 where there is nothing.

    movement_share: of points, over the length of their path's control polygon, mean over paths. drift: of
    points, in canvas units (shares of the frame's longer side). colour: of the RGB of paints there are, 0..1.
    """
    start, end = (np.asarray(each.points, dtype=np.float64).reshape(-1, 2) for each in (table, result))
    moved = np.linalg.norm(end - start, axis=1)
    shares, first = [], 0
    for count in table.point_counts():
        own = slice(first, first + count)
        length = np.linalg.norm(np.diff(start[own], axis=0), axis=1).sum()
        shares.append(moved[own].mean() / length if length > 0 else 0.0)
        first += count
    return {
        "movement_share": float(np.mean(shares)) if shares else 0.0,
        "drift": float(moved.mean()) if len(moved) else 0.0,
        "colour": _colour_change(table, result),
    }


def _colour_change(table, result):
    changes = []
    for flag, name in ((Paint.FILL, "fill"), (Paint.STROKE, "stroke")):
        has = np.asarray(table.paint, dtype=int) & flag > 0
        start, end = (np.asarray(getattr(each, name)).reshape(-1, 4)[has, :3] for each in (table, result))
        changes.append(np.abs(end - start).ravel())
    changes = np.concatenate(changes)
    return float(changes.mean()) if len(changes) else 0.0
