"""Several requests by one call, on this machine or on the GPUs and machines of a Ray cluster."""

import time

from protocol.errors import ErrorCode, RefineError
from protocol.messages import Submit

from .pipes import ENVIRONMENT


def refine_all(requests, *, cluster=None):
    """The Results of RefineRequests, in their order. RefineError of the first that can't be done.

    cluster: the address of a Ray cluster ("auto": the one that this machine belongs to), whose machines all
    have this program and the models. Each of its GPUs, or each machine where none has one, takes one request
    after another. None: all on this machine. Needs what requirements-cluster.txt names: RefineError
    UNSUPPORTED.
    """
    requests = list(requests)
    outcomes = _here(requests) if cluster is None else _on_cluster(requests, cluster)
    for outcome in outcomes:
        if isinstance(outcome, tuple):
            raise RefineError(*outcome)
    return outcomes


class Worker:
    """Runs requests one after another; what one loads is there for the next."""

    def __init__(self):
        from daemon.settings import Settings

        from .job_executor import JobExecutor

        self._executor = JobExecutor(Settings.read().models_dir, time.monotonic)

    def refine(self, request):
        """The Result, or (code, detail) of the RefineError."""
        try:
            return self._executor.run(Submit("variant", request), lambda message: None, lambda: None)
        except RefineError as error:
            return error.code, error.detail


def workers_of(cluster, most):
    """Ray's handles of Workers, at most so many: one on each GPU of a cluster, or on each machine."""
    ray = _ray()
    ray.init(cluster, ignore_reinit_error=True, log_to_driver=False, logging_level="ERROR")
    gpus = int(ray.cluster_resources().get("GPU", 0))
    count = gpus or sum(node["Alive"] for node in ray.nodes())
    kind = ray.remote(Worker).options(
        num_cpus=1,
        num_gpus=1 if gpus else 0,
        scheduling_strategy="SPREAD",
        runtime_env={"env_vars": ENVIRONMENT},
    )
    return [kind.remote() for _ in range(min(count, most))]


def _here(requests):
    worker = Worker()
    return [worker.refine(request) for request in requests]


def _on_cluster(requests, cluster):
    workers = workers_of(cluster, len(requests))
    from ray.util import ActorPool

    return list(ActorPool(workers).map(lambda worker, request: worker.refine.remote(request), requests))


def _ray():
    try:
        import ray
    except ImportError as error:
        detail = "a cluster needs Ray: pip install -r requirements-cluster.txt"
        raise RefineError(ErrorCode.UNSUPPORTED, detail) from error
    return ray
