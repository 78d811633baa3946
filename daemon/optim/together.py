"""Paths of a drawing and new ones beside them, which have all freedom: their free numbers as one tensor."""

import copy
from array import array
from dataclasses import replace

import torch

from protocol.messages import RefineRequest
from protocol.variants import freedoms_of

from .freedoms import Colouring, Restraints
from .limits import Limits
from .outline import outline_of
from .parameters import Parameters

NEW_FREEDOM = 1.0  # what is new is nobody's work


def parameters_of(request, table, scene):
    """Parameters of each variant of a RefineRequest; one and the same object for those that are alike.

    table: the request's paths, or these with new ones in other places. scene: its Scene.
    """
    made = {}
    for freedom in freedoms_of(request):
        if freedom not in made:
            made[freedom] = _with_new(request, table, scene, freedom)
    return [made[freedom] for freedom in freedoms_of(request)]


def tidying_parameters(request, scene):
    """Parameters of a drawing that is tidied and nothing else."""
    # tidying goes on up to the usual freedom, and beyond it lines need not be tidy
    freedom = min(request.freedom, RefineRequest.freedom)
    return Parameters(request.paths, scene, freedom, request.canvas.page, _restraints(request))


def _with_new(request, table, scene, freedom):
    page, palette = request.canvas.page, tuple(swatch.rgb for swatch in request.palette)
    usual = {"manner": next(((each, request.manner_weight) for each in request.manner), None)}
    kept = {
        "restraints": _restraints(request),
        "colouring": Colouring(palette, request.palette_pull, request.keep_colours),
    }
    first = table.path_count - request.new_paths
    if not request.new_paths:
        return Parameters(table, scene, freedom, page, **kept, **usual)
    own = replace(table, free=table.free[:first] + array("B", [0] * request.new_paths))
    new = replace(table, free=array("B", [0] * first) + table.free[first:])
    # no dial, lock or wish to keep colours is about what was not there
    colouring = Colouring(palette, request.palette_pull)
    loose = Restraints(room=(request.canvas.width, request.canvas.height))
    added = Parameters(new, scene, NEW_FREEDOM, page, loose, colouring, **usual)
    if not any(own.free) or not freedom:
        return added
    return Together(Parameters(own, scene, freedom, page, **kept, **usual), added, table, first)


def _restraints(request):
    return Restraints(request.dials, request.apart, request.hold_ends)


class Together:
    """Two Parameters of one drawing, of the paths before `first` and of those from it on."""

    def __init__(self, own, new, table, first):
        self._parts = (own, new)
        self._counts = [own.count, new.count]
        self.values = torch.cat([own.values, new.values])
        self.limits = Limits.together([own.limits, new.limits])
        self.palette = _palette_of(own, new)
        self._is_settled = False
        self.groups = own.groups  # of the first of all numbers
        self.changing = own.changing | new.changing
        is_new = torch.arange(table.path_count) >= first
        outline = outline_of(table)
        self._is_new = is_new.to(self.changing.device)
        self._is_new_point = is_new[outline.subpath_path][outline.point_subpath].to(self.changing.device)

    @property
    def count(self):
        return len(self.values)

    def scene(self, values):
        """The drawing at these values ([F], differentiable), or its variants at [B, F]."""
        own, new = self._each("scene", values)
        merged = {
            name: torch.where(mask, getattr(new, name), getattr(own, name))
            for name, mask in (
                ("points", self._is_new_point[:, None]),
                ("fill", self._is_new[:, None]),
                ("stroke", self._is_new[:, None]),
                ("stroke_width", self._is_new),
            )
        }
        return replace(own, **merged)

    def restraint(self, values, progress=0.0):
        """Scalar: what both are restrained by."""
        return sum(self._each("restraint", values, progress))

    def pull(self, values):
        """As Parameters.pull, of all paints alike."""
        if self.palette is None or self._is_settled:
            return values.new_zeros(values.shape[:-1])
        return self.palette.pull(values)

    def painted(self, values):
        """As Parameters.painted."""
        return torch.cat(self._each("painted", values), -1)

    def settled(self):
        """As Parameters.settled."""
        other = copy.copy(self)
        other._parts = tuple(part.settled() for part in self._parts)
        other._is_settled = self.palette is not None
        return other

    def finished(self, values):
        """The values ([F]) at the end of a run."""
        return torch.cat(self._each("finished", values), -1)

    def limit(self, values):
        """The nearest values ([..., F]) within the limits."""
        return self.limits.nearest(values)

    def _each(self, name, values, *more):
        shares = values.split(self._counts, -1)
        return [getattr(part, name)(share, *more) for part, share in zip(self._parts, shares, strict=True)]


def _palette_of(own, new):
    """The Palette of both, or None."""
    found = [(each.palette, first) for each, first in ((own, 0), (new, own.count)) if each.palette]
    if not found:
        return None
    columns = {
        "places": [palette.places + first for palette, first in found],
        "start": [palette.start for palette, _ in found],
        "size": [palette.size for palette, _ in found],
    }
    return replace(found[0][0], **{name: torch.cat(column) for name, column in columns.items()})
