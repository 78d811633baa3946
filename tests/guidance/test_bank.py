"""Which words the shipped model knows, by the names it was trained on."""

import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from daemon.guidance.bank import Bank, read_bank
from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import BANK, WEIGHTS, ModelFiles, find_model
from daemon.guidance.words import target_of
from protocol.errors import ErrorCode, RefineError
from protocol.messages import Prompt

WHITE = (1.0, 1.0, 1.0)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def files():
    return find_model("embedded")


@pytest.fixture(scope="module")
def names(files):
    with safe_open(files.bank, framework="pt") as table:
        return json.loads(table.metadata()["names"])


@pytest.fixture(scope="module")
def unknown(files):
    """{text: the nearest names} of those of these texts that the model does not know."""
    encoder, bank = ClipEncoder(files, CPU), read_bank(files, CPU)

    def ask(texts):
        guide = Guide(encoder, [Prompt(text) for text in texts], (), WHITE, view_count=1)
        return dict(guide.unknown_words(bank))

    return ask


def test_bank_is_that_of_the_shipped_weights(files, names):
    """The rows are what the text tower says today, to the precision of int8."""
    some = names[::400]
    encoder = ClipEncoder(files, CPU)
    targets = torch.stack([target_of(encoder, name) for name in some])
    table = load_file(files.bank)
    rows = table["embeddings"][::400] * table["scale"]

    cosines = torch.nn.functional.cosine_similarity(targets, rows)

    assert len(names) == len(set(names)) == len(table["embeddings"]) == 7853
    assert float(cosines.min()) > 0.999


def test_names_it_was_trained_on_are_known(unknown, names):
    assert unknown(names[::50]) == {}


@pytest.mark.parametrize(
    "text",
    [
        "a red apple",
        "a house beside a tree",
        "Two red cars",
        "a purple butterfly",
        "a cat under an umbrella",
        "robot",
    ],
)
def test_ordinary_things_are_known(unknown, text):
    assert unknown([text]) == {}


@pytest.mark.parametrize(
    "text",
    ["qwxzyq", "ein Motorrad", "猫", "Albert Einstein at the Louvre", "!!!", "xkcdqz blorf", "melancholy"],
)
def test_unknown_words_are_told_with_names_in_everyday_words(unknown, files, names, text):
    everyday = {word for name in files.names() for word in name.split()}

    nearest = unknown([text])[text]

    assert len(set(nearest)) == 5
    assert set(nearest) <= set(names)
    assert all(everyday.issuperset(name.split()) for name in nearest)


def test_only_the_unknown_of_several_prompts_is_told(unknown):
    assert list(unknown(["a motorcycle", "qwxzyq"])) == ["qwxzyq"]


def test_model_without_a_bank_has_none(tmp_path):
    assert read_bank(ModelFiles("other", tmp_path, tmp_path / WEIGHTS), CPU) is None


TABLE = {"embeddings": torch.ones(2, 4, dtype=torch.int8), "scale": torch.tensor(0.1)}


@pytest.mark.parametrize(
    ("table", "metadata"),
    [
        (TABLE, None),
        (TABLE, {"names": "[", "colours": "{}"}),
        (TABLE, {"names": '["cat"]', "colours": "{}"}),
        (TABLE, {"names": "2", "colours": "{}"}),
        (TABLE, {"names": '["cat", "dog"]', "colours": "2"}),
        ({"scale": TABLE["scale"]}, {"names": '["cat", "dog"]', "colours": "{}"}),
    ],
)
def test_damaged_bank_is_corrupt(tmp_path, table, metadata):
    save_file(table, tmp_path / BANK, metadata)

    with pytest.raises(RefineError) as caught:
        read_bank(ModelFiles("other", tmp_path, tmp_path / WEIGHTS), CPU)

    assert caught.value.code is ErrorCode.MODEL_CORRUPT


def test_a_sign_is_no_advice():
    names = ("house circle", "house", "circle", "car", "tree", "cat", "dog")
    bank = Bank(names, torch.eye(7), names, {})

    assert set(bank.nearest(torch.eye(7)[0])) <= {"house", "circle", "car", "tree", "cat", "dog"}
    assert bank.nearest(torch.eye(7)[2])[0] == "circle"


def test_a_thing_alone_is_told_with_the_colour_that_it_has(files):
    bank = read_bank(files, CPU)

    assert bank.in_natural_colour("a frog") == ""  # drawn in yellow, green and grey
    assert bank.in_natural_colour("Lemon") == "a yellow lemon"
    assert bank.in_natural_colour("the sun") == "a yellow sun"
    assert bank.in_natural_colour("a bicycle") == ""
    assert bank.in_natural_colour("a blue lemon") == ""
    assert bank.in_natural_colour("a lemon under a tree") == ""
