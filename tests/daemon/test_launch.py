import os
import subprocess
import sys

import pytest

from daemon import launch
from inkscape_ext import installation
from inkscape_ext.installation import bridge_environment

_HARMFUL = [
    "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "GI_TYPELIB_PATH", "GTK_PATH", "GTK_IM_MODULE_FILE",
    "SNAP", "SNAP_NAME", "APPDIR", "APPIMAGE", "DYLD_LIBRARY_PATH", "GDK_PIXBUF_MODULE_FILE",
    "GIO_MODULE_DIR", "INKSCAPE_PROFILE_DIR",
]  # fmt: skip
_HARMLESS = [
    "HOME",
    "PATH",
    "LANG",
    "XDG_STATE_HOME",
    "CUDA_VISIBLE_DEVICES",
    "HTTPS_PROXY",
    "DISPLAY",
    "SYSTEMROOT",
]


@pytest.mark.parametrize("name", _HARMFUL)
def test_the_callers_libraries_are_not_handed_on(name):
    assert launch.clean_environment({name: "x"}) == {}


def test_everything_else_is_handed_on():
    environ = dict.fromkeys(_HARMLESS, "x")

    assert launch.clean_environment(environ) == environ


def test_the_extension_hands_on_the_same_to_the_bridge():
    names = [*launch._NAMES, *(prefix + "X" for prefix in launch._PREFIXES), *_HARMFUL, *_HARMLESS]
    environ = dict.fromkeys(names, "x")

    assert bridge_environment(environ) == launch.clean_environment(environ)
    own = [*installation._FOREIGN_NAMES, *(prefix + "X" for prefix in installation._FOREIGN_PREFIXES)]
    assert launch.clean_environment(dict.fromkeys(own, "x")) == {}


def test_our_processes_are_isolated():
    assert launch.command("/a b/main.py", "serve") == [sys.executable, "-I", "/a b/main.py", "serve"]


def _output(process, log):
    process.wait()
    return log.read_text()


def test_a_detached_process_has_its_own_session_and_no_streams(tmp_path):
    log = tmp_path / "logs" / "errors.log"
    script = "import os, sys; print('lost')\n"
    script += "sys.stderr.write(f'{os.getsid(0)} {os.getcwd()} {sys.stdin.read()!r}')"

    process = launch.start_detached([sys.executable, "-I", "-c", script], log)

    assert _output(process, log) == f"{process.pid} / ''"
    assert os.getsid(0) != process.pid


def test_a_detached_process_inherits_no_descriptor(tmp_path):
    log = tmp_path / "errors.log"
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    script = "import os, sys; sys.stderr.write(' '.join(sorted(os.listdir('/proc/self/fd'))))"

    process = launch.start_detached([sys.executable, "-I", "-c", script], log)

    assert _output(process, log) == "0 1 2 3"  # 3: the folder being listed
    os.close(reader)
    os.close(writer)


def test_a_large_log_starts_anew(tmp_path):
    log = tmp_path / "errors.log"
    log.write_bytes(bytes(launch._LOG_BYTES + 1))

    process = launch.start_detached([sys.executable, "-I", "-c", "import sys; sys.exit('new')"], log)

    assert _output(process, log) == "new\n"


def test_a_log_that_cannot_be_written_does_not_stop_the_process(tmp_path):
    process = launch.start_detached([sys.executable, "-I", "-c", "raise SystemExit(5)"], tmp_path)

    assert process.wait() == 5


def test_a_piped_process_is_reached_through_its_pipes(tmp_path):
    script = "import sys; print(input() + '!'); sys.stderr.write('note')"

    process = launch.start_piped([sys.executable, "-I", "-c", script], tmp_path / "worker.log")
    out, _ = process.communicate(b"hello\n")

    assert out == b"hello!\n"
    assert (tmp_path / "worker.log").read_text() == "note"


def test_windows_flags_fall_back_where_breaking_away_is_forbidden(tmp_path, monkeypatch):
    flags = {"DETACHED_PROCESS": 8, "CREATE_NEW_PROCESS_GROUP": 512, "CREATE_BREAKAWAY_FROM_JOB": 1 << 24}
    for name, value in flags.items():
        monkeypatch.setattr(subprocess, name, value, raising=False)
    tried = []

    def popen(_argv, *, creationflags, **_options):
        tried.append(creationflags)
        if creationflags & flags["CREATE_BREAKAWAY_FROM_JOB"]:
            raise PermissionError(13, "Access is denied")
        return "process"

    monkeypatch.setattr(launch.os, "name", "nt")
    monkeypatch.setattr(subprocess, "Popen", popen)

    assert launch._popen_outside_our_job(["x"], {}) == "process"
    assert tried == [8 | 512 | 1 << 24, 8 | 512]
