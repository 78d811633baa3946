"""Finding or starting the daemon: one of it, whatever the record says and whoever else is at it."""

import contextlib
import os
import socket
import sys
import threading
import time

import psutil
import pytest

from daemon import record
from protocol.errors import ErrorCode, RefineError
from protocol.messages import Result
from protocol.version import APP_VERSION
from tests.support.drawings import request
from tests.support.household import read_until_line, wait_until


def _job_works(home):
    with home.client() as client:
        return isinstance(list(client.events(client.submit(request(steps=3))))[-1], Result)


@contextlib.contextmanager
def _stranger(home, *words):
    """A process that is none of ours and must not be signalled."""
    process = home.start(sys.executable, "-I", "-c", "input()", *words)
    yield psutil.Process(process.pid)
    assert process.poll() is None, "a foreign process was ended"
    process.communicate(b"\n")
    assert process.returncode == 0, "a foreign process was signalled"


def test_ten_simultaneous_starts_give_one_daemon_that_serves_all(home):
    home.times(start_s=60.0)
    pids, ends = [], []

    def start():
        with home.client() as client:
            pids.append(client.status().pid)
            ends.append(list(client.events(client.submit(request(steps=3))))[-1])

    threads = [threading.Thread(target=start) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(pids)) == 1
    assert [type(end) for end in ends] == [Result] * 10
    serving = [process for process in home.processes() if "serve" in process.cmdline()]
    wait_until(lambda: sum(process.is_running() for process in serving) == 1, within_s=5)


def test_a_second_run_uses_the_same_daemon(home):
    assert _job_works(home)
    first = home.daemon()

    assert _job_works(home)

    assert home.daemon() == first


def test_looking_for_a_daemon_without_starting_one(home):
    with pytest.raises(RefineError) as caught:
        home.client(start=False)

    assert caught.value.code is ErrorCode.DAEMON_UNREACHABLE
    assert not home.processes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"schema": 1, "pid": 12',
        b"\x00\xff\xfe",
        b"[]",
        b"null",
        b'{"pid": "1", "started": 0, "port": 1, "key": "", "protocol": [1, 0], "app": "0", "schema": 1}',
        b'{"pid": 1e999, "started": 0}',
        b"[" * 4096,
        b'{"pid": 999999999, "started": 0, "port": 9, "protocol": [9, 0], "app": "9", "schema": 99}',
    ],
    ids=["empty", "cut", "binary", "list", "null", "types", "infinite", "deep", "future"],
)
def test_a_broken_or_dead_record_is_replaced(home, content):
    record.private_dir(home.settings.private_dirs)
    (home.folder / "daemon.json").write_bytes(content)
    (home.folder / "daemon.json").chmod(0o600)

    assert _job_works(home)

    assert home.record().pid == home.daemon().pid


@pytest.mark.parametrize("how", ["delete", "empty", "link", "open_to_all", "other_port", "no_key"])
def test_a_record_damaged_while_its_daemon_runs_is_repaired(home, how):
    assert _job_works(home)
    before, path = home.record(), home.folder / "daemon.json"

    match how:
        case "delete":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "link":
            path.rename(home.root / "elsewhere.json")
            path.symlink_to(home.root / "elsewhere.json")
        case "open_to_all":
            path.chmod(0o644)
        case "other_port":
            home.replace_record(port=1)
        case "no_key":
            home.replace_record(key="#" * 40)

    assert _job_works(home)
    assert home.record() == before
    assert len(home.events("serving")) == 1


def test_the_record_of_a_dead_daemon_whose_pid_is_reused_is_replaced(home):
    assert _job_works(home)
    home.daemon().kill()
    with _stranger(home, "serve") as reused:
        home.replace_record(pid=reused.pid)

        assert _job_works(home)

        assert home.record().pid != reused.pid


def test_a_record_that_names_a_foreign_process_and_port_does_it_no_harm(home):
    home.times(answer_s=0.2)
    record.private_dir(home.settings.private_dirs)
    with socket.create_server(("127.0.0.1", 0)) as silent, _stranger(home) as foreign:
        forged = record.Record(
            pid=foreign.pid, started=foreign.create_time(), port=silent.getsockname()[1], key="0" * 40
        )
        record.publish(home.folder, forged)

        assert _job_works(home)

        assert home.record().pid != foreign.pid


