"""The two files that define a model: config.toml (how it is made) and prompts.toml (what it is asked for)."""

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG = Path(__file__).with_name("config.toml")
PROMPTS = Path(__file__).with_name("prompts.toml")


def read_config(path: Path = CONFIG) -> dict:
    """config.toml, or another file of the same shape."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_prompts() -> dict:
    """Tables `drawings`, `coloured` and `synonyms`, each a list of pairs."""
    return tomllib.loads(PROMPTS.read_text(encoding="utf-8"))


def at_progress(pairs: list[list[float]], progress: float) -> float:
    """The value of the last pair [start, value] whose start has been reached."""
    return [value for start, value in pairs if progress >= start][-1]
