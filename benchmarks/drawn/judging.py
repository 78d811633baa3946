"""What a model that did not guide the drawings calls them."""

import numpy as np
import torch

from daemon.guidance.torchvision_compat import import_torchvision

import_torchvision()

from training.judge import Judge  # noqa: E402  (open_clip needs torchvision first)


class PictureJudge:
    """Asks the exported run in `folder`."""

    def __init__(self, folder):
        self._judge = Judge(folder)

    def ranks(self, pair, names):
        """{"rank_before", "rank_after", "called"} of a pair of images: the best rank of `names`, 1 is first,
        and the name that comes first afterwards. ValueError when the judge knows none of the names."""
        pixels = np.stack([np.asarray(image) for image in pair])
        pictures = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
        (before, _), (after, called) = (
            self._judge.rank(feature, list(names)) for feature in self._judge.features(pictures)
        )
        return {"rank_before": before + 1, "rank_after": after + 1, "called": called}
