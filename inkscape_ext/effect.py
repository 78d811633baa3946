"""The refining effect: from the options and the selection to the refined document."""

import logging

import inkex

from protocol.errors import ErrorCode, RefineError
from protocol.messages import Failed, RefineRequest, Result

from .drawing import Drawing
from .history.going_back import NO_SUCH_RUN, UNREADABLE
from .history.keeping import RunKeeper
from .history.metadata import RecordError, read_record
from .history.settings import CHOSEN, TIDY, as_options
from .installation import bridge_command
from .line_fields import add_line_fields, changes_of, restraints_of, rules_of
from .menu_effect import TOLD_WHOLE, MenuEffect
from .palette import PaletteError
from .session import Session
from .stages.layers import add_layers, title_of
from .stages.moments import snapshots_for, write_with_moments
from .view_fields import add_view_arguments, as_fields, request_fields, view_of
from .wish_options import add_wish_options, palette_and_kept, prompts_of, wishes_of

_log = logging.getLogger(__name__)
ONLY_NODES = (
    "Only the selected nodes may move, but none is selected. Take the node tool (F2) and select them, or let "
    "all nodes move: page Lines of the dialog."
)
_STDERR = 2


class RefineSelectedPaths(MenuEffect):
    """Extensions > Refine with CLIP > Refine selected paths.

    command: the bridge's command line, None for the installed one.
    """

    command = None

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
        pars.add_argument("--keep_record", type=inkex.Boolean, default=True)
        add_line_fields(pars)
        add_wish_options(pars)
        add_view_arguments(pars)

    def effect(self):
        """True when the document has changed; every RefineError leaves it as it was."""
        if not self.options.ids:
            raise RefineError(ErrorCode.NOTHING_SELECTED)
        problem = self._take_settings(self.options.like_run)
        if problem:
            self.display.say("Nothing was changed", problem)
            return False
        if self.options.nodes == "only" and not self.options.selected_nodes:
            self.display.say("Nothing was changed", ONLY_NODES)
            return False
        prompt = " ".join(self.options.prompt.split())
        if not (prompt or self.options.use_picture or self.options.preset == TIDY):
            raise RefineError(ErrorCode.EMPTY_PROMPT)
        changes = changes_of(self.options)
        if not changes:
            raise RefineError(ErrorCode.NOTHING_MAY_CHANGE)
        try:
            # what the dialog still says of a palette does not matter where colours stay
            palette, kept = palette_and_kept(self.options, self.svg) if "colours" in changes else ((), ())
        except PaletteError as error:
            self.display.say("Nothing was changed", str(error))
            return False
        rules, view = rules_of(self.options), view_of(self.options)
        given = {"rules": rules, "palette": palette, "view": view}
        drawing = Drawing.read(self.svg, self.options.ids, changes, kept, **given)
        request, parts_remark = self._request(drawing, prompt)
        request.check()
        keeper = RunKeeper(self.svg, drawing.rows) if self.options.keep_record else None
        remark = " ".join(filter(None, [drawing.remark, parts_remark, keeper.problem if keeper else ""]))
        end, snapshots = self._run(request, remark)
        has_changed = isinstance(end, Result) and self._write(drawing, snapshots, end, prompt)
        if has_changed and keeper:
            keeper.keep(request, changes, end)
        return has_changed

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
        vars(self.options).update({**as_options(settings), **as_fields(settings)})
        return ""

    def _write(self, drawing, snapshots, end, prompt):
        """Put a Result into the document, and its stages if they are wanted; whether it changes anything."""
        if not self.options.keep_stages:
            return any(change.is_changed for change in drawing.write(end))
        written, moments = write_with_moments(drawing, snapshots, end)
        add_layers(self.svg, drawing.rows, moments, title_of(prompt or "the picture"))
        return any(change.is_changed for change in written)

    def _request(self, drawing, prompt):
        """(the RefineRequest, what to know about the prompts of parts or '')."""
        prompts, remark = prompts_of(self.options, prompt, drawing)
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
            preview_side=self.display.preview_side,
            snapshots=snapshots_for(drawing) if self.options.keep_stages else 0,
            **request_fields(self.options, drawing),
        )
        return request, remark

    def _run(self, request, remark):
        """(the message that ended the job, its Snapshots); a failure has been told to the user."""
        command = self.command or bridge_command()
        # The bridge's stderr goes where ours goes: to the log.
        with Session(request, command, log=_STDERR, host_is_gone=self.host_is_gone) as session:
            self.display.watch(session, request, remark)
        _log.info("job=%s event=%s", session.job, session.end.kind)
        if isinstance(session.end, Failed):
            _log.error("job=%s code=%s detail=%s", session.job, session.end.code.value, session.end.detail)
            note = session.end.detail if session.end.code in TOLD_WHOLE else ""
            self.display.tell(session.end.code, note=note, log=session.end.log)
        return session.end, session.snapshots
