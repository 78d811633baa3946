"""The models that can be had by name."""

import functools
import sys
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class KnownModel:
    """One entry of models.toml, where the fields are explained."""

    name: str
    repository: str
    revision: str
    weights: tuple[str, ...]
    sha256: str
    licence: str
    size_mb: int
    memory_mb: int
    speed: str


@functools.cache
def known_models():
    """Name -> KnownModel, the smallest first."""
    table = tomllib.loads(Path(__file__).with_name("models.toml").read_text("utf-8"))
    return {
        name: KnownModel(name=name, **{**entry, "weights": tuple(entry["weights"])})
        for name, entry in table.items()
    }
