"""The record of a drawing's runs: how each changed path was before, bounded in size."""

from dataclasses import dataclass, field, replace
from typing import Dict, List

from .state import State

RUNS = 200  # that are listed; older ones are dropped when nothing but their settings is left
CHARACTERS = 2_000_000  # of the states of all runs, without the very first of each path


@dataclass
class Run:
    """One run.

    date: UTC, ISO 8601. program: its version. settings: the request's, as settings.py makes them.
    outcome: what came of it. before: {key: State} of each path that it changed. is_thinned: True where
    states are missing in `before`, to save space.
    """

    number: int
    date: str
    program: str
    settings: dict
    outcome: dict
    before: Dict[str, State] = field(default_factory=dict)
    is_thinned: bool = False


class Record:
    """The runs of a drawing, oldest first, and how the paths were when our program last wrote them.

    A path's key is its id, or a text that can be no id (it starts with a space) where it had none.
    after: {key: State} of every path that a run has changed.
    """

    def __init__(self, runs=(), after=()):
        self.runs: List[Run] = list(runs)
        self.after: Dict[str, State] = dict(after)

    def originals(self):
        """{key: State} of every changed path before its first run."""
        return self._first_states(self.runs)

    def before(self, number):
        """{key: State} before run `number` of all that it and later ones have changed; None: not kept."""
        later = [run for run in self.runs if run.number >= number]
        is_first = self.runs and later == self.runs
        if not later or (not is_first and any(run.is_thinned for run in later)):
            return None
        return self._first_states(later)

    def add(self, run, after):
        """Append a run that has left the paths as `after` ({key: State}); its number is given here."""
        number = self.runs[-1].number + 1 if self.runs else 1
        self.runs.append(replace(run, number=number))
        self.after.update(after)
        self._thin()

    def rename(self, old, new):
        """Let a path's states go by another key that is not taken."""
        for states in self._all_states():
            if old in states:
                states[new] = states.pop(old)

    def map_states(self, key, change):
        """Replace all states of a path by what `change` makes of them."""
        for states in self._all_states():
            if key in states:
                states[key] = change(states[key])

    def _all_states(self):
        return [*(run.before for run in self.runs), self.after]

    @staticmethod
    def _first_states(runs):
        found = {}
        for run in runs:
            for key, state in run.before.items():
                found.setdefault(key, state)
        return found

    def _thin(self):
        """Drop states of the oldest runs until the bound is kept; the first of each path stays."""
        seen = set()
        spare = []  # (run, key, size), the oldest first
        for run in self.runs:
            spare += [(run, key, state.size) for key, state in run.before.items() if key in seen]
            seen.update(run.before)
        excess = sum(size for _, _, size in spare) - CHARACTERS
        cut = 0
        while excess > 0:
            run = spare[cut][0]
            # Half a run would be of no use.
            while cut < len(spare) and spare[cut][0] is run:
                excess -= spare[cut][2]
                del run.before[spare[cut][1]]
                cut += 1
            run.is_thinned = True
        surplus = len(self.runs) - RUNS
        for run in [run for run in self.runs if run.is_thinned and not run.before][: max(0, surplus)]:
            self.runs.remove(run)
