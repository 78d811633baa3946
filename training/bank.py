"""Where every name lies that the model was trained on: `python -m training.bank --model DIR --out FILE`.

bank.safetensors: "embeddings" [names, D] int8 and "scale" [] float32, whose product is the unit vectors of
the folder's names.json by its text tower, the mean over the templates; the names are in the metadata.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from training.exported import NAME_TEMPLATES, Model

LARGEST = 127  # of int8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    names = json.loads((args.model / "names.json").read_text(encoding="utf-8"))
    vectors = Model(args.model, torch.device("cpu")).text(names, NAME_TEMPLATES)
    scale = vectors.abs().max() / LARGEST
    table = {"embeddings": (vectors / scale).round().to(torch.int8), "scale": scale}
    save_file(table, args.out, {"names": json.dumps(names)})


if __name__ == "__main__":
    main()
