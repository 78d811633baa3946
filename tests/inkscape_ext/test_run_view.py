"""The progress window's texts and numbers, from the messages of a run."""

from array import array

from inkscape_ext.run_view import RunView
from protocol.messages import Cancelled, Notice, Preview, Progress, Queued


def progress(step, similarity=0.2, seconds_left=30.0):
    return Progress("job", step, 120, similarity, seconds_left)


def preview(size=2):
    return Preview("job", 1, 2, 2, array("B", bytes(size * 2 * 3)))


def test_nothing_can_be_kept_before_the_first_step():
    view = RunView()
    view.take(Notice("job", "loading_model"))

    assert view.status == "Loading the model…"
    assert view.fraction is None
    assert not view.can_keep


def test_progress_fills_every_text():
    view = RunView()
    view.take(progress(0, similarity=0.2))
    view.take(progress(30, similarity=0.25))

    assert view.fraction == 0.25
    assert view.step == "Step 30 of 120"
    assert view.time_left == "about 30 seconds left"
    assert view.likeness == "Match with your words: 20.0 → 25.0 of 100"
    assert view.can_keep


def test_a_run_that_brings_no_real_gain_says_so_from_half_way_on():
    view = RunView()
    said = []
    for step, similarity in ((0, 0.2), (59, 0.21), (60, 0.21), (80, 0.23)):
        view.take(progress(step, similarity=similarity))
        said.append(view.status)

    usual = "Refining your lines…"
    assert said == [usual, usual, f"{usual} No real gain so far.", usual]


def test_a_notice_of_lasting_meaning_stays_in_view():
    view = RunView("Left alone: 1 text.")
    view.take(Notice("job", "unknown_words", "dog, fox"))
    view.take(Notice("job", "unknown_words", "dog, fox"))
    view.take(progress(3))

    remark = (
        "The model hardly knows these words, so the result may be odd; shorter ones may do better. "
        "The closest it knows: dog, fox."
    )
    assert view.remark == f"Left alone: 1 text. {remark}"


def test_strokes_that_went_back_are_told():
    view = RunView()
    view.take(Notice("job", "put_back", "3"))

    assert view.remark == "Strokes that are as they were, because changing them brought nothing: 3."


def test_an_unknown_notice_changes_nothing():
    view = RunView()
    view.take(Notice("job", "from_a_newer_version", "{detail"))

    assert (view.status, view.remark) == ("Getting ready…", "")


def test_a_queue_is_mentioned_only_when_somebody_is_ahead():
    view = RunView()
    view.take(Notice("job", "starting_worker"))
    view.take(Queued("job", 0))
    alone = view.status
    view.take(Queued("job", 1))

    assert alone == "Starting the helper program…"
    assert view.status == "Waiting for another drawing…"


def test_after_a_stop_the_status_speaks_of_nothing_else():
    view = RunView()
    view.take(progress(3))
    view.stop(keep=True)
    view.take(Queued("job", 4))
    view.take(progress(4))

    assert view.status == "Stopping, and keeping the best so far…"
    assert view.time_left == ""
    assert not view.can_keep
    assert view.step == "Step 4 of 120"


def test_a_picture_of_the_wrong_size_is_not_shown():
    view = RunView()
    view.take(preview(size=1))

    assert view.picture is None


def test_the_latest_picture_is_shown():
    view = RunView()
    view.take(preview())
    view.take(latest := preview())

    assert view.picture is latest


def test_after_the_end_nothing_can_be_kept():
    view = RunView()
    view.take(progress(3))
    view.take(Cancelled("job"))

    assert not view.can_keep
