"""Writes a trained run as an open_clip folder: `python -m training.export --data DIR --run DIR --out DIR`.

open_clip_model.safetensors (float16), open_clip_config.json, the tokenizer, names.json (the bank, most
drawn first), and for a run without a text tower (the judge) concepts.safetensors: the vectors of names and
attributes.
"""

import argparse
import json
import math
from pathlib import Path

import torch
from open_clip.constants import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD
from safetensors.torch import save_file

from training.concepts import SCALE, ConceptSpace, load_phrases
from training.config import CONFIG, read_config
from training.towers import BPE_FILE, build_model, write_tokenizer
from training.vocabulary import ATTRIBUTES


def model_config(settings: dict, tower: str) -> dict:
    """open_clip's description of the model; `bpe_path` is relative, so who loads it passes the full path."""
    return {
        "model_cfg": {
            "embed_dim": settings["embed_dim"],
            "vision_cfg": {"image_size": settings["image_size"], **settings["towers"][tower]},
            "text_cfg": {**settings["text"], "tokenizer_kwargs": {"bpe_path": BPE_FILE}},
        },
        "preprocess_cfg": {
            "mean": OPENAI_DATASET_MEAN,
            "std": OPENAI_DATASET_STD,
            "interpolation": "bicubic",
            "resize_mode": "squash",
        },
    }


def drawn_names(data: Path, role: str) -> set[str]:
    """Names of which a run with this role saw drawings."""
    records = json.loads((data / "art.json").read_text(encoding="utf-8"))
    return {record["name"] for part in records.values() for record in part if role in record["role"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without-text", action="store_true", help="for a judge, which needs no text tower")
    parser.add_argument("--config", type=Path, default=CONFIG)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    settings = read_config(args.config)["model"]
    saved = torch.load(args.run / "checkpoint.pt", map_location="cpu", weights_only=True)
    model = build_model(settings, saved["tower"])
    model.visual.load_state_dict(saved["visual"])
    if not args.without_text:
        model.load_state_dict(torch.load(args.run / "text.pt", weights_only=True), strict=False)
    model.logit_scale.data.fill_(math.log(SCALE))
    state = {k: v.half() if v.is_floating_point() else v for k, v in model.state_dict().items()}
    save_file(
        {k: v.contiguous() for k, v in state.items()},
        args.out / "open_clip_model.safetensors",
        {"format": "pt"},
    )
    (args.out / "open_clip_config.json").write_text(
        json.dumps(model_config(settings, saved["tower"]), indent=1) + "\n"
    )
    write_tokenizer(args.out / BPE_FILE, settings["merges"])
    phrases = load_phrases(args.data, torch.device("cpu"))
    names = phrases.names
    if args.without_text:
        drawn = drawn_names(args.data, saved["role"])
        kept = [index for index, name in enumerate(names) if name in drawn]
        names = [names[index] for index in kept]
        space = ConceptSpace(phrases.vectors.shape[1], phrases.bank, settings["embed_dim"])
        space.load_state_dict(saved["space"])
        with torch.no_grad():
            vectors = space.bank(phrases.vectors[: phrases.bank])[kept]
            table = {"names": vectors.half(), "attributes": space.attribute.half().contiguous()}
        save_file(table, args.out / "concepts.safetensors", {"attributes": json.dumps(ATTRIBUTES)})
    (args.out / "names.json").write_text(json.dumps(names) + "\n")


if __name__ == "__main__":
    main()
