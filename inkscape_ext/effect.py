"""The refining effect: from the options and the selection to the refined document."""

import inkex

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES, Prompt, RefineRequest, Result

from .drawing import Drawing
from .history.going_back import NO_SUCH_RUN, UNREADABLE
from .history.keeping import RunKeeper
from .history.metadata import RecordError, read_record
from .history.settings import CHOSEN, TICKED, as_options
from .job_effect import JobEffect
from .picture_grid import grid_for
from .stages.layers import add_layers, title_of
from .stages.moments import snapshots_for, write_with_moments
from .strokes.new_layer import layer_like
from .variations import add_variation_layers, choose_variation, snapshots_of


class RefineSelectedPaths(JobEffect):
    """Extensions > Refine with CLIP > Refine selected paths."""

    def add_arguments(self, pars):
        super().add_arguments(pars)
        pars.add_argument("--page", default="refine")
        pars.add_argument("--prompt", default="")
        pars.add_argument("--strength", type=int, default=50)
        pars.add_argument("--steps", type=int, default=RefineRequest.steps)
        pars.add_argument("--preset", default=TICKED)
        pars.add_argument("--change_lines", type=inkex.Boolean, default=True)
        pars.add_argument("--change_colours", type=inkex.Boolean, default=True)
        pars.add_argument("--change_widths", type=inkex.Boolean, default=True)
        pars.add_argument("--change_opacity", type=inkex.Boolean, default=False)
        pars.add_argument("--seed", type=int, default=0)
        pars.add_argument("--model", default=CHOSEN)
        pars.add_argument("--device", default="auto")
        pars.add_argument("--like_run", type=int, default=0)
        pars.add_argument("--keep_stages", type=inkex.Boolean, default=False)
        pars.add_argument("--add_strokes", type=int, default=0)
        pars.add_argument("--refine_too", type=inkex.Boolean, default=False)
        pars.add_argument("--variations", type=int, default=1)
        pars.add_argument("--spread", type=int, default=0)
        pars.add_argument("--keep_record", type=inkex.Boolean, default=True)

    def effect(self):
        """True when the document has changed; every RefineError leaves it as it was."""
        self.expect_selection()
        problem = self._take_settings(self.options.like_run)
        if problem:
            self.display.say("Nothing was changed", problem)
            return False
        prompt = self.prompt
        changes = self._changes()
        if not changes:
            raise RefineError(ErrorCode.NOTHING_MAY_CHANGE)
        drawing, new = self.read(prompt, changes)
        request = self._request(drawing, prompt, new)
        request.check()
        keeper = (
            RunKeeper(self.svg, drawing.rows, new.ids if new else ()) if self.options.keep_record else None
        )
        remark = " ".join(filter(None, [drawing.remark, keeper.problem if keeper else ""]))
        session = self.run_job(request, remark)
        chosen = choose_variation(self.display, session, request) if isinstance(session.end, Result) else None
        if chosen is None:
            return False
        has_changed = self._write(drawing, session, chosen, prompt) or new is not None
        if new:
            new.drop_invisible()
        if has_changed and keeper:
            keeper.keep(request, changes, chosen.result)
        return has_changed

    def expect_selection(self):
        """RefineError if there has to be something selected, and is not."""
        if not self.options.ids:
            raise RefineError(ErrorCode.NOTHING_SELECTED)

    def read(self, prompt, changes):
        """(the Drawing to refine, the NewLayer that was added to the document for it or None)."""
        drawing = Drawing.read(self.svg, self.options.ids, changes)
        if not self.options.add_strokes:
            return drawing, None
        new = layer_like(drawing, self.svg, self.options.add_strokes, prompt, self.options.seed)
        own_rests = not self.options.refine_too
        return Drawing.read(self.svg, self.options.ids, changes, new=new, own_rests=own_rests), new

    def _take_settings(self, number):
        """Set the options as in that run of this drawing (0: leave them); a sentence if there is none."""
        if not number:
            return ""
        try:
            runs = {run.number: run for run in read_record(self.svg).runs}
        except RecordError as error:
            return UNREADABLE.format(error)
        if number not in runs:
            return NO_SUCH_RUN.format(number)
        vars(self.options).update(as_options(runs[number].settings))
        return ""

    def _write(self, drawing, session, chosen, prompt):
        """Put a Chosen into the document, and its layers if they are wanted; whether it changes anything."""
        if chosen.keeps_all:
            variant = chosen.result.variant
            add_variation_layers(self.svg, drawing, session.variations, variant, prompt)
        if not self.options.keep_stages:
            changes = drawing.write(chosen.result)
        else:
            snapshots = snapshots_of(session.snapshots, chosen.result.variant)
            changes, moments = write_with_moments(drawing, snapshots, chosen.result)
            add_layers(self.svg, drawing.rows, moments, title_of(prompt))
        return chosen.keeps_all or any(change.is_changed for change in changes)

    def _changes(self):
        """Names of CHANGES; a preset is one of them alone."""
        if self.options.preset != TICKED:
            return [self.options.preset]
        return [change for change in CHANGES if getattr(self.options, f"change_{change}")]

    def _request(self, drawing, prompt, new):
        added = {"new_paths": new.count, "place": new.is_to_be_placed} if new else {}
        side = grid_for(min(limits.VARIANTS, max(1, self.options.variations)), drawing.canvas).side
        return RefineRequest(
            paths=drawing.table,
            prompts=(Prompt(prompt),),
            canvas=drawing.canvas,
            steps=self.options.steps,
            seed=self.options.seed,
            freedom=self.options.strength / 100.0,
            model=self.options.model.strip() or CHOSEN,
            device=self.options.device,
            preview_side=min(side, self.display.preview_side),
            variants=self.options.variations,
            spread=self.options.spread / 100.0,
            **added,
            snapshots=snapshots_for(drawing) if self.options.keep_stages else 0,
        )
