import subprocess
import sys

import pytest

from daemon.settings import Settings


@pytest.mark.parametrize("arguments", [[], ["dance"], ["--help"]])
def test_unknown_programs_are_named_and_refused(arguments):
    done = subprocess.run(
        [sys.executable, "-I", Settings.read().main, *arguments], capture_output=True, check=False, text=True
    )

    assert done.returncode == 2
    assert "serve|bridge|worker" in done.stderr


def test_the_supervisor_and_the_bridge_load_neither_torch_nor_numpy():
    root = Settings.read().main.parent.parent
    script = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "import daemon.bridge, daemon.server.serve, daemon.server.supervisor, daemon.server.transport\n"
        "print(sorted({'torch', 'numpy', 'open_clip'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=True, text=True)

    assert done.stdout == "[]\n"
