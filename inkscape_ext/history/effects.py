"""The menu entries of the way back."""

import inkex

from ..menu_effect import MenuEffect
from .going_back import NO_RECORD, UNREADABLE, go_back
from .metadata import RecordError, read_record, remove_record

DONE = "Done"
PARTLY_DONE = "Done, with exceptions"
NOTHING_DONE = "Nothing was changed"
FORGOTTEN = "Forgotten"
_REMOVED = (
    "The record of earlier runs was removed from this drawing; what they have drawn stays. "
    "Their originals can't be restored any more, unless you undo this."
)


class _GoingBack(MenuEffect):
    def go(self, **how):
        """True if anything has changed; what there is to tell is told."""
        done = go_back(self.svg, self.options.ids, **how)
        if not done.is_plain or not done.changed:
            headline = (PARTLY_DONE if done.left else DONE) if done.changed else NOTHING_DONE
            self.display.say(headline, done.sentence)
        return done.changed > 0


class RestoreOriginal(_GoingBack):
    """Extensions > Refine with CLIP > Restore original."""

    def effect(self):
        return self.go()


class BlendWithOriginal(_GoingBack):
    """Extensions > Refine with CLIP > Blend with original."""

    def add_arguments(self, pars):
        super().add_arguments(pars)
        pars.add_argument("--share", type=int, default=50)
        pars.add_argument("--with_nodes", type=inkex.Boolean, default=False)

    def effect(self):
        share = min(100, max(0, self.options.share)) / 100.0
        return self.go(share=share, with_nodes=self.options.with_nodes) if share else False


class RunsOfThisDrawing(_GoingBack):
    """Extensions > Refine with CLIP > Runs of this drawing."""

    def effect(self):
        try:
            runs = read_record(self.svg).runs
        except RecordError as error:
            self.display.say(NOTHING_DONE, UNREADABLE.format(error))
            return False
        if not runs:
            self.display.say(NOTHING_DONE, NO_RECORD)
            return False
        number = self.display.choose_run(runs)
        return self.go(number=number) if number else False


class ForgetRuns(MenuEffect):
    """Extensions > Refine with CLIP > Forget the runs of this drawing."""

    def effect(self):
        is_removed = remove_record(self.svg)
        told = (FORGOTTEN, _REMOVED) if is_removed else (NOTHING_DONE, NO_RECORD)
        self.display.say(*told)
        return is_removed
