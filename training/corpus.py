"""Named drawings from the pinned icon packages: `python corpus.py --data DIR` writes corpus.jsonl.xz, bank.json and
ATTRIBUTION.md.

One line per drawing: set, name, keywords, colour, thing (0 abstract, 1 physical, 2 emoji), role (train, judge, test),
box [left, top, width, height] and the SVG body.
"""

import argparse
import json
import lzma
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from lexicon import WordNet, letters, plain_words, read_annotations

# Words that name a style or a size of the icon, not the thing. "light" is not one of them: traffic-light.
STYLE_WORDS = set(
    "outline outlined filled fill duotone twotone linear rounded solid sharp remix duo freehand regular bold thin flat "
    "broken alt negative variant ol tone poly mini micro px".split()
)
# Words of user interfaces: a name of several words that holds one is no drawing of a thing.
INTERFACE_WORDS = set(
    "arrow arrows chevron align file check checkmark x add remove delete edit off slash cancel up down left right sort "
    "filter layout text font border crop list grid table italic underline caret angle format view database code api user "
    "account badge alert warning info help settings config setting search zoom upload download sync refresh reload share "
    "link unlink login logout save copy paste cut undo redo expand collapse fullscreen menu dots more ellipsis toggle "
    "switch select selection cursor tab panel sidebar page form input letter number numeric digit alpha alphabet exposure "
    "signal network server brand logo currency sign symbol rectangle vector shape layer layers chat message comment inbox "
    "location chart graph analytics report event timer speed disabled locked unlocked verified stop play pause skip "
    "repeat audio video missed forward back next previous start end top bottom center middle horizontal vertical auto "
    "rotate flip resize scale transform group ungroup merge split branch commit pull request git agent model prompt token ai".split()
)
LINK_WORDS = {"of", "with", "and", "in", "on", "the"}
SKIN_TONE = re.compile(r"(^|-)(light|medium-light|medium|medium-dark|dark)(-skin-tone|$)|-tone\d")
# Sets whose names begin with the shelf the icon lies on: "business-metaphor-lucky-cat".
SHELVED = ("streamline",)


def plain_name(icon: str, affixes: dict[str, list[str]]) -> str:
    """The icon's name in words, without the set's own prefixes and suffixes, style words and counters."""
    for prefix in affixes["prefixes"]:
        if icon.startswith(prefix + "-"):
            icon = icon[len(prefix) + 1 :]
            break
    before = ""
    while before != icon:
        before = icon
        for suffix in affixes["suffixes"]:
            icon = icon.removesuffix("-" + suffix)
        words = icon.split("-")
        if len(words) > 1 and (words[-1] in STYLE_WORDS or re.fullmatch(r"\d+(px|x\d+)?|x\d+|[a-z]\d?", words[-1])):
            icon = "-".join(words[:-1])
    return plain_words(re.sub(r"(?<=[a-z])\d+(?=-|$)", "", icon))


def read_affixes(collection: dict) -> dict[str, list[str]]:
    return {
        kind: sorted((affix.strip("-") for affix in collection.get(kind) or {} if affix), key=len, reverse=True)
        for kind in ("prefixes", "suffixes")
    }


def thing_class(name: str, wordnet: WordNet) -> int:
    """1 when the name is that of a physical thing, else 0."""
    words = name.split()
    if len(words) == 1 or wordnet.offsets(name):
        return int(wordnet.is_physical(name))
    if any(word in INTERFACE_WORDS for word in words):
        return 0
    known = all(wordnet.offsets(word) or word in LINK_WORDS for word in words)
    if known and wordnet.is_physical(words[-1]):
        return 1
    return int(len(words) <= 4 and any(wordnet.is_physical(word) for word in words))


def without_shelf(name: str, wordnet: WordNet) -> str:
    """The longest ending of the name that WordNet knows as a physical thing; the name itself when there is none."""
    words = name.split()
    for first in range(len(words)):
        ending = " ".join(words[first:])
        if wordnet.offsets(ending) and wordnet.is_physical(ending):
            return ending
    return name


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


