"""Where names lie before any picture is seen: `python -m training.text_space --data DIR`.

Embeds every name, noun and gloss, and writes phrases.npy ([phrases, components] int8, unit rows after
scaling) and phrases.json: `phrases` (the bank's names come first), `bank` (how many those are), `emoji`
(one flag per bank name), `synonyms` (pairs of bank names of one meaning) and `aliases` (pairs: a phrase,
the bank name that it describes).
"""

import argparse
import json
import lzma
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from training.config import CONFIG, read_config
from training.lexicon import PHYSICAL, WordNet

HYPERNYM_LEVELS = 3
MAX_KEYWORD_NAMES = 3  # a CLDR keyword of more emoji than this names none of them
INT8_RANGE = 0.6  # components of a unit vector beyond this are clipped


def first_meaning(name: str, wordnet: WordNet) -> str | None:
    """Offset of the first physical one of the two most frequent meanings."""
    for offset in wordnet.offsets(name)[:2]:
        if wordnet.synsets[offset].kind in PHYSICAL:
            return offset
    return None


def short_gloss(gloss: str, words: int) -> str:
    """The first clause of a definition, at most `words` words."""
    clause = re.sub(r"\([^)]*\)", "", gloss).split(" that is ")[0]
    return " ".join(clause.split()[:words])


def physical_nouns(wordnet: WordNet, limit: int) -> list[str]:
    """Nouns whose first meaning is physical, those of most meanings first: a measure of familiarity."""
    nouns = [
        noun
        for noun, offsets in wordnet.senses.items()
        if wordnet.synsets[offsets[0]].kind in PHYSICAL and len(noun) < 28 and not re.search(r"\d", noun)
    ]
    return sorted(nouns, key=lambda noun: (-len(wordnet.senses[noun]), noun))[:limit]


def find_aliases(
    bank: list[str], nouns: list[str], keywords: dict[str, set[str]], wordnet: WordNet, gloss_words: int
):
    """(phrase, bank name) pairs, and pairs of bank names that mean the same."""
    meaning = {name: first_meaning(name, wordnet) for name in bank}
    names_of = defaultdict(list)
    for name in bank:
        if meaning[name]:
            names_of[meaning[name]].append(name)
    known = set(bank)
    aliases = []
    for noun in nouns:
        offset = first_meaning(noun, wordnet)
        if noun in known or offset is None:
            continue
        chain = [offset, *wordnet.ancestors(offset, HYPERNYM_LEVELS)]
        nearest = next((names_of[link] for link in chain if link in names_of), [])
        aliases += [(noun, name) for name in nearest[:2]]
    for offset, names in names_of.items():
        gloss = short_gloss(wordnet.synsets[offset].gloss, gloss_words)
        aliases += [(gloss, name) for name in names[:1] if gloss]
    for keyword, names in keywords.items():
        if keyword not in known and len(names) <= MAX_KEYWORD_NAMES:
            aliases += [(keyword, name) for name in sorted(names)]
    synonyms = [(a, b) for names in names_of.values() for a in names for b in names if a != b]
    return aliases, synonyms


def embed(phrases: list[str], model_folder: Path) -> np.ndarray:
    """[phrases, 384] float32 unit rows of the sentence model."""
    from sentence_transformers import SentenceTransformer  # heavy, and needed by this stage alone

    model = SentenceTransformer(str(model_folder))
    return model.encode(phrases, batch_size=256, normalize_embeddings=True, show_progress_bar=False)


def compress(vectors: np.ndarray, components: int) -> np.ndarray:
    """The leading principal components as int8, [phrases, components]."""
    centred = vectors - vectors.mean(0)
    sample = centred[np.random.default_rng(0).permutation(len(centred))[:20000]]
    _, _, axes = np.linalg.svd(sample, full_matrices=False)
    reduced = centred @ axes[:components].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.clip(np.round(reduced * 127 / INT8_RANGE), -127, 127).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=CONFIG)
    args = parser.parse_args()
    settings = read_config(args.config)["text_space"]
    wordnet = WordNet(args.data / "wordnet" / "dict")
    bank = json.loads((args.data / "bank.json").read_text(encoding="utf-8"))
    emoji, keywords = Counter(), defaultdict(set)
    with lzma.open(args.data / "corpus.jsonl.xz", "rt") as file:
        for item in map(json.loads, file):
            if "train" in item["role"]:
                emoji[item["name"]] += item["thing"] == 2
                for keyword in item["keywords"]:
                    keywords[keyword].add(item["name"])
    nouns = physical_nouns(wordnet, settings["nouns"])
    aliases, synonyms = find_aliases(bank, nouns, keywords, wordnet, settings["gloss_words"])
    phrases = list(dict.fromkeys([*bank, *keywords, *nouns, *(phrase for phrase, _ in aliases)]))
    number = {phrase: index for index, phrase in enumerate(phrases)}
    vectors = compress(embed(phrases, args.data / "sentence_model"), settings["components"])
    np.save(args.data / "phrases.npy", vectors)
    table = {
        "phrases": phrases,
        "bank": len(bank),
        "emoji": [int(emoji[name] > 0) for name in bank],
        "synonyms": [(number[a], number[b]) for a, b in synonyms],
        "aliases": [(number[phrase], number[name]) for phrase, name in aliases],
    }
    (args.data / "phrases.json").write_text(json.dumps(table), encoding="utf-8")
    print(
        f"{len(phrases)} phrases, {len(bank)} bank names, {len(aliases)} aliases, "
        f"{len(synonyms)} synonym pairs"
    )


if __name__ == "__main__":
    main()
