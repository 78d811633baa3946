"""The models whose steps are measured, as a request names them."""

import json
import logging
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import save_file

from daemon.guidance.model_store import CONFIG, WEIGHTS
from daemon.guidance.torchvision_compat import import_torchvision

RANDOM = "-random"  # after the name of one of open_clip's architectures


@contextmanager
def model_named(name):
    """What a request names for "embedded", a folder, or an architecture of open_clip with random weights,
    like ViT-B-32-random, which is written to a folder for as long. ValueError for an unknown architecture."""
    if not name.endswith(RANDOM):
        yield name
        return
    with TemporaryDirectory() as folder:
        _write(Path(folder), name.removesuffix(RANDOM))
        yield folder


def _write(folder, architecture):
    import_torchvision()
    import open_clip

    config = open_clip.get_model_config(architecture)
    if config is None:
        raise ValueError(f"open_clip has no architecture {architecture}")
    (folder / CONFIG).write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}), "utf-8")
    torch.manual_seed(0)
    logging.disable(logging.WARNING)  # of weights that are not given
    try:
        model = open_clip.create_model(architecture)
    finally:
        logging.disable(logging.NOTSET)
    save_file(dict(model.state_dict()), folder / WEIGHTS)
