"""Small CLIP models in open_clip's layout, with random weights, of each kind that open_clip builds."""

import json
import logging

from safetensors.torch import save_file

from daemon.guidance.model_store import CONFIG, WEIGHTS
from daemon.guidance.torchvision_compat import import_torchvision

SIDE = 32  # px, unlike the embedded model's
_TEXT = {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1}
_VIT = {"image_size": SIDE, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16}

KINDS = {
    "vit": {"embed_dim": 32, "vision_cfg": _VIT, "text_cfg": _TEXT},
    "convnext": {
        "embed_dim": 32,
        "vision_cfg": {
            "timm_model_name": "test_convnext",
            "timm_model_pretrained": False,
            "timm_pool": "",
            "timm_proj": "linear",
            "image_size": SIDE,
        },
        "text_cfg": _TEXT,
    },
    "siglip": {
        "embed_dim": 64,  # the width of timm's test_vit, which has no projection here
        "init_logit_bias": -10,
        "custom_text": True,
        "vision_cfg": {
            "timm_model_name": "test_vit",
            "timm_model_pretrained": False,
            "timm_pool": "map",
            "timm_proj": "none",
            "image_size": SIDE,
        },
        "text_cfg": {**_TEXT, "no_causal_mask": True, "proj_bias": True, "pool_type": "last"},
    },
    "custom text": {"embed_dim": 32, "custom_text": True, "vision_cfg": _VIT, "text_cfg": _TEXT},
}


def make_model(folder, kind="vit"):
    """Write a small model to `folder`, which is made; the folder."""
    import_torchvision()
    import open_clip

    config = KINDS[kind]
    folder.mkdir(parents=True)
    (folder / CONFIG).write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    logging.disable(logging.WARNING)  # of weights that are not given
    try:
        model = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    finally:
        logging.disable(logging.NOTSET)
    save_file(dict(model.state_dict()), folder / WEIGHTS)
    return folder
