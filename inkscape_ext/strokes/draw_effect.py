"""The menu entry that draws from nothing but a prompt."""

from argparse import ArgumentParser
from dataclasses import replace

import inkex

from ..drawing import Drawing
from ..effect import RefineSelectedPaths
from ..frame_choice import PAGE, box_around, page_box
from ..menu_effect import MenuEffect
from ..view_fields import view_of
from .new_layer import layer_at_random
from .starts import STEPS

STROKES = 64
# Fields that this dialog has as well.
_AS_THERE = ("page", "prompt", "steps", "variations", "seed", "model", "device", "keep_stages", "keep_record")
_HERE = {"strength": 100, "change_opacity": True}  # and what it has no field for


class DrawFromPrompt(RefineSelectedPaths):
    """Extensions > Refine with CLIP > Draw from a prompt: on the page, or within what is selected."""

    def add_arguments(self, pars):
        MenuEffect.add_arguments(self, pars)
        usual = self._usual()
        for name in _AS_THERE:
            value = usual[name]
            kind = inkex.Boolean if isinstance(value, bool) else type(value)
            pars.add_argument(f"--{name}", type=kind, default=value)
        pars.add_argument("--strokes", type=int, default=STROKES)
        pars.add_argument("--fills", type=int, default=0)

    def effect(self):
        for name, value in {**self._usual(), **_HERE}.items():
            vars(self.options).setdefault(name, value)
        return super().effect()

    def _usual(self):
        """{name: value} of the fields of the other dialog, as they are here at first."""
        fields = ArgumentParser()
        super().add_arguments(fields)
        return {**vars(fields.parse_args([])), "steps": STEPS}

    def expect_selection(self):
        """Nothing has to be selected."""

    def read(self, prompt, changes, kept, palette):
        """As RefineSelectedPaths.read: the Drawing of the new strokes, which were added to the document."""
        box, frame = box_around(self.svg, self.options.ids) if self.options.ids else (None, set())
        box = box or page_box(self.svg)
        numbers = (max(0, self.options.strokes), max(0, self.options.fills))
        new = layer_at_random(self.svg, box, *numbers, prompt, self.options.seed)
        # a rectangle alone is there to say where; a drawing is to be seen
        unseen = frozenset(frame) if len(frame) == 1 else frozenset()
        view = replace(view_of(self.options), frame=PAGE, box=box, unseen=unseen)
        return Drawing.read(self.svg, (), changes, kept, palette=palette, view=view, new=new), new
