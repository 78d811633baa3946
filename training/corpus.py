"""Named drawings from the pinned icon packages: `python -m training.corpus --data DIR`.

Writes corpus.jsonl.xz, bank.json and ATTRIBUTION.md. The corpus has one line per drawing: set, name,
keywords, colour, thing (0 abstract, 1 physical, 2 emoji), role (train, judge, test), box [left, top, width,
height] and the SVG body.
"""

import argparse
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.config import CONFIG, read_config
from training.lexicon import WordNet, letters, read_annotations
from training.naming import SHELVED, one_spelling, plain_name, read_affixes, thing_class, without_shelf

SKIN_TONE = re.compile(r"(^|-)(light|medium-light|medium|medium-dark|dark)(-skin-tone|$)|-tone\d")


def roles(config: dict, icon_set: str, info: dict) -> list[str]:
    """What the set may be used for; [] means that it is left out."""
    corpus = config["corpus"]
    found = []
    if icon_set in corpus["test_sets"]:
        found.append("test")
    if icon_set in corpus["judge_sets"]:
        found.append("judge")
    if found:
        return found
    licensed = info["license"].get("spdx") in corpus["licences"]
    dropped = info.get("category") in corpus["drop_categories"] or icon_set in corpus["drop_sets"]
    return ["train"] if licensed and not dropped else []


@dataclass(frozen=True)
class IconSet:
    """One set of the icon package: its entry in collections.json and its own file."""

    key: str
    info: dict
    collection: dict

    @property
    def is_emoji(self) -> bool:
        return self.info.get("category") == "Emoji" or self.key == "fluent-emoji"

    def is_usable(self, icon: str, max_chars: int) -> bool:
        """Whether the icon is a plain still drawing; of emoji, neither a flag nor a skin tone."""
        entry = self.collection["icons"][icon]
        body = entry["body"]
        if entry.get("hidden") or "<image" in body or "<animate" in body or len(body) > max_chars:
            return False
        return not self.is_emoji or not (SKIN_TONE.search(icon) or icon.startswith("flag-"))

    def box(self, icon: str) -> list[float]:
        """Left, top, width and height of the drawing, in its own units."""
        entry, defaults = self.collection["icons"][icon], {"left": 0, "top": 0, "width": 16, "height": 16}
        return [entry.get(side, self.collection.get(side, value)) for side, value in defaults.items()]


@dataclass(frozen=True)
class Lexicon:
    """What names mean: nouns, and emoji by `letters(name)`."""

    wordnet: WordNet
    annotations: dict

    def name(self, icons: IconSet, icon: str, affixes: dict[str, list[str]]) -> str:
        """What the icon shows, in plain words."""
        name = plain_name(icon, affixes)
        if icons.is_emoji and letters(name) in self.annotations:
            return self.annotations[letters(name)][0]
        if icons.key.startswith(SHELVED) and not icons.is_emoji:
            return without_shelf(name, self.wordnet)
        return name


def drawings(corpus: dict, icons: IconSet, lexicon: Lexicon) -> Iterator[dict]:
    """Every usable icon of one set, in a fixed random order. corpus: the config's table."""
    rng = random.Random(f"{corpus['seed']} {icons.key}")
    affixes, is_colour = read_affixes(icons.collection), bool(icons.info.get("palette"))
    entries = icons.collection["icons"]
    limit = corpus["variants_in_large_sets" if len(entries) > corpus["large_set"] else "variants_per_name"]
    order = sorted(entries)
    rng.shuffle(order)
    seen: Counter[str] = Counter()
    for icon in order:
        if not icons.is_usable(icon, corpus["max_body_chars"]):
            continue
        name = lexicon.name(icons, icon, affixes)
        if not re.search("[a-z]{3}", name) or len(name.split()) > corpus["max_name_words"]:
            continue
        seen[name] += 1
        thing = 2 if icons.is_emoji else thing_class(name, lexicon.wordnet)
        share = 1.0 if thing else corpus["abstract_share_colour" if is_colour else "abstract_share_mono"]
        if seen[name] > limit or rng.random() > share:
            continue
        keywords = lexicon.annotations.get(letters(name), (name, []))[1] if icons.is_emoji else []
        keywords = [word for word in keywords if len(word) > 2 and word != name]
        yield {
            "set": icons.key,
            "name": name,
            "keywords": keywords[: corpus["max_keywords"]],
            "colour": is_colour,
            "thing": thing,
            "box": icons.box(icon),
            "body": entries[icon]["body"],
        }


