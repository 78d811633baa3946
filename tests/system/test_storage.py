"""Folders that can't be written or kept private, and disks that take no more."""

import stat

import pytest

from protocol.errors import ErrorCode, RefineError
from protocol.messages import Result
from tests.support.drawings import request


def _job_works(home):
    with home.client() as client:
        return isinstance(list(client.events(client.submit(request(steps=3))))[-1], Result)


def test_the_record_lies_in_a_private_file_in_a_private_folder(home):
    assert _job_works(home)

    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((home.folder / "daemon.json").stat().st_mode) == 0o600


def test_a_folder_that_others_may_read_is_closed_to_them(home):
    home.folder.mkdir(parents=True, mode=0o755)
    home.folder.chmod(0o755)

    assert _job_works(home)

    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700


def test_where_the_home_cannot_be_used_the_runtime_folder_is(home):
    (home.root / ".local").write_text("not a folder")

    assert _job_works(home)

    assert (home.settings.private_dirs[1] / "daemon.lock").exists()
    with home.client(start=False) as client:  # as Household looks for it in the first folder only
        client.shutdown()


def test_without_any_private_folder_the_message_names_them(home):
    (home.root / ".local").write_text("not a folder")
    (home.root / "run" / "refine-with-clip").write_text("not a folder")

    with pytest.raises(RefineError) as caught:
        home.client()

    assert caught.value.code is ErrorCode.DAEMON_UNREACHABLE
    for folder in home.settings.private_dirs:
        assert str(folder) in caught.value.detail


def test_a_linked_folder_is_not_trusted(home):
    (home.root / "open").mkdir()
    home.folder.parent.mkdir(parents=True)
    home.folder.symlink_to(home.root / "open")

    assert _job_works(home)

    assert not list((home.root / "open").glob("daemon*"))


@pytest.mark.parametrize("what", ["folder is a file", "file is a folder", "disk is full"])
def test_logs_that_cannot_be_written_stop_no_job(home, what):
    logs = home.settings.log_dir
    logs.parent.mkdir(parents=True)
    if what == "folder is a file":
        logs.write_text("")
    else:
        logs.mkdir()
        for path in (home.settings.daemon_log, home.settings.daemon_errors, home.settings.worker_log):
            if what == "disk is full":
                path.symlink_to("/dev/full")
            else:
                path.mkdir()

    assert _job_works(home)


def test_a_full_disk_is_named(home):
    full = home.script(
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "try:\n    Client.open(settings())\n"
        "except RefineError as error:\n    print(error.code.value, error.detail)\n"
    )

    out, errors = full.communicate(timeout=30)

    assert errors == b""
    assert out.startswith(b"disk_full")
    assert str(home.folder).encode() in out
    assert not list(home.folder.glob("daemon.json*"))
