"""Jobs that wait, taken in turns: one of each client, then the next of each."""

import itertools


class FairQueue:
    """Waiting jobs of several clients. While a client waits, nobody else gets two turns: the
    client at work, which has had its turn, comes after a newcomer, but no later one overtakes it."""

    def __init__(self):
        self._lines = {}  # client -> its jobs, oldest first
        self._turns = {}  # the same clients -> the turn after which they wait; the lowest is next
        self._turn = 0
        self._at_work = None

    def __len__(self):
        return sum(len(line) for line in self._lines.values())

    def put(self, client, job):
        if client not in self._lines:
            self._lines[client] = []
            self._turns[client] = self._turn - (client != self._at_work)
        self._lines[client].append(job)

    def take(self):
        """The next job, or None."""
        waiting = self._clients()
        if not waiting:
            return None
        self._turn += 1
        self._at_work = waiting[0]
        line = self.remove_client(self._at_work)
        for job in line[1:]:
            self.put(self._at_work, job)
        return line[0]

    def order(self):
        """All waiting jobs in the order in which `take` would return them."""
        lines = [self._lines[client] for client in self._clients()]
        return [job for turn in itertools.zip_longest(*lines) for job in turn if job is not None]

    def remove(self, client, job):
        self._lines[client].remove(job)
        if not self._lines[client]:
            self.remove_client(client)

    def remove_client(self, client):
        """Forget a client; the jobs that it had waiting."""
        self._turns.pop(client, None)
        return self._lines.pop(client, [])

    def _clients(self):
        """The clients that wait, the one whose turn is next first."""
        return sorted(self._lines, key=self._turns.get)
