"""Makes `import torchvision` work beside a torch that it was not built for.

open_clip imports torchvision, for picture transforms written in Python that need none of
torchvision's compiled operators. But where those do not load (a CPU torch beside PyPI's CUDA build
of torchvision, or another version), its import ends with "operator torchvision::nms does not
exist", and so would ours. A pinned pair of wheels from one index never comes here.
"""

import importlib
import sys
import types

import torch

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_libraries = []  # a torch.library.Library undoes its definitions when it is collected


def import_torchvision():
    """The torchvision module; without its compiled operators where they do not fit this torch."""
    try:
        return importlib.import_module("torchvision")
    except RuntimeError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        _declare_operators()
        sys.modules["torchvision.extension"] = _extension_without_operators()
        return importlib.import_module("torchvision")


def _declare_operators():
    """Declare the operators whose shapes torchvision describes while it is imported."""
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name, schema in _SCHEMAS.items():
        if not hasattr(torch.ops.torchvision, name):
            library.define(schema)
    _libraries.append(library)


def _extension_without_operators():
    """A stand-in for torchvision.extension, the module that loads the compiled operators."""

    def assert_has_ops():
        raise RuntimeError("torchvision's compiled operators do not fit this torch")

    extension = types.ModuleType("torchvision.extension")
    extension._has_ops = lambda: False
    extension._load_library = lambda name: False
    extension._assert_has_ops = assert_has_ops
    extension._check_cuda_version = lambda: -1
    return extension
