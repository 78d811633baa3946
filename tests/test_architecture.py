"""Who may import whom: the borders that keep the extension light and the supervisor quick."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STANDARD = frozenset(sys.stdlib_module_names)
TORCH = {"torch", "numpy", "open_clip", "timm", "torchvision"}
# What the files that lie in daemon/ itself must leave alone: they serve clients and supervisor alike.
PARTS = ("cli", "setup", "server", "worker", "raster", "guidance", "optim")
ELSEWHERE = {"inkscape_ext", *(f"daemon.{part}" for part in PARTS)}

# (folder or file, what it may import besides the standard library and itself)
ALLOWED = [
    ("protocol", set()),
    ("inkscape_ext", {"inkex", "lxml", "cssselect", "gi", "protocol"}),
    ("install.py", {"daemon.setup"}),
    ("daemon/setup", set()),
]

# (folder or file, what it must never import)
FORBIDDEN = [
    ("daemon/server", TORCH | {"daemon.worker", "daemon.raster", "daemon.guidance", "daemon.optim"}),
    *((f"daemon/{path.name}", TORCH | ELSEWHERE) for path in sorted((ROOT / "daemon").glob("*.py"))),
    ("daemon/raster", {"daemon.guidance", "daemon.optim", "daemon.worker", "protocol.messages", "open_clip"}),
    ("daemon/guidance", {"daemon.raster", "daemon.optim", "daemon.worker", "protocol.messages"}),
    ("daemon/optim", {"daemon.guidance", "daemon.worker", "daemon.server", "open_clip", "zmq"}),
    ("daemon/worker", {"zmq", "inkscape_ext", "daemon.server", "daemon.client"}),
    ("benchmarks", {"daemon.cli", "daemon.setup", "daemon.server"}),
    ("benchmarks/exact.py", {"daemon"}),  # owes nothing to what it judges
]


def sources(place):
    path = ROOT / place
    found = [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))
    assert found, f"{place} has no Python source"
    return found


def imports(source):
    """Absolute names of every module that a source file imports, at any depth of the file."""
    package = source.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_within(module, package):
    return module == package or module.startswith(package + ".")


@pytest.mark.parametrize(("place", "allowed"), ALLOWED, ids=[place for place, _ in ALLOWED])
def test_imports_nothing_but_what_is_allowed(place, allowed):
    known = {*STANDARD, *allowed, place.removesuffix(".py").replace("/", ".")}

    strangers = {
        f"{source.name}: {module}"
        for source in sources(place)
        for module in imports(source)
        if not any(is_within(module, name) for name in known)
    }

    assert strangers == set()


@pytest.mark.parametrize(("place", "forbidden"), FORBIDDEN, ids=[place for place, _ in FORBIDDEN])
def test_never_imports_what_is_forbidden(place, forbidden):
    broken = {
        f"{source.name}: {module}"
        for source in sources(place)
        for module in imports(source)
        if any(is_within(module, name) for name in forbidden)
    }

    assert broken == set()


def test_the_check_sees_relative_and_nested_imports(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    source = tmp_path / "daemon" / "server" / "queue.py"
    source.parent.mkdir(parents=True)
    source.write_text("def f():\n    from ..worker import job\n    import torch.nn\n")

    assert {"daemon.worker", "daemon.worker.job", "torch.nn"} <= set(imports(source))
