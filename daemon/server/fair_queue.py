"""Jobs that wait, taken in turns: one of each client, then the next of each."""


class FairQueue:
    """Waiting jobs of several clients. Nobody waits for more than one job of each other client per turn."""

    def __init__(self):
        self._lines = {}  # client -> its jobs, oldest first; the client whose turn is next comes first

    def __len__(self):
        return sum(len(line) for line in self._lines.values())

    def put(self, client, job):
        self._lines.setdefault(client, []).append(job)

    def take(self):
        """The next job, or None."""
        if not self._lines:
            return None
        client = next(iter(self._lines))
        line = self._lines.pop(client)
        job = line.pop(0)
        if line:
            self._lines[client] = line  # to the back: the others come first
        return job

    def order(self):
        """All waiting jobs in the order in which `take` would return them."""
        lines = list(self._lines.values())
        longest = max((len(line) for line in lines), default=0)
        return [line[turn] for turn in range(longest) for line in lines if turn < len(line)]

    def remove(self, client, job):
        line = self._lines[client]
        line.remove(job)
        if not line:
            del self._lines[client]

    def remove_client(self, client):
        """Forget a client; the jobs that it had waiting."""
        return self._lines.pop(client, [])
