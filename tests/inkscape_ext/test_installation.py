"""How the extension finds the bridge, and what the bridge inherits."""

import json
import os

import pytest

from inkscape_ext.installation import bridge_command, bridge_environment
from protocol.errors import ErrorCode, RefineError


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    return path


def test_the_installers_record_names_the_bridge(tmp_path):
    python, main = touch(tmp_path / "venv" / "python"), touch(tmp_path / "clone" / "__main__.py")
    record = tmp_path / "installation.json"
    record.write_text(json.dumps({"python": str(python), "main": str(main)}), encoding="utf-8")

    assert bridge_command(tmp_path)[:4] == [str(python), "-I", str(main), "bridge"]


def test_a_source_checkout_is_its_own_installation(tmp_path):
    scripts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    python = touch(tmp_path.joinpath(".venv", *scripts))
    main = touch(tmp_path / "daemon" / "__main__.py")

    assert bridge_command(tmp_path)[:4] == [str(python), "-I", str(main), "bridge"]


@pytest.mark.parametrize(
    "record",
    [None, "", "{", "[]", "{}", '{"python": 3, "main": 4}', '{"python": "/gone", "main": "/gone"}'],
)
def test_a_missing_or_broken_installation_is_named(tmp_path, record):
    if record is not None:
        (tmp_path / "installation.json").write_text(record, encoding="utf-8")

    with pytest.raises(RefineError) as raised:
        bridge_command(tmp_path)

    assert raised.value.code == ErrorCode.NOT_INSTALLED


def test_inkscapes_own_variables_stay_behind():
    environment = {
        "HOME": "/home/me",
        "XDG_STATE_HOME": "/home/me/state",
        "PYTHONPATH": "/usr/share/inkscape/extensions",
        "LD_LIBRARY_PATH": "/tmp/.mount_inkscape",
        "INKSCAPE_PROFILE_DIR": "/home/me/.config/inkscape",
        "DOCUMENT_PATH": "",
    }

    assert set(bridge_environment(environment)) == {"HOME", "XDG_STATE_HOME"}
