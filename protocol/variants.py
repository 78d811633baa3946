"""Variants of one request, and new strokes: what makes them differ, and their checks."""

from . import limits
from .checks import expect, expect_shares

SEEDS = 2**31
LEAST, MOST = 0.05, 0.95  # freedom of variants that differ in it: at 0 nothing moves, at 1 nothing holds


def seeds_of(request):
    """The seed of each variant: the request's and those that follow it."""
    return [(request.seed + variant) % SEEDS for variant in range(request.variants)]


def freedoms_of(request):
    """The freedom of each variant, rising evenly over what `spread` allows; all alike at freedom 0 and 1."""
    freedom, spread, last = request.freedom, request.spread, request.variants - 1
    if not last or not spread or freedom in (0.0, 1.0):
        return [freedom] * request.variants
    low, high = max(LEAST, freedom - spread), min(MOST, freedom + spread)
    return [low + (high - low) * variant / last for variant in range(request.variants)]


def check_variants(request):
    """Raise RefineError with the first thing that is wrong with a request's variants and snapshots."""
    count, points = request.variants, request.paths.point_count * request.variants
    expect(1 <= count <= limits.VARIANTS, f"variants: {count} is outside 1..{limits.VARIANTS}")
    expect_shares(request, "spread")
    expect(0 <= request.snapshots <= limits.SNAPSHOTS, f"snapshots: {request.snapshots}")
    in_all = points * request.snapshots
    expect(in_all <= limits.SNAPSHOT_POINTS, f"snapshots: {in_all} points in all")
    expect(points <= limits.SNAPSHOT_POINTS, f"variants: {points} points in all")


def check_strokes(request):
    """Raise RefineError with the first thing that is wrong with new paths and counts. The paths are sound."""
    free, new = sum(map(bool, request.paths.free)), request.new_paths
    expect(0 <= new <= request.paths.path_count, f"new_paths: {new}")
    expect(new or not request.place, "place: there is no new path")
    expect(len(request.counts) <= limits.VARIANTS, f"counts: {len(request.counts)}")
    expect(all(0 <= count <= free for count in request.counts), f"counts: {request.counts}")
