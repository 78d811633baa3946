"""Several requests by one call, here and on a Ray cluster of two machines that are processes of this one."""

import os
from dataclasses import replace

import pytest
from piped_worker import REQUEST

from daemon.worker.cluster import refine_all, workers_of
from protocol.errors import ErrorCode, RefineError

REQUESTS = [replace(REQUEST, seed=seed, steps=3, device="cpu") for seed in (5, 6)]


@pytest.fixture(scope="module")
def cluster():
    """The address of a cluster of two machines with a core each."""
    if "CI" not in os.environ:  # where a gap must be seen
        pytest.importorskip("ray", reason="an optional extra: pip install -r requirements-cluster.txt")
    import ray
    from ray.cluster_utils import Cluster

    machines = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    machines.add_node(num_cpus=1)
    machines.wait_for_nodes()
    yield machines.address
    ray.shutdown()
    machines.shutdown()


@pytest.mark.timeout(300)
def test_a_cluster_gives_what_this_machine_gives(cluster):
    here, there = refine_all(REQUESTS), refine_all(REQUESTS, cluster=cluster)

    assert len(there) == len(REQUESTS)
    for one, other in zip(here, there, strict=True):
        assert (one.steps, one.reason, one.model) == (other.steps, other.reason, other.model)
        assert list(other.points) == pytest.approx(list(one.points), abs=1e-4)
    assert there[0].points != there[1].points  # each has its own seed


@pytest.mark.timeout(300)
def test_every_machine_takes_part(cluster):
    import ray

    workers = workers_of(cluster, 9)
    places = [
        worker.__ray_call__.remote(lambda _: ray.get_runtime_context().get_node_id()) for worker in workers
    ]

    assert len(set(ray.get(places))) == 2


@pytest.mark.timeout(300)
def test_what_can_not_be_done_is_said_as_on_this_machine(cluster):
    for where in (None, cluster):
        with pytest.raises(RefineError) as raised:
            refine_all([replace(REQUESTS[0], model="/no/such/folder")], cluster=where)
        assert raised.value.code is ErrorCode.MODEL_MISSING
