"""Back to how a drawing was: wholly, in part, or to before one of its runs."""

from collections import Counter
from dataclasses import dataclass, field

from .blending import Blender
from .matching import Missing, find_paths, reason_against
from .metadata import RecordError, read_record, write_record
from .state import State

NO_RECORD = "This drawing holds no record of runs, so there is nothing to go back to."
UNREADABLE = "The record of runs in this drawing can't be read ({}). The drawing was left as it is."
NOT_KEPT = "How the drawing was before run {} is not kept any more: only the first and the latest states are."
NO_SUCH_RUN = "This drawing's record holds no run {}."
NONE_SELECTED = "None of the selected objects was changed by a run. The drawing was left as it is."


@dataclass
class Return:
    """What became of a way back.

    problem: a sentence if nothing was done, else ''. changed: paths written. left: how many were left alone
    for each reason. edited: how many of the changed ones had been edited or taken over.
    """

    problem: str = ""
    changed: int = 0
    same: int = 0
    edited: int = 0
    left: Counter = field(default_factory=Counter)

    @property
    def is_plain(self):
        """True if there is nothing to tell but that it was done."""
        return not self.problem and not self.edited and not self.left

    @property
    def sentence(self):
        """What was done and what was not, in plain words."""
        if self.problem:
            return self.problem
        said = [f"{_paths(self.changed)} changed."] if self.changed or not self.same else []
        if self.same:
            said.append(f"{_paths(self.same)} {'is' if self.same == 1 else 'are'} as wanted already.")
        if self.edited:
            its = "its" if self.edited == 1 else "their"
            said.append(
                f"Of these, {self.edited} had been edited or taken over since {its} last run; "
                "that is taken back as well."
            )
        for reason in Missing:
            if self.left[reason]:
                one, several = reason.value
                said.append(f"Left alone: {self.left[reason]} {one if self.left[reason] == 1 else several}.")
        return " ".join(said)


def go_back(root, ids, share=1.0, *, number=None, with_nodes=False):
    """Move recorded paths a share (0..1) of the way to how they were; a Return.

    root: the document's. ids: of the selected objects (groups stand for all inside); None or none: every
    recorded path. number: to before this run and all later ones, None for the very first. with_nodes: at
    share 1 also paths that have had nodes added or removed since. The record stays, so one can go on.
    """
    try:
        record = read_record(root)
    except RecordError as error:
        return Return(UNREADABLE.format(error))
    if not record.runs:
        return Return(NO_RECORD)
    problem = _problem_with(record, number)
    if problem:
        return Return(problem)
    found = find_paths(root, record)
    wanted = record.originals() if number is None else record.before(number)
    if ids:
        inside = _inside(root, ids)
        asked = {key for key in found.missing if key in ids}
        asked.update(key for key, element in found.elements.items() if element in inside)
        wanted = {key: state for key, state in wanted.items() if key in asked}
        if not wanted:
            return Return(NONE_SELECTED)
    return _write(root, record, found, wanted, share, with_nodes)


def _problem_with(record, number):
    if number is None or record.before(number) is not None:
        return ""
    is_known = any(run.number == number for run in record.runs)
    return (NOT_KEPT if is_known else NO_SUCH_RUN).format(number)


def _write(root, record, found, wanted, share, with_nodes):
    done = Return()
    blender = Blender(root)
    for key, state in wanted.items():
        element = found.elements.get(key)
        reason = found.missing.get(key)
        if reason is Missing.NODES and with_nodes and share >= 1.0:
            reason = None
        if element is not None and reason is None:
            reason = reason_against(element)
        if reason is not None:
            done.left[reason] += 1
            continue
        before = State.of(element)
        if not blender.blend(element, state, share):
            done.left[Missing.NODES] += 1
        elif State.of(element) == before:
            done.same += 1
        else:
            done.changed += 1
            done.edited += key in found.edited
            record.after[key] = State.of(element)
    if done.changed:
        write_record(root, record)
    return done


def _inside(root, ids):
    """The elements with these ids and all inside them."""
    ids = set(ids)
    return {
        inner
        for element in root.iter()
        if isinstance(element.tag, str) and element.attrib.get("id") in ids
        for inner in element.iter()
    }


def _paths(count):
    return "1 path" if count == 1 else f"{count} paths"
