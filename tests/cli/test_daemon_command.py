"""`clip-refine daemon`, `doctor`'s lines, `forget`; with the practice worker."""

import re

from daemon.cli.checks import Finding, running
from daemon.cli.doctor import findings, line


def test_status_start_status_stop(refine):
    refine("daemon", "stop")

    absent = refine("daemon", "status")
    started = refine("daemon", "start")
    present = refine("daemon", "status")
    stopped = refine("daemon", "stop")
    gone = refine("daemon", "status")

    assert absent[0] == gone[0] == 1
    assert (started[0], present[0], stopped[0]) == (0, 0, 0)
    process = re.search(r"process (\d+)", started[1]).group(1)
    assert f"process {process}" in present[1]


def test_stopping_what_does_not_run_is_fine(refine):
    refine("daemon", "stop")

    code, _, err = refine("daemon", "stop")

    assert code == 0
    assert err == "The daemon was not running.\n"


def test_daemon_that_stands_still_is_not_taken_for_none(refine, household):
    refine("daemon", "start")
    daemon = household.daemon()
    daemon.suspend()
    try:
        results = [refine("daemon", command) for command in ("status", "stop")]
        (finding,) = running(household.settings)
    finally:
        daemon.resume()

    assert [code for code, _, _ in results] == [2, 2]
    assert all(err.startswith("The helper program does not answer.") for _, _, err in results)
    assert finding.next_step == "The next run replaces it."


def test_broken_record_counts_as_none(refine, household):
    refine("daemon", "stop")
    (household.folder / "daemon.json").write_bytes(b"\xff{")

    status = refine("daemon", "status")
    started = refine("daemon", "start")

    assert status[0] == 1
    assert started[0] == 0


def test_forget_ends_the_daemon_and_removes_what_it_left(refine, household):
    refine("daemon", "start")
    refine("models", "use", "embedded")
    folders = [household.settings.log_dir, household.settings.config_dir, household.folder]
    assert all(folder.exists() for folder in folders)

    code, out, _ = refine("forget")

    assert code == 0
    assert not any(folder.exists() for folder in folders)
    assert str(household.folder) in out
    assert refine("daemon", "status")[0] == 1


def test_missing_thing_has_its_next_step_on_a_line_of_its_own():
    text = line(Finding(False, "Inkscape was not found", "Install it."), coloured=False)

    assert text == "MISSING Inkscape was not found\n        -> Install it."


def test_colours_only_where_wanted():
    finding = Finding(True, "There")

    assert "\033[" in line(finding, coloured=True)
    assert "\033[" not in line(finding, coloured=False)


def test_check_that_cannot_read_a_file_is_a_finding():
    def broken(_settings):
        yield Finding(True, "one")
        raise FileNotFoundError(2, "No such file or directory", "SHA256SUMS")

    good, bad = findings(broken, None)

    assert good.is_good
    assert bad.is_good is False
    assert "SHA256SUMS" in bad.what
