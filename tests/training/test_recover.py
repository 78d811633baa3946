"""A concept space found anew from what a text tower says."""

import torch
from torch.nn import functional

from training.concepts import ConceptSpace, Phrases, phrase_targets, rows_of
from training.recover import fit
from training.text_tower import Written
from training.vocabulary import ATTRIBUTES, RELATIONS, SIZES

BANK, PHRASES, COMPONENTS, D = 6, 10, 8, 16
TEXT = {"own_share": 0.6, "sure_pull": 2.0}


def some_phrases():
    vectors = functional.normalize(torch.randn(PHRASES, COMPONENTS), dim=1)
    aliases = torch.tensor([[7, 2], [8, 3]])
    sureness = torch.tensor([1.0, 0.5])
    similar = torch.zeros(BANK, BANK, dtype=torch.bool)
    return Phrases([str(n) for n in range(PHRASES)], vectors, BANK, aliases, sureness, sureness, similar, [])


def written(count):
    def pick(limit):
        return torch.randint(limit, (count,))

    return Written(
        torch.zeros(2 * count, 1), pick(PHRASES), pick(len(ATTRIBUTES)), pick(BANK), pick(BANK),
        pick(len(RELATIONS)), pick(len(SIZES)),
    )  # fmt: skip


@torch.no_grad()
def lesson(space, phrases, count):
    said = written(count)
    return said, said.targets(space, phrase_targets(phrases, space, TEXT))


def test_a_space_is_found_that_agrees_on_phrases_it_was_not_fitted_to():
    torch.manual_seed(0)
    phrases, true, found = some_phrases(), *(ConceptSpace(COMPONENTS, BANK, D) for _ in range(2))
    with torch.no_grad():
        true.own.normal_(std=0.3)
    lessons, (new, places) = [lesson(true, phrases, 256) for _ in range(4)], lesson(true, phrases, 256)

    before = functional.cosine_similarity(new.targets(found, phrase_targets(phrases, found, TEXT)), places)
    fit(found, phrases, lessons, TEXT, steps=150)
    after = functional.cosine_similarity(new.targets(found, phrase_targets(phrases, found, TEXT)), places)

    assert before.mean() < 0.5
    assert after.mean() > 0.95


def test_rows_by_product_are_rows_by_index_with_the_same_gradient():
    torch.manual_seed(0)
    table = torch.randn(3, 2, 5, dtype=torch.float64, requires_grad=True)
    index, weight = torch.tensor([[0, 2], [2, 2]]), torch.randn(2, 2, 2, 5, dtype=torch.float64)

    (by_index,) = torch.autograd.grad((table[index] * weight).sum(), table)
    (by_product,) = torch.autograd.grad((rows_of(table, index) * weight).sum(), table)

    assert torch.equal(rows_of(table, index), table[index])
    torch.testing.assert_close(by_product, by_index, rtol=0, atol=1e-12)