def test_a_running_daemon_of_a_later_record_form_is_named(home):
    home.times(start_s=60.0)
    record.private_dir(home.settings.private_dirs)
    with _stranger(home, "serve") as later:
        found = record.Record(
            pid=later.pid, started=later.create_time(), schema=record.SCHEMA + 1, app="7.5", protocol=(4, 2)
        )
        record.publish(home.folder, found)

        with pytest.raises(RefineError) as caught:
            home.client()

    assert caught.value.code is ErrorCode.VERSION_MISMATCH
    assert "7.5 (protocol 4.2)" in caught.value.detail
    assert APP_VERSION in caught.value.detail


@pytest.fixture
def other_version(home, monkeypatch):
    """Starts a daemon that is of another version, and waits until it serves."""

    def start(**versions):
        with monkeypatch.context() as patch:
            patch.setenv("REFINE_WITH_CLIP_TEST_VERSIONS", str(versions).replace("'", '"'))
            home.start(sys.executable, "-I", home.settings.main, "serve")
        wait_until(lambda: record.read(home.folder), within_s=10)
        return home.daemon()

    return start


@pytest.mark.parametrize("versions", [{"app": "0.0.1"}, {"app": "9.0"}, {"protocol": [2, 0], "app": "9.0"}])
def test_an_idle_daemon_of_another_version_is_replaced(home, other_version, versions):
    other = other_version(**versions)
    notices = []

    with home.client(notice=notices.append) as client:
        end = list(client.events(client.submit(request(steps=3))))[-1]

        assert isinstance(end, Result)
        assert client.status().app == APP_VERSION
    assert notices == ["replacing_daemon", "starting_daemon"]
    wait_until(lambda: not other.is_running() or other.status() == psutil.STATUS_ZOMBIE, within_s=5)


@pytest.mark.parametrize("protocol", [[1, 0], [2, 0]])
def test_a_busy_daemon_of_another_version_is_left_alone(home, other_version, monkeypatch, protocol):
    other = other_version(app="0.0.1", protocol=protocol)
    with monkeypatch.context() as patch:
        patch.setenv("REFINE_WITH_CLIP_TEST_VERSIONS", f'{{"app": "0.0.1", "protocol": {protocol}}}')
        its_client = home.script(
            "with Client.open(settings()) as client:\n"
            "    for message in client.events(client.submit(request(steps=10_000))):\n"
            "        print(message.kind, flush=True)\n"
        )
    read_until_line(its_client, "progress")

    with pytest.raises(RefineError) as caught:
        home.client()

    assert caught.value.code is ErrorCode.VERSION_MISMATCH
    assert "0.0.1" in caught.value.detail
    assert APP_VERSION in caught.value.detail
    assert its_client.stdout.readline() in (b"progress\n", b"preview\n")
    assert home.daemon() == other


def test_a_daemon_holds_none_of_its_starters_pipes(home):
    starter = home.script("with Client.open(settings()): pass\n")

    out, errors = starter.communicate(timeout=10)
    ended = time.monotonic()

    assert (starter.returncode, out, errors) == (0, b"", b"")
    assert home.daemon().is_running()
    assert time.monotonic() - ended < 1


def test_nothing_of_the_starters_environment_can_break_the_daemon(home, tmp_path, monkeypatch):
    poison = tmp_path / "poison"
    poison.mkdir()
    for module in ("zmq", "json", "protocol", "daemon", "psutil", "usercustomize"):
        (poison / f"{module}.py").write_text("raise SystemExit('poisoned')")
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "LD_LIBRARY_PATH"):
        monkeypatch.setenv(name, str(poison))
    for name in ("SNAP", "APPDIR", "GI_TYPELIB_PATH", "GTK_PATH", "INKEX_GETTEXT_DOMAIN", "DOCUMENT_PATH"):
        monkeypatch.setenv(name, str(poison))
    monkeypatch.chdir(poison)

    assert _job_works(home)

    for process in (home.daemon(), home.worker()):
        leaked = [name for name, value in process.environ().items() if value == str(poison) and name != "PWD"]
        assert not leaked
    assert os.path.samefile(home.daemon().cwd(), os.sep)


def test_a_daemon_that_cannot_start_is_reported_with_its_log(home, monkeypatch):
    monkeypatch.setenv("REFINE_WITH_CLIP_TEST_TIMES", "no JSON")  # makes the daemon's program fail

    with pytest.raises(RefineError) as caught:
        home.client()

    assert caught.value.code is ErrorCode.DAEMON_UNREACHABLE
    assert str(home.settings.daemon_errors) in caught.value.detail
    assert "JSONDecodeError" in home.settings.daemon_errors.read_text()
