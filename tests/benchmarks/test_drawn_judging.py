"""The judge's word for a pair of pictures, with a judge that goes by brightness."""

from PIL import Image

from benchmarks.drawn import judging


class BrightnessJudge:
    """Ranks a picture the better, the brighter it is."""

    def __init__(self, folder):
        self.folder = folder

    def features(self, pictures):
        assert pictures.shape[1:] == (3, 8, 8)
        return pictures.mean((1, 2, 3))

    def rank(self, feature, right):
        wrong_before = round(10 * (1 - float(feature)))
        return wrong_before, right[0] if wrong_before == 0 else "night"


def test_ranks_start_at_one_and_belong_to_their_picture(monkeypatch):
    monkeypatch.setattr(judging, "Judge", BrightnessJudge)
    dark, white = Image.new("RGB", (8, 8), "black"), Image.new("RGB", (8, 8), "white")

    brighter = judging.PictureJudge("here").ranks((dark, white), ("sun",))
    darker = judging.PictureJudge("here").ranks((white, dark), ("sun",))

    assert brighter == {"rank_before": 11, "rank_after": 1, "called": "sun"}
    assert darker == {"rank_before": 1, "rank_after": 11, "called": "night"}