def bank_names(config: dict, items: list[dict], wordnet: WordNet) -> list[str]:
    """The names that the shipped model learns, most drawn first."""
    corpus = config["corpus"]
    trained = [item for item in items if "train" in item["role"]]
    counts = Counter(item["name"] for item in trained)
    thing = defaultdict(int)
    for item in trained:
        thing[item["name"]] = max(thing[item["name"]], item["thing"])

    def enough(name: str) -> int:
        if thing[name] == 2 or (thing[name] == 1 and wordnet.offsets(name)):
            return 1
        return corpus["min_drawings_thing" if thing[name] else "min_drawings_abstract"]

    return [name for name, count in counts.most_common() if count >= enough(name)]


def write_attribution(path: Path, used: Counter[str], sets: dict) -> None:
    """The attribution that CC-BY and OFL ask for, one line per icon set the shipped model learnt from."""
    lines = [
        "# Attribution",
        "",
        "The embedded model was trained on drawings from these icon sets (through the `@iconify/json`",
        "package). No drawing is distributed with the model. Generated by `training/corpus.py`.",
        "",
        "| set | author | licence | drawings |",
        "| --- | --- | --- | --- |",
    ]
    for icon_set, count in sorted(used.items()):
        info = sets[icon_set]
        author, licence = info["author"], info["license"]
        name = f"[{info['name']}]({author['url']})" if author.get("url") else info["name"]
        title = f"[{licence['spdx']}]({licence['url']})" if licence.get("url") else licence["spdx"]
        lines.append(f"| {name} | {author['name']} | {title} | {count} |")
    lines += [
        "",
        "Names and their relations: WordNet 3.1 (Princeton University, WordNet licence) and Unicode CLDR 48",
        "annotations (Unicode licence v3). Name embeddings while training: all-MiniLM-L6-v2 (Apache-2.0).",
        "Tokenizer: a prefix of the merge list of OpenAI CLIP (MIT).",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with the unpacked packages; the results go there"
    )
    parser.add_argument("--config", type=Path, default=CONFIG)
    args = parser.parse_args()
    config = read_config(args.config)
    icons = args.data / "icons"
    sets = json.loads((icons / "collections.json").read_text(encoding="utf-8"))
    wordnet = WordNet(args.data / "wordnet" / "dict")
    annotations = read_annotations((args.data / "annotations", args.data / "annotations_derived"))
    lexicon = Lexicon(wordnet, annotations)
    items = []
    for icon_set, info in sets.items():
        if use := roles(config, icon_set, info):
            collection = json.loads((icons / "json" / f"{icon_set}.json").read_text(encoding="utf-8"))
            found = drawings(config["corpus"], IconSet(icon_set, info, collection), lexicon)
            items += [item | {"role": use} for item in found]
    one_spelling(items, annotations, wordnet)
    bank = bank_names(config, items, wordnet)
    (args.data / "bank.json").write_text(json.dumps(bank), encoding="utf-8")
    known = set(bank)
    items = [item for item in items if item["name"] in known or "test" in item["role"]]
    with lzma.open(args.data / "corpus.jsonl.xz", "wt", preset=6) as file:
        for item in items:
            file.write(json.dumps(item, separators=(",", ":")) + "\n")
    used = Counter(item["set"] for item in items if "train" in item["role"])
    write_attribution(args.data / "ATTRIBUTION.md", used, sets)
    print(
        f"{len(bank)} names in the bank, {len(items)} drawings, "
        f"{sum(used.values())} for training from {len(used)} sets"
    )


if __name__ == "__main__":
    main()
