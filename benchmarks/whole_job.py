"""A whole job in a warm process: from the request to the result, and to the first picture."""

import time

from daemon.worker.job_executor import JobExecutor
from protocol.messages import Preview, Prompt, RefineRequest, Submit

from .scenes import strokes, table_of
from .step_parts import PROMPT

WARM_STEPS = 3  # of the job before, which loads the model
SIDE = 224  # px: strokes are as wide as in the scenes that renderers are compared on


def whole_job(model, device, *, stroke_count, steps):
    """{"seconds", "first_picture_seconds", "steps", "reason", "similarity_before", "similarity_after"}.

    The daemon's own executor runs it, with its number of views. It may end before `steps` are taken.
    """
    executor = JobExecutor(None, time.monotonic)
    paths = table_of(strokes(stroke_count, SIDE))
    pictures = []

    def run(steps):
        request = RefineRequest(paths, (Prompt(PROMPT),), steps=steps, model=model, device=device)
        pictures.clear()
        started = time.perf_counter()
        end = executor.run(Submit("job", request), told, lambda: None)
        return end, started, time.perf_counter()

    def told(message):
        if isinstance(message, Preview):
            pictures.append(time.perf_counter())

    run(WARM_STEPS)
    end, started, ended = run(steps)
    return {
        "seconds": ended - started,
        "first_picture_seconds": pictures[0] - started,
        "steps": end.steps,
        "reason": end.reason,
        "similarity_before": end.similarity_before,
        "similarity_after": end.similarity_after,
    }
