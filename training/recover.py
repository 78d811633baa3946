"""Makes an exported model the start of a run: `python -m training.recover --data DIR --model DIR --out DIR`.

An exported folder holds both towers, but not the concept space that its text tower was taught. This finds a
space that puts phrases where that tower puts them, and writes it with the image tower as a checkpoint.pt
for `train --start-from`.
"""

import argparse
import json
import math
from pathlib import Path

import torch
from open_clip.model import CLIP
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from training.concepts import ConceptSpace, Phrases, load_phrases, phrase_targets
from training.config import CONFIG, read_config
from training.phrase_book import PhraseBook
from training.text_tower import Written, write_phrases
from training.towers import build_model, make_tokenizer

AT_ONCE = 4096  # phrases that the text tower reads at a time
OWN_DECAY = 0.02  # keeps the names' own offsets to what their sentence vectors do not explain
RATE = 3e-3
LOG_EVERY = 200


@torch.no_grad()
def read(model: CLIP, tokens: Tensor) -> Tensor:
    """[B, D] unit vectors of the text tower."""
    device = tokens.device.type
    with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
        return model.encode_text(tokens, normalize=True).float()


def fit(
    space: ConceptSpace, phrases: Phrases, lessons: list[tuple[Written, Tensor]], text: dict, steps: int
) -> float:
    """Fits `space` in place to what the tower says of the phrases; the mean cosine in the end.

    lessons: phrases, and where they lie [B, D]. text: the config's [text] table.
    """
    general = [p for p in space.parameters() if p is not space.own]
    groups = [{"params": general, "weight_decay": 0.01}, {"params": [space.own], "weight_decay": OWN_DECAY}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    cosine = torch.zeros(())
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        written, places = lessons[step % len(lessons)]
        found = written.targets(space, phrase_targets(phrases, space, text))
        cosine = functional.cosine_similarity(found, places).mean()
        optimiser.zero_grad(set_to_none=True)
        (1 - cosine).backward()
        optimiser.step()
        if (step + 1) % LOG_EVERY == 0:
            print(json.dumps({"step": step + 1, "cosine": round(cosine.item(), 4)}), flush=True)
    return cosine.item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="a folder written by export.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tower", default="main", help="a tower of the config: the model's own")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--lessons", type=int, default=200, help=f"batches of {AT_ONCE} phrases")
    parser.add_argument("--config", type=Path, default=CONFIG)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    config = read_config(args.config)
    settings = config["model"]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    phrases = load_phrases(args.data, device)
    model = build_model(settings, args.tower)
    model.load_state_dict(load_file(args.model / "open_clip_model.safetensors"))
    model = model.to(device).eval().requires_grad_(False)
    book = PhraseBook(phrases, make_tokenizer(settings, args.out), settings["text"]["context_length"], device)
    lessons = []
    for _ in range(args.lessons):
        written = write_phrases(phrases, book, AT_ONCE)
        lessons.append((written, read(model, written.tokens)))
    space = ConceptSpace(phrases.vectors.shape[1], phrases.bank, settings["embed_dim"]).to(device)
    cosine = fit(space, phrases, lessons, config["text"], args.steps)
    state = {
        "visual": model.visual.state_dict(),
        "space": space.state_dict(),
        "names": phrases.names,
        "tower": args.tower,
        "role": "train",
    }
    torch.save(state, args.out / "checkpoint.pt")
    print(f"the space agrees with the text tower by a mean cosine of {cosine:.3f}")


if __name__ == "__main__":
    main()
