"""A stroke of a variation, or of a stage, in place of the one that it is a copy of."""

from ..history.state import State, put_back
from ..menu_effect import MenuEffect
from ..namespace import COPY_OF, LOCKED
from ..scene import is_set
from ..selection import elements_by_id

NOTHING_DONE = "Nothing was changed"
_NO_COPY = (
    "Select strokes in a layer of variations or stages (show the layer first): "
    "each takes the place of the stroke in your drawing that it comes from."
)


class TakeOver(MenuEffect):
    """Extensions > Refine with CLIP > Take over into the drawing."""

    def effect(self):
        known = elements_by_id(self.svg)
        chosen = [known[name] for name in self.options.ids if name in known]
        copies = [each for top in chosen for each in top.iter("{*}path") if COPY_OF in each.attrib]
        if not copies:
            self.display.say(NOTHING_DONE, _NO_COPY)
            return False
        originals = [known.get(each.attrib[COPY_OF]) for each in copies]
        taken = 0
        for copy, original in zip(copies, originals):
            if original is not None and not _is_locked(original):
                put_back(original, State.of(copy))
                taken += 1
        if taken < len(copies):
            missing = f"{len(copies) - taken} of {len(copies)} strokes are gone from the drawing, or locked."
            self.display.say("Done, with exceptions" if taken else NOTHING_DONE, missing)
        return taken > 0


def _is_locked(element):
    return any(is_set(each, LOCKED) for each in (element, *element.iterancestors()))
