"""The menu entry that draws from nothing but a prompt."""

from argparse import ArgumentParser
from dataclasses import replace

import inkex

from ..drawing import Drawing
from ..effect import RefineSelectedPaths
from ..frame_choice import PAGE, box_around, name_of_objects, page_box
from ..menu_effect import MenuEffect
from ..selection import elements_by_id, named_element
from ..view_fields import sample_of, view_of
from .new_layer import layer_at_random
from .starts import STEPS

STROKES = 64
# Fields that this dialog has as well.
_AS_THERE = (
    *("page", "prompt", "steps", "variations", "seed", "model", "device", "like_run", "keep_stages"),
    *("keep_record", "avoid", "avoid_weight", "style", "suppress_text"),
    *("palette_source", "palette_text", "palette_pull"),
)
_HERE = {"strength": 100, "change_opacity": True}  # what it has no field for, and is not as usual
_OF_A_RUN = ("frame_object", "like", "like_weight", "keep_colours")  # only an earlier run can say so


class DrawFromPrompt(RefineSelectedPaths):
    """Extensions > Refine with CLIP > Draw from a prompt: on the page, or within what is selected."""

    draws = True

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

    def _take_settings(self, number):
        """As RefineSelectedPaths; of an earlier run only what can be said of a drawing from a prompt."""
        problem = super()._take_settings(number)
        fixed = {name: value for name, value in self._usual().items() if name not in (*_AS_THERE, *_OF_A_RUN)}
        vars(self.options).update({**fixed, **_HERE})
        return problem

    def _usual(self):
        """{name: value} of the fields of the other dialog, as they are here at first."""
        fields = ArgumentParser()
        super().add_arguments(fields)
        return {**vars(fields.parse_args([])), "steps": STEPS}

    def expect_selection(self):
        """Nothing has to be selected."""

    def read(self, prompt, changes, kept, palette):
        """As RefineSelectedPaths.read: the Drawing of the new strokes, which were added to the document."""
        lent = () if self.options.palette_text.strip() else kept  # selected for their colours, not named
        ids = [name for name in self.options.ids if name not in lent] or self._frame_of_a_run()
        box, marks = box_around(self.svg, ids) if ids else (None, frozenset())
        frame = name_of_objects(ids) if box else PAGE
        box = box or page_box(self.svg)
        numbers = (max(0, self.options.strokes), max(0, self.options.fills))
        new = layer_at_random(self.svg, box, *numbers, prompt, self.options.seed)
        view = replace(
            view_of(self.options, sample_of(self.options, self.svg)[0]),
            frame=frame,
            margin=None,
            box=box,
            unseen=marks,
        )
        return Drawing.read(self.svg, (), changes, kept, palette=palette, view=view, new=new), new

    def _frame_of_a_run(self):
        """The ids that an earlier run drew within, if its settings are used. RefineError if one is gone."""
        known = elements_by_id(self.svg)
        names = [name.strip() for name in self.options.frame_object.split(",") if name.strip()]
        return [named_element(name, known).attrib["id"] for name in names]
