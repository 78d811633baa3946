"""Variants, new strokes and rankings, in a real worker process with the embedded model."""

from dataclasses import replace

import pytest
from piped_worker import REQUEST, Worker

from protocol.geometry import octets
from protocol.messages import Picture, Preview, Ranking, Result, Snapshot, Variation


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.end()


def of(kind, messages):
    return [message for message in messages if isinstance(message, kind)]


def with_free(*free):
    return replace(REQUEST.paths, free=octets(free))


def test_every_variant_comes_back_and_the_result_is_the_nearest(worker):
    heard = worker.do(replace(REQUEST, variants=3, snapshots=1))

    variations, result = of(Variation, heard), heard[-1]
    assert [each.variant for each in variations] == [0, 1, 2]
    assert len({bytes(each.points) for each in variations}) == 3
    assert result.similarity_after == max(each.similarity_after for each in variations)
    assert result.points == variations[result.variant].points
    assert [snapshot.variant for snapshot in of(Snapshot, heard)] == [0, 1, 2]
    last = of(Preview, heard)[-1]
    assert (last.pictures, len(last.rgb)) == (3, 3 * 64 * 48 * 3)
    for each in variations:
        assert each.points[-6:] == REQUEST.paths.points[-6:]
        assert each.fill == REQUEST.paths.fill


def test_a_single_variant_says_nothing_but_its_result(worker):
    heard = worker.do(REQUEST)

    assert of(Variation, heard) == []
    assert {preview.pictures for preview in of(Preview, heard)} == {1}


def test_variants_of_other_strengths_move_further(worker):
    heard = worker.do(replace(REQUEST, variants=2, freedom=0.5, spread=0.4, steps=12))

    mild, wild = (
        sum(abs(after - before) for after, before in zip(each.points, REQUEST.paths.points, strict=True))
        for each in of(Variation, heard)
    )
    assert wild > 2 * mild


def test_a_new_stroke_is_placed_and_the_others_stay_to_the_last_bit(worker):
    paths = with_free(0, 0, 31)
    request = replace(REQUEST, paths=paths, new_paths=1, steps=1)

    here, placed = worker.do(request)[-1], worker.do(replace(request, place=True))[-1]

    own = len(paths.points) - 6
    assert placed.points[:own] == here.points[:own] == paths.points[:own]
    moved = [abs(placed.points[at] - paths.points[at]) for at in range(own, len(paths.points))]
    assert max(moved) > 0.05 > max(abs(here.points[at] - paths.points[at]) for at in range(own, own + 6))


def test_new_strokes_and_own_ones_go_along_in_every_variant(worker):
    request = replace(REQUEST, paths=with_free(1, 1, 31), new_paths=1, variants=2)

    for each in of(Variation, worker.do(request)):
        moved = [abs(after - before) for after, before in zip(each.points, request.paths.points, strict=True)]
        assert max(moved[:16]) > 0
        assert max(moved[16:]) > 0
        assert each.stroke_width == request.paths.stroke_width


def test_a_ranking_changes_nothing_and_shows_every_count(worker):
    heard = worker.do(replace(REQUEST, counts=(2, 1)))

    (ranking,) = of(Ranking, heard)
    assert sorted(ranking.order) == [0, 1]
    assert len(ranking.similarity) == 3
    assert ranking.similarity[0] == pytest.approx(ranking.similarity[1], abs=1e-6)
    assert of(Preview, heard)[-1].pictures == 2
    result = heard[-1]
    assert isinstance(result, Result)
    assert (result.points, result.stroke) == (REQUEST.paths.points, REQUEST.paths.stroke)


def test_a_ranking_sees_what_lies_behind(worker):
    (red, green, blue, _), side = REQUEST.paths.stroke[:4], 8
    ink = bytes(round(255 * value) for value in (red, green, blue, 1.0))
    behind = Picture.of("behind", (side, side), ink * side * side)

    plain, unseen = (
        of(Ranking, worker.do(replace(REQUEST, pictures=pictures, counts=(1,))))[0].similarity
        for pictures in ((), (behind,))
    )

    assert abs(plain[0] - plain[1]) > 1e-3
    assert unseen[0] == pytest.approx(unseen[1], abs=1e-5)
