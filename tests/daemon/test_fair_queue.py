from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from daemon.server.fair_queue import FairQueue


def _drained(queue):
    return list(iter(queue.take, None))


def test_one_client_is_served_in_order():
    queue = FairQueue()
    for job in "abc":
        queue.put("ana", job)

    assert _drained(queue) == ["a", "b", "c"]


def test_clients_take_turns():
    queue = FairQueue()
    for client, job in [
        ("ana", "a1"),
        ("ana", "a2"),
        ("ana", "a3"),
        ("ben", "b1"),
        ("cleo", "c1"),
        ("ben", "b2"),
    ]:
        queue.put(client, job)

    assert _drained(queue) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_a_newcomer_goes_before_the_second_job_of_the_client_at_work():
    queue = FairQueue()
    queue.put("ana", "a1")
    queue.take()
    queue.put("ana", "a2")
    queue.put("ben", "b1")

    assert _drained(queue) == ["b1", "a2"]


def test_newcomers_do_not_overtake_for_ever():
    queue = FairQueue()
    queue.put("ana", "a1")
    queue.take()
    queue.put("ana", "a2")
    queue.put("ben", "b1")
    assert queue.take() == "b1"

    queue.put("cleo", "c1")

    assert _drained(queue) == ["a2", "c1"]


def test_a_removed_client_leaves_no_job():
    queue = FairQueue()
    queue.put("ana", "a1")
    queue.put("ben", "b1")

    assert queue.remove_client("ana") == ["a1"]
    assert queue.remove_client("nobody") == []
    assert _drained(queue) == ["b1"]


class FairQueueMachine(RuleBasedStateMachine):
    """Any use of the queue: nothing is lost, doubled or reordered, and nobody waits out of turn."""

    def __init__(self):
        super().__init__()
        self.queue = FairQueue()
        self.waiting = []  # (client, job), oldest first
        self.served_while_waiting = {}  # job -> clients served since it was put
        self.numbers = iter(range(10**6))

    @rule(client=st.sampled_from("abcd"))
    def put(self, client):
        job = (client, next(self.numbers))
        self.queue.put(client, job)
        self.waiting.append(job)
        self.served_while_waiting[job] = []

    @precondition(lambda self: self.waiting)
    @rule()
    def take(self):
        expected = self.queue.order()[0]
        job = self.queue.take()

        assert job == expected
        self.waiting.remove(job)
        assert not any(other[0] == job[0] and other[1] < job[1] for other in self.waiting)
        for other in self.waiting:
            self.served_while_waiting[other].append(job[0])
            own_before = [each for each in self.waiting if each[0] == other[0] and each[1] < other[1]]
            if not own_before and other[0] not in self.served_while_waiting[other]:
                served = self.served_while_waiting[other]
                assert len(served) == len(set(served)), "somebody had two turns while another waited"

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def remove(self, data):
        job = data.draw(st.sampled_from(self.waiting))
        self.queue.remove(job[0], job)
        self.waiting.remove(job)

    @rule(client=st.sampled_from("abcd"))
    def remove_client(self, client):
        assert self.queue.remove_client(client) == [job for job in self.waiting if job[0] == client]
        self.waiting = [job for job in self.waiting if job[0] != client]

    @invariant()
    def nothing_is_lost(self):
        assert sorted(self.queue.order()) == sorted(self.waiting)
        assert len(self.queue) == len(self.waiting)


TestFairQueueMachine = FairQueueMachine.TestCase
