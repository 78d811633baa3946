"""The refining effect: from the options and the selection to the refined document."""

import inkex

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.messages import RefineRequest, Result

from .drawing import Drawing
from .history.going_back import NO_SUCH_RUN, UNREADABLE
from .history.keeping import RunKeeper
from .history.metadata import RecordError, read_record
from .history.settings import CHOSEN, TIDY, as_options
from .history.strokes import is_drawn
from .job_effect import JobEffect
from .line_fields import add_line_fields, changes_of, is_node_inside, restraints_of, rules_of
from .palette import PaletteError
from .picture_grid import grid_for
from .stages.layers import add_layers, title_of
from .stages.moments import snapshots_for, write_with_moments
from .strokes.new_layer import layer_like
from .variations import add_variation_layers, choose_variation, snapshots_of
from .view_fields import ONLY_SAMPLE, add_view_arguments, as_fields, request_fields, sample_of, view_of
from .wish_options import add_wish_options, palette_and_kept, prompts_of, wishes_of
from .wording import name_of_run

ONLY_NODES = (
    "Only the selected nodes may move, but none is selected. Take the node tool (F2) and select them, or let "
    "all nodes move: page Lines of the dialog."
)


class RefineSelectedPaths(JobEffect):
    """Extensions > Refine with CLIP > Refine selected paths."""

    draws = False  # whether it draws anew, and refines nothing that is selected

    def add_arguments(self, pars):
        super().add_arguments(pars)
        pars.add_argument("--page", default="refine")
        pars.add_argument("--prompt", default="")
        pars.add_argument("--strength", type=int, default=50)
        pars.add_argument("--steps", type=int, default=RefineRequest.steps)
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
        add_line_fields(pars)
        add_wish_options(pars)
        add_view_arguments(pars)

    def effect(self):
        """True when the document has changed; every RefineError leaves it as it was."""
        self.expect_selection()
        problem = self._take_settings(self.options.like_run)
        if problem:
            self.display.say("Nothing was changed", problem)
            return False
        if self.options.nodes == "only" and not self.options.selected_nodes:
            self.display.say("Nothing was changed", ONLY_NODES)
            return False
        prompt = self._words()
        changes = changes_of(self.options)
        if not changes:
            raise RefineError(ErrorCode.NOTHING_MAY_CHANGE)
        try:
            # what the dialog still says of a palette does not matter where colours stay
            palette, kept = (
                palette_and_kept(self.options, self.svg, self.draws) if "colours" in changes else ((), ())
            )
        except PaletteError as error:
            self.display.say("Nothing was changed", str(error))
            return False
        drawing, new = self.read(prompt, changes, kept, palette)
        request, parts_remark = self._request(drawing, prompt, new)
        request.check()
        keeper = RunKeeper(self.svg, drawing, new) if self.options.keep_record else None
        remark = " ".join(filter(None, [drawing.remark, parts_remark, keeper.problem if keeper else ""]))
        session = self.run_job(request, remark)
        chosen = choose_variation(self.display, session, request) if isinstance(session.end, Result) else None
        if chosen is None:
            return False
        has_changed = self._write(drawing, session, chosen, self._name(prompt)) or new is not None
        if new:
            new.drop_invisible()
        if has_changed and keeper:
            keeper.keep(request, changes, chosen.result)
        return has_changed

    def expect_selection(self):
        """RefineError if there has to be something selected, and is not."""
        if not self.options.ids:
            raise RefineError(ErrorCode.NOTHING_SELECTED)

    def read(self, prompt, changes, kept, palette):
        """(the Drawing to refine, the NewLayer that was added to the document for it or None)."""
        called, sample = sample_of(self.options, self.svg)
        rules, view = rules_of(self.options), view_of(self.options, called)
        ids = [name for name in self.options.ids if name != sample]
        if not ids:
            raise RefineError(ErrorCode.BAD_OBJECT, ONLY_SAMPLE)

        def read_with(**new):
            given = {"rules": rules, "palette": palette, "view": view, **new}
            return Drawing.read(self.svg, ids, changes, kept, **given)

        drawing = read_with()
        if self.options.preset == TIDY or not self.options.add_strokes:
            return drawing, None
        how = {"seed": self.options.seed, "others_rest": not self.options.refine_too}
        new = layer_like(drawing, self.svg, self.options.add_strokes, self._name(prompt), **how)
        return read_with(new=new), new

    def _words(self):
        """The prompt in one line; '' where a run can do without. RefineError EMPTY_PROMPT."""
        if self.options.use_picture or self.options.preset == TIDY:
            return " ".join(self.options.prompt.split())
        return self.prompt

    def _name(self, prompt):
        return name_of_run(prompt, self.options.preset == TIDY)

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
        settings = runs[number].settings
        options = {**as_options(settings), **as_fields(settings)}
        if is_drawn(settings) and not self.draws:
            for name in ("frame", "frame_object", "margin"):  # nothing to do with what is selected now
                options.pop(name, None)
        nodes = options.get("selected_nodes")
        if nodes and not is_node_inside(self.svg, self.options.ids, nodes):
            del options["selected_nodes"]  # that run was of other paths
        vars(self.options).update(options)
        return ""

    def _write(self, drawing, session, chosen, name):
        """Put a Chosen into the document, and its layers if they are wanted; whether it changes anything."""
        if chosen.keeps_all:
            variant = chosen.result.variant
            add_variation_layers(self.svg, drawing, session.variations, variant, name)
        if not self.options.keep_stages:
            changes = drawing.write(chosen.result)
        else:
            snapshots = snapshots_of(session.snapshots, chosen.result.variant)
            changes, moments = write_with_moments(drawing, snapshots, chosen.result)
            add_layers(self.svg, drawing.rows, moments, title_of(name))
        return chosen.keeps_all or any(change.is_changed for change in changes)

    def _request(self, drawing, prompt, new):
        """(the RefineRequest, what to know about the prompts of parts or '')."""
        prompts, remark = prompts_of(self.options, prompt, drawing)
        added = {"new_paths": new.count, "place": new.is_to_be_placed} if new else {}
        variants = 1 if self.options.preset == TIDY else self.options.variations
        side = grid_for(min(limits.VARIANTS, max(1, variants)), drawing.canvas).side
        request = RefineRequest(
            paths=drawing.table,
            prompts=prompts,
            palette=drawing.palette,
            **wishes_of(self.options),
            **restraints_of(self.options),
            canvas=drawing.canvas,
            steps=self.options.steps,
            seed=self.options.seed,
            freedom=self.options.strength / 100.0,
            model=self.options.model.strip() or CHOSEN,
            device=self.options.device,
            preview_side=min(side, self.display.preview_side),
            variants=variants,
            spread=self.options.spread / 100.0,
            **added,
            snapshots=snapshots_for(drawing) if self.options.keep_stages else 0,
            **request_fields(self.options, drawing),
        )
        return request, remark
