"""Jobs that wait, taken in turns: one of each client, then the next of each."""

import itertools


class FairQueue:
    """Waiting jobs of several clients. Nobody waits for more than one job of each other client,
    the one at work included, before its own next one."""

    def __init__(self):
        self._lines = {}  # client -> its jobs, oldest first
        self._last_turns = {}  # client -> when its last job was taken; a client without one comes first
        self._turns = itertools.count(1)

    def __len__(self):
        return sum(len(line) for line in self._lines.values())

    def put(self, client, job):
        self._lines.setdefault(client, []).append(job)

    def take(self):
        """The next job, or None."""
        waiting = self._clients()
        if not waiting:
            return None
        client = waiting[0]
        job = self._lines[client][0]
        self.remove(client, job)
        self._last_turns[client] = next(self._turns)
        return job

    def order(self):
        """All waiting jobs in the order in which `take` would return them."""
        lines = [self._lines[client] for client in self._clients()]
        return [job for turn in itertools.zip_longest(*lines) for job in turn if job is not None]

    def remove(self, client, job):
        line = self._lines[client]
        line.remove(job)
        if not line:
            del self._lines[client]

    def remove_client(self, client):
        """Forget a client; the jobs that it had waiting."""
        self._last_turns.pop(client, None)
        return self._lines.pop(client, [])

    def _clients(self):
        """The clients that wait, the one that has not had a turn for longest first."""
        return sorted(self._lines, key=lambda client: self._last_turns.get(client, 0))
