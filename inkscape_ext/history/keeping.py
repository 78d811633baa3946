"""A finished run into the document's record."""

import time

from protocol.version import APP_VERSION

from .matching import find_paths
from .metadata import RecordError, read_record, write_record
from .record import Run
from .settings import outcome_of, settings_of, settled
from .state import State

UNREADABLE = (
    "The record of earlier runs in this drawing can't be read ({}), so this run was not added to it. "
    "“Forget the runs of this drawing” removes it."
)


class RunKeeper:
    """Notes how the refinable paths are before a run, and puts what has changed into the record after it.

    drawing: the Drawing, before anything is written. new: the NewLayer that the run itself has added, or
    None: there is no way back for its paths but to delete them. problem: why the run can't be kept, '' if it
    can.
    """

    def __init__(self, root, drawing, new=None):
        self._root = root
        self._new = new
        self._choice = drawing.rules.nodes
        new_ids = new.ids if new else ()
        free = [row.placed.element for row in drawing.rows if row.free]
        self._before = {each: State.of(each) for each in free if each.attrib.get("id") not in new_ids}
        self.problem = ""
        try:
            # Before the run: what was moved or renamed by hand since the last one can be told only now.
            self._record = read_record(root)
            found = find_paths(root, self._record)
        except RecordError as error:
            self.problem = UNREADABLE.format(error)
        else:
            self._keys = {element: key for key, element in found.elements.items()}

    def keep(self, request, changes, result, now=None):
        """Add the run, if it has changed or added anything. now: seconds since 1970 UTC, or None."""
        changed = {element: state for element, state in self._before.items() if State.of(element) != state}
        if self.problem or not (changed or self._new):
            return
        self._name(changed)
        run = Run(
            number=0,
            date=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)),
            program=APP_VERSION,
            settings=settled(settings_of(request, changes, self._choice, self._new), result),
            outcome=outcome_of(result),
            before={self._keys[element]: state for element, state in changed.items()},
        )
        self._record.add(run, {self._keys[element]: State.of(element) for element in changed})
        write_record(self._root, self._record)

    def _name(self, elements):
        """Give a key to each element that has none yet: its id, or else what can be no id."""
        taken = set(self._record.after)
        serial = 0
        for element in elements:
            if element in self._keys:
                continue
            key = element.attrib.get("id")
            while key is None or key in taken:
                serial += 1
                key = f" {serial}"
            taken.add(key)
            self._keys[element] = key
