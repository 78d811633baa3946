"""WordNet and CLDR, read from their unpacked npm packages: what a name means and what else it is called."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# WordNet's lexicographer files whose nouns can be drawn.
PHYSICAL = {5, 6, 8, 13, 17, 18, 19, 20}  # animal artifact body food object person phenomenon plant
# A second, physical sense does not count when the first one is of these kinds.
NEVER_PHYSICAL_FIRST = {9, 10, 14, 23, 24, 28}  # cognition communication group quantity relation time


@dataclass(frozen=True)
class Synset:
    """One meaning: `lemmas` in lower case with spaces, `parents` the offsets of its hypernyms."""

    kind: int
    lemmas: tuple[str, ...]
    parents: tuple[str, ...]
    gloss: str


class WordNet:
    """Nouns of WordNet 3.1 by word and by offset."""

    def __init__(self, folder: Path):
        self.synsets = dict(_read_synset(line) for line in _entries(folder / "data.noun"))
        self.senses: dict[str, list[str]] = {}
        for line in _entries(folder / "index.noun"):
            fields = line.split()
            first = 6 + int(fields[3])
            self.senses[fields[0].replace("_", " ")] = fields[first:]

    def offsets(self, noun: str) -> list[str]:
        """Meanings of a noun, most frequent first; a plural falls back to its singular; [] when unknown."""
        for form in (noun, re.sub(r"s$", "", noun), re.sub(r"es$", "", noun), re.sub(r"ies$", "y", noun)):
            if form in self.senses:
                return self.senses[form]
        return []

    def is_physical(self, noun: str) -> bool:
        kinds = [self.synsets[offset].kind for offset in self.offsets(noun)[:2]]
        if not kinds:
            return False
        return kinds[0] in PHYSICAL or (kinds[-1] in PHYSICAL and kinds[0] not in NEVER_PHYSICAL_FIRST)


def _entries(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="latin1").splitlines() if not line.startswith(" ")]


def _read_synset(line: str) -> tuple[str, Synset]:
    facts, _, gloss = line.partition(" | ")
    fields = facts.split()
    words = int(fields[3], 16)
    lemmas = tuple(fields[4 + 2 * i].replace("_", " ").lower() for i in range(words))
    pointers = fields[5 + 2 * words :]
    parents = tuple(pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in ("@", "@i"))
    return fields[0], Synset(int(fields[1]), lemmas, parents, gloss.split(";")[0].strip())


def letters(name: str) -> str:
    """The key under which spellings of one name meet: lower-case letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("’", "").replace("&", "and"))


@cache
def read_annotations(folders: tuple[Path, ...]) -> dict[str, tuple[str, list[str]]]:
    """`letters(name)` of each emoji -> (its CLDR short name in plain words, its keywords)."""
    table: dict[str, tuple[str, list[str]]] = {}
    for folder in folders:
        path = next(folder.rglob("en/annotations.json"))
        root = json.loads(path.read_text(encoding="utf-8"))
        entries = next(iter(root.values()))["annotations"]
        for entry in entries.values():
            if "tts" in entry:
                name = plain_words(entry["tts"][0])
                table[letters(name)] = (name, [plain_words(word) for word in entry.get("default", [])])
    return table


@cache
def read_unicode_names(folders: tuple[Path, ...]) -> dict[str, str]:
    """`letters` of the Unicode name of each emoji of one character -> its CLDR short name in plain words.

    Older sets go by Unicode's names: "frog face" is CLDR's "frog".
    """
    table = {}
    for folder in folders:
        path = next(folder.rglob("en/annotations.json"))
        root = json.loads(path.read_text(encoding="utf-8"))
        for text, entry in next(iter(root.values()))["annotations"].items():
            character = text.replace("\ufe0f", "")
            if len(character) == 1 and "tts" in entry and (name := unicodedata.name(character, "")):
                table[letters(name)] = plain_words(entry["tts"][0])
    return table


def plain_words(text: str) -> str:
    """Lower case, apostrophes dropped, everything else that is not a letter or digit becomes one space."""
    text = text.lower().replace("’", "").replace("'", "").replace("é", "e").replace("ñ", "n")
    return re.sub(r"[^a-z0-9]+", " ", text).strip()
