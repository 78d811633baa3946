"""The menu entries that leave strokes out, and show them again."""

from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES, Prompt, RefineRequest, Result

from ..drawing import Drawing
from ..history.settings import CHOSEN
from ..job_effect import JobEffect
from ..menu_effect import MenuEffect
from ..picture_grid import grid_for
from ..selection import elements_by_id
from ..view_fields import view_with_surroundings
from .leaving_out import counts_for, fewest, leave_out, left_out_in, show_again

KEEP = "keep"
NOTE = "The others are hidden, not deleted: “Show all strokes again” in the same menu brings them back."


class FewerStrokes(JobEffect):
    """Extensions > Refine with CLIP > Fewer strokes."""

    def add_arguments(self, pars):
        super().add_arguments(pars)
        pars.add_argument("--prompt", default="")
        pars.add_argument("--strokes", type=int, default=0)
        pars.add_argument("--model", default=CHOSEN)
        pars.add_argument("--device", default="auto")

    def effect(self):
        if not self.options.ids:
            raise RefineError(ErrorCode.NOTHING_SELECTED)
        prompt = self.prompt
        ids = self._with_hidden()
        drawing = Drawing.read(self.svg, ids, CHANGES, view=view_with_surroundings())
        request = self._request(drawing, prompt)
        request.check()
        session = self.run_job(request, drawing.remark)
        if not isinstance(session.end, Result) or session.ranking is None:
            return False
        at = self._choose(session, request)
        return at is not None and bool(leave_out(drawing, session.ranking, request.counts[at]))

    def _with_hidden(self):
        """The selected ids, and those of strokes beside them that were left out before: shown again first."""
        known = elements_by_id(self.svg)
        chosen = [known[name] for name in self.options.ids if name in known]
        hidden = left_out_in(self.svg, chosen)
        show_again(hidden)
        return [*self.options.ids, *(each.attrib["id"] for each in hidden if "id" in each.attrib)]

    def _request(self, drawing, prompt):
        total = sum(1 for row in drawing.rows if row.free)
        wanted = self.options.strokes
        counts = (min(wanted, total),) if wanted > 0 else counts_for(total)
        side = min(grid_for(len(counts), drawing.canvas).side, self.display.preview_side)
        return RefineRequest(
            paths=drawing.table,
            prompts=(Prompt(prompt),),
            canvas=drawing.canvas,
            model=self.options.model.strip() or CHOSEN,
            device=self.options.device,
            preview_side=side,
            pictures=drawing.pictures,
            counts=counts,
        )

    def _choose(self, session, request):
        """The place of a count among the request's; None if the user wants none."""
        counts, ranking = request.counts, session.ranking
        if len(counts) == 1:
            return 0
        labels = [
            f"{count} stroke{'s' if count > 1 else ''}: match {100 * max(0.0, match):.0f}"
            for count, match in zip(counts, list(ranking.similarity)[1:])
        ]
        shown = ("How many strokes?", NOTE, session.picture, request.canvas, labels)
        answer = self.display.choose_picture(*shown, fewest(counts, ranking), {KEEP: "_Keep these"})
        return None if answer is None else answer[0]


class ShowAllStrokes(MenuEffect):
    """Extensions > Refine with CLIP > Show all strokes again."""

    def effect(self):
        hidden = left_out_in(self.svg)
        show_again(hidden)
        if not hidden:
            self.display.say("Nothing was changed", "No stroke of this drawing has been left out.")
        return bool(hidden)