def drawings(config: dict, icon_set: str, info: dict, folder: Path, wordnet: WordNet, annotations: dict) -> Iterator[dict]:
    """Every usable icon of one set, in a fixed random order."""
    collection = json.loads((folder / "json" / f"{icon_set}.json").read_text(encoding="utf-8"))
    corpus = config["corpus"]
    rng = random.Random(f"{corpus['seed']} {icon_set}")
    affixes = read_affixes(collection)
    is_emoji = info.get("category") == "Emoji" or icon_set == "fluent-emoji"
    limit = corpus["variants_in_large_sets" if len(collection["icons"]) > corpus["large_set"] else "variants_per_name"]
    names = sorted(collection["icons"])
    rng.shuffle(names)
    seen: Counter[str] = Counter()
    for icon in names:
        entry = collection["icons"][icon]
        body = entry["body"]
        if entry.get("hidden") or "<image" in body or "<animate" in body or len(body) > corpus["max_body_chars"]:
            continue
        if is_emoji and (SKIN_TONE.search(icon) or icon.startswith("flag-")):
            continue
        name = plain_name(icon, affixes)
        if is_emoji and letters(name) in annotations:
            name = annotations[letters(name)][0]
        if icon_set.startswith(SHELVED) and not is_emoji:
            name = without_shelf(name, wordnet)
        if not re.search("[a-z]{3}", name) or len(name.split()) > corpus["max_name_words"]:
            continue
        seen[name] += 1
        thing = 2 if is_emoji else thing_class(name, wordnet)
        share = 1.0 if thing else corpus["abstract_share_colour" if info.get("palette") else "abstract_share_mono"]
        if seen[name] > limit or rng.random() > share:
            continue
        size = {key: entry.get(key, collection.get(key, default)) for key, default in
                (("left", 0), ("top", 0), ("width", 16), ("height", 16))}
        keywords = annotations.get(letters(name), (name, []))[1] if is_emoji else []
        yield {
            "set": icon_set,
            "name": name,
            "keywords": [word for word in keywords if len(word) > 2 and word != name][: corpus["max_keywords"]],
            "colour": bool(info.get("palette")),
            "thing": thing,
            "box": list(size.values()),
            "body": body,
        }


def one_spelling(items: list[dict], annotations: dict, wordnet: WordNet) -> None:
    """Merges in place the names that differ only in spaces or in the order of at most three words.

    The spelling kept is CLDR's, else WordNet's, else the most frequent one.
    """
    counts = Counter(item["name"] for item in items)

    def rank(name: str) -> tuple:
        return letters(name) in annotations, bool(wordnet.offsets(name)), counts[name], name

    def merge(key_of) -> dict[str, str]:
        groups = defaultdict(set)
        for name in counts:
            groups[key_of(name)].add(name)
        return {name: max(group, key=rank) for group in groups.values() for name in group}

    def by_words(name: str) -> str:
        return " ".join(sorted(name.split())) if len(name.split()) <= 3 else name

    spelling, order = merge(letters), merge(by_words)
    for item in items:
        item["name"] = spelling[order[spelling[item["name"]]]]


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
        "The embedded model was trained on drawings from these icon sets (through the `@iconify/json` package). No drawing is",
        "distributed with the model. Generated by `training/corpus.py`.",
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
        "Names and their relations: WordNet 3.1 (Princeton University, WordNet licence) and Unicode CLDR 48 annotations",
        "(Unicode licence v3). Name embeddings while training: all-MiniLM-L6-v2 (Apache-2.0). Tokenizer: a prefix of the merge",
        "list of OpenAI CLIP (MIT).",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the unpacked packages; the results go there")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.toml"))
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text(encoding="utf-8"))
    icons = args.data / "icons"
    sets = json.loads((icons / "collections.json").read_text(encoding="utf-8"))
    wordnet = WordNet(args.data / "wordnet" / "dict")
    annotations = read_annotations((args.data / "annotations", args.data / "annotations_derived"))
    items = []
    for icon_set, info in sets.items():
        if use := roles(config, icon_set, info):
            items += [item | {"role": use} for item in drawings(config, icon_set, info, icons, wordnet, annotations)]
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
    print(f"{len(bank)} names in the bank, {len(items)} drawings, {sum(used.values())} for training from {len(used)} sets")


if __name__ == "__main__":
    main()
