"""Other renderers behind the arguments of daemon.raster.render."""

import importlib.util

import torch

from daemon.raster.reference import render_reference
from daemon.raster.render import plan_of

SMALL = 20  # paths: of more, the reference would take minutes


def peers_of(case, device):
    """{name: (draw, dtype)} of the renderers that a scene can be drawn with here."""
    peers = {}
    if device == "cpu" and case.table.path_count <= SMALL:
        peers["reference"] = (_reference, torch.float64)
    if has_diffvg():
        peers["pydiffvg"] = (with_diffvg, torch.float32)
    return peers


def has_diffvg():
    """Whether pydiffvg can be imported."""
    return importlib.util.find_spec("pydiffvg") is not None


def with_diffvg(*arguments, **options):
    """render_with_diffvg: the only part that needs pydiffvg."""
    from daemon.raster.diffvg import render_with_diffvg

    return render_with_diffvg(*arguments, **options)


def _reference(scene, height, width, background, *, ramp=1):
    plan = plan_of(scene, height, width, ramp=ramp)
    return render_reference(scene, plan, height, width, background, ramp=ramp)
