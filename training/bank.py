"""What a model was trained on: `python -m training.bank --data DIR --model DIR --out FILE`.

bank.safetensors: "embeddings" [names, D] int8 and "scale" [] float32, whose product is the unit vectors of
the folder's names.json by its text tower, the mean over the templates. Its metadata holds the names and, of
those that have one, the colour by nature (name -> word).
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from training.exported import NAME_TEMPLATES, Model
from training.natural import colour_words

LARGEST = 127  # of int8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    names = json.loads((args.model / "names.json").read_text(encoding="utf-8"))
    vectors = Model(args.model, torch.device("cpu")).text(names, NAME_TEMPLATES)
    scale = vectors.abs().max() / LARGEST
    table = {"embeddings": (vectors / scale).round().to(torch.int8), "scale": scale}
    colours = colour_words(args.data, names)
    save_file(table, args.out, {"names": json.dumps(names), "colours": json.dumps(colours)})


if __name__ == "__main__":
    main()
