import dataclasses
import json
import os
import stat

import psutil
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from daemon import record
from protocol.errors import ErrorCode, RefineError

_KEY = "k" * 40


def _own(**fields):
    values = {
        "pid": os.getpid(),
        "started": psutil.Process().create_time(),
        "port": 4711,
        "key": _KEY,
        **fields,
    }
    return record.Record(**values)


def test_what_is_published_is_read(tmp_path):
    record.publish(tmp_path, _own())

    assert record.read(tmp_path) == _own()
    assert stat.S_IMODE((tmp_path / "daemon.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["daemon.json"]


def test_publishing_again_replaces(tmp_path):
    record.publish(tmp_path, _own())
    record.publish(tmp_path, _own(port=4712))

    assert record.read(tmp_path).port == 4712


def test_publishing_replaces_a_link_and_not_what_it_leads_to(tmp_path):
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "daemon.json").symlink_to(tmp_path / "precious")

    record.publish(tmp_path, _own())

    assert (tmp_path / "precious").read_text() == "precious"
    assert record.read(tmp_path) == _own()


def test_only_ones_own_record_is_withdrawn(tmp_path):
    record.publish(tmp_path, _own())

    record.withdraw(tmp_path, _own(port=4712))
    assert record.read(tmp_path) == _own()

    record.withdraw(tmp_path, _own())
    assert record.read(tmp_path) is None
    record.withdraw(tmp_path, _own())


@pytest.mark.parametrize(
    "fields",
    [
        {"pid": 0},
        {"pid": -1},
        {"pid": 2**31},
        {"pid": True},
        {"pid": "1"},
        {"port": 0},
        {"port": 65536},
        {"port": None},
        {"started": "yesterday"},
        {"key": "short"},
        {"key": "k" * 45},
        {"key": "ä" * 40},
        {"key": None},
        {"app": 1},
        {"app": "x" * 41},
        {"protocol": "1.0"},
        {"protocol": ["1", "0"]},
        {"schema": 0},
        {"schema": "1"},
    ],
)
def test_a_record_with_a_wrong_value_is_none(tmp_path, fields):
    record.publish(tmp_path, dataclasses.replace(_own(), **fields))

    assert record.read(tmp_path) is None


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mangled_record_is_none_or_sound(tmp_path, data):
    record.publish(tmp_path, _own())
    path = tmp_path / "daemon.json"
    content = bytearray(path.read_bytes())
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    content[start:end] = data.draw(st.binary(max_size=6))
    path.write_bytes(content)

    found = record.read(tmp_path)

    assert found is None or (found.pid > 0 and (found.schema > record.SCHEMA or 0 < found.port < 65536))


def test_a_record_of_a_later_schema_is_read_as_far_as_it_is_known(tmp_path):
    later = {"schema": 2, "pid": 77, "started": 1.5, "protocol": [3, 1], "app": "4.0", "socket": "elsewhere"}
    (tmp_path / "daemon.json").write_text(json.dumps(later))
    (tmp_path / "daemon.json").chmod(0o600)

    found = record.read(tmp_path)

    assert (found.schema, found.app, found.protocol, found.port) == (2, "4.0", (3, 1), 0)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_record_that_others_can_reach_is_none(tmp_path, mode):
    record.publish(tmp_path, _own())
    (tmp_path / "daemon.json").chmod(mode)

    assert record.read(tmp_path) is None


def test_a_linked_record_is_none(tmp_path):
    record.publish(tmp_path, _own())
    (tmp_path / "daemon.json").rename(tmp_path / "real.json")
    (tmp_path / "daemon.json").symlink_to(tmp_path / "real.json")

    assert record.read(tmp_path) is None


def test_a_pipe_in_the_records_place_is_none_and_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "daemon.json", 0o600)

    assert record.read(tmp_path) is None


@pytest.mark.parametrize("fields", [{"started": 1.0}, {"pid": 2**31 - 1}, {"started": 1e300}])
def test_a_process_that_is_not_surely_the_daemon_is_none(fields):
    assert _own(**fields).process() is None


def test_a_process_that_does_not_serve_is_none():
    assert "serve" not in psutil.Process().cmdline()
    assert _own().process() is None


def test_the_first_usable_folder_is_taken_and_made_private(tmp_path):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "a" / "b"

    assert record.private_dir([tmp_path / "file" / "below", folder]) == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_of_somebody_else_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)

    with pytest.raises(RefineError) as caught:
        record.private_dir([tmp_path])

    assert caught.value.code is ErrorCode.DAEMON_UNREACHABLE
    assert str(tmp_path) in caught.value.detail
