"""What else names are called, and where phrases lie before any picture is seen."""

from typing import ClassVar

import numpy as np
import pytest
import torch

from training.concepts import ConceptSpace, Phrases, phrase_targets
from training.lexicon import Synset
from training.text_space import (
    KIND,
    SYNONYM,
    compress,
    everyday_aliases,
    named_by,
    principal_axes,
    with_kind,
)


class Animals:
    """A WordNet of three meanings, each a kind of the next."""

    synsets: ClassVar = {
        "puppy": Synset(5, ("puppy", "pup"), ("dog",), "a young dog"),
        "dog": Synset(5, ("dog", "hound"), ("animal",), "a pet"),
        "animal": Synset(5, ("animal",), (), "a living thing"),
    }

    def offsets(self, noun):
        return [offset for offset, synset in self.synsets.items() if noun in synset.lemmas]


@pytest.mark.parametrize(
    ("noun", "found"), [("hound", [("dog", SYNONYM)]), ("pup", [("dog", KIND[0])]), ("cup", [])]
)
def test_a_noun_means_the_nearest_name(noun, found):
    assert named_by(noun, {"dog": ["dog"], "animal": ["animal"]}, Animals()) == found


def test_a_name_is_said_with_its_kind():
    assert with_kind("dog", "dog", Animals()) == {"dog animal"}
    assert with_kind("wild animal", "dog", Animals()) == set()


def test_what_people_say_means_the_thing_unless_it_is_a_name_itself():
    assert ("auto", "car", SYNONYM) in everyday_aliases(["car"])
    assert "auto" not in {phrase for phrase, _, _ in everyday_aliases(["car", "auto"])}


def test_another_run_can_use_the_same_axes():
    vectors = np.random.default_rng(0).normal(size=(90, 40)).astype(np.float32)
    axes = principal_axes(vectors, 40)

    alone, among = compress(vectors[:2], axes), compress(vectors, axes)[:2]

    assert np.array_equal(alone, among)
    # all components together keep the angles, up to 8 bits
    centred = vectors - vectors.mean(0)
    angle = centred[0] @ centred[1] / np.linalg.norm(centred[0]) / np.linalg.norm(centred[1])
    kept = compress(vectors, axes).astype(float)
    assert kept[0] @ kept[1] / np.linalg.norm(kept[0]) / np.linalg.norm(kept[1]) == pytest.approx(
        angle, abs=0.05
    )


def test_a_phrase_lies_nearer_to_what_it_surely_means():
    torch.manual_seed(0)
    space = ConceptSpace(components=6, bank=1, dim=8)
    vectors = torch.nn.functional.normalize(torch.randn(3, 6), dim=1)
    vectors[2] = vectors[1]
    phrases = Phrases(
        ["dog", "hound", "hunter"], vectors, 1, torch.tensor([[1, 0], [2, 0]]), torch.tensor([1.0, 0.2]),
        torch.ones(2), torch.zeros(1, 1, dtype=torch.bool), [],
    )  # fmt: skip

    name, sure, unsure = phrase_targets(phrases, space, {"own_share": 1.0, "sure_pull": 2.0})

    assert name @ sure > name @ unsure > name @ space.meaning(vectors[1])
