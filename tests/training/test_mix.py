"""Averages of two models."""

import torch

from training.mix import mixed


def test_a_share_of_the_image_tower_alone_is_taken():
    own = {
        "visual.a": torch.tensor([1.0, 2.0]).half(),
        "visual.n": torch.tensor(3),
        "text": torch.tensor([1.0]),
    }
    other = {
        "visual.a": torch.tensor([2.0, 4.0]).half(),
        "visual.n": torch.tensor(5),
        "text": torch.tensor([9.0]),
    }

    found = mixed(own, other, 0.25)

    assert found["visual.a"].tolist() == [1.25, 2.5]
    assert found["visual.a"].dtype == torch.float16
    assert int(found["visual.n"]) == 3
    assert found["text"].tolist() == [1.0]
