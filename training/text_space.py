"""Where names lie before any picture is seen: `python -m training.text_space --data DIR`.

Embeds every name, noun and gloss, and writes phrases.npy ([phrases, components] int8, unit rows after
scaling) and phrases.json: `phrases` (the bank's names come first), `bank` (how many those are), `emoji`
(one flag per bank name), `synonyms` (pairs of bank names of one meaning) and `aliases` (a phrase, the bank
name that it describes, how surely). Nouns come in order of familiarity. axes.npy holds the projection:
who resumes a concept space must keep to it.
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

MEANINGS = 3  # of a noun, the most frequent ones, that may be the meaning of a name
# How surely a phrase means the name: another word of the same meaning, an emoji's keyword, a definition, and
# a kind of the thing, by levels between them.
SYNONYM, KEYWORD, GLOSS, KIND = 1.0, 0.7, 0.7, (0.6, 0.35, 0.2)
EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.tsv")  # name, kind, phrase
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


def familiarity(tokenizer, noun: str) -> tuple[int, int]:
    """Less is more familiar: words that CLIP's vocabulary has to cut up, then how late they come in it."""
    tokens = tokenizer.encode(noun)
    return len(tokens) - len(noun.replace("-", " ").split()), max(tokens)


def physical_meanings(name: str, wordnet: WordNet) -> list[str]:
    """Offsets of the physical ones of the most frequent meanings."""
    return [o for o in wordnet.offsets(name)[:MEANINGS] if wordnet.synsets[o].kind in PHYSICAL]


def physical_nouns(wordnet: WordNet, bank: list[str], limit: int) -> list[str]:
    """Nouns one of whose first two meanings is physical: other words for the bank's names, then the most
    familiar."""
    from open_clip.tokenizer import SimpleTokenizer  # slow to import, and needed here alone

    tokenizer = SimpleTokenizer()
    meant = {first_meaning(name, wordnet) for name in bank}
    nouns = [
        noun
        for noun in wordnet.senses
        if first_meaning(noun, wordnet) and len(noun) < 28 and not re.search(r"\d", noun)
    ]

    def order(noun: str) -> tuple:
        return meant.isdisjoint(physical_meanings(noun, wordnet)), familiarity(tokenizer, noun), noun

    return sorted(nouns, key=order)[:limit]


def named_by(noun: str, names_of: dict[str, list[str]], wordnet: WordNet) -> list[tuple[str, float]]:
    """Bank names that a noun means, and how surely: those of its meaning, else of the nearest wider one."""
    found = {}
    for offset in physical_meanings(noun, wordnet):
        layer = [offset]
        for sure in (SYNONYM, *KIND):
            names = [name for link in layer for name in names_of.get(link, [])[:2]]
            for name in names:
                found[name] = max(found.get(name, 0.0), sure)
            if names:
                break
            layer = [parent for child in layer for parent in wordnet.synsets[child].parents]
    return list(found.items())


def with_kind(name: str, offset: str, wordnet: WordNet) -> set[str]:
    """The name together with a word for its kind, as in "parrot bird"."""
    kinds = [lemma for parent in wordnet.synsets[offset].parents for lemma in wordnet.synsets[parent].lemmas]
    return {f"{name} {kind}" for kind in kinds[:3] if " " not in kind and kind not in name.split()}


def find_aliases(
    bank: list[str], nouns: list[str], keywords: dict[str, set[str]], wordnet: WordNet, gloss_words: int
):
    """(phrase, bank name, how surely), and pairs of bank names that mean the same."""
    meaning = {name: first_meaning(name, wordnet) for name in bank}
    names_of = defaultdict(list)
    for name in bank:
        if meaning[name]:
            names_of[meaning[name]].append(name)
    known = set(bank)
    aliases = [
        (noun, name, sure)
        for noun in nouns
        if noun not in known
        for name, sure in named_by(noun, names_of, wordnet)
    ]
    for offset, names in names_of.items():
        aliases += [(phrase, names[0], SYNONYM) for phrase in with_kind(names[0], offset, wordnet) - known]
        gloss = short_gloss(wordnet.synsets[offset].gloss, gloss_words)
        aliases += [(gloss, name, GLOSS) for name in names[:1] if gloss]
    for keyword, names in keywords.items():
        if keyword not in known and len(names) <= MAX_KEYWORD_NAMES:
            aliases += [(keyword, name, KEYWORD) for name in sorted(names)]
    synonyms = [(a, b) for names in names_of.values() for a in names for b in names if a != b]
    return aliases, synonyms


def everyday_aliases(bank: list[str]) -> list[tuple[str, str, float]]:
    """(phrase, bank name, how surely) of what people say for things, and of how they ask for those whose word
    they don't know; without phrases that are names themselves."""
    known = set(bank)
    rows = (line.split("\t") for line in EVERYDAY_WORDS.read_text(encoding="utf-8").splitlines())
    return [(phrase, name, SYNONYM) for name, _, phrase in rows if name in known and phrase not in known]


def embed(phrases: list[str], model_folder: Path) -> np.ndarray:
    """[phrases, 384] float32 unit rows of the sentence model."""
    from sentence_transformers import SentenceTransformer  # heavy, and needed by this stage alone

    model = SentenceTransformer(str(model_folder))
    return model.encode(phrases, batch_size=256, normalize_embeddings=True, show_progress_bar=False)


def principal_axes(vectors: np.ndarray, components: int) -> np.ndarray:
    """[1 + components, 384]: the mean and the leading principal components."""
    mean = vectors.mean(0)
    sample = (vectors - mean)[np.random.default_rng(0).permutation(len(vectors))[:20000]]
    return np.concatenate([mean[None], np.linalg.svd(sample, full_matrices=False)[2][:components]])


def compress(vectors: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Unit vectors along `axes` (principal_axes) as int8, [phrases, components]."""
    reduced = (vectors - axes[0]) @ axes[1:].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.clip(np.round(reduced * 127 / INT8_RANGE), -127, 127).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--axes", type=Path, help="axes.npy of the run that is started from")
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
    nouns = physical_nouns(wordnet, bank, settings["nouns"])
    aliases, synonyms = find_aliases(bank, nouns, keywords, wordnet, settings["gloss_words"])
    aliases += everyday_aliases(bank)
    is_noun = set(nouns)
    glosses = (phrase for phrase, _, _ in aliases if phrase not in is_noun)
    phrases = list(dict.fromkeys([*bank, *keywords, *glosses, *nouns]))
    number = {phrase: index for index, phrase in enumerate(phrases)}
    vectors = embed(phrases, args.data / "sentence_model")
    axes = np.load(args.axes) if args.axes else principal_axes(vectors, settings["components"])
    np.save(args.data / "axes.npy", axes)
    np.save(args.data / "phrases.npy", compress(vectors, axes))
    table = {
        "phrases": phrases,
        "bank": len(bank),
        "emoji": [int(emoji[name] > 0) for name in bank],
        "synonyms": [(number[a], number[b]) for a, b in synonyms],
        "aliases": [(number[phrase], number[name], sure) for phrase, name, sure in aliases],
    }
    (args.data / "phrases.json").write_text(json.dumps(table), encoding="utf-8")
    print(
        f"{len(phrases)} phrases, {len(bank)} bank names, {len(aliases)} aliases, "
        f"{len(synonyms)} synonym pairs"
    )


if __name__ == "__main__":
    main()
