"""The figures of a step as people read them."""

from .tables import print_machine


def print_head(out):
    """What is measured, and on what."""
    print_machine(out["machine"])
    print(f"{out['model']}, {out['strokes']} strokes, {out['views']} views")


def print_step(out, variants):
    """The whole step, our tower alone, and the parts of a step. variants: how many were taken at once."""
    print(f"\n{'pictures of ' + str(out['side']) + ' px':24}{'median ms':>12}{'least':>10}")
    titles = {
        "step": "whole step",
        "tower": "our tower alone",
        "eager": "step without a graph",
        "variants": f"step of {variants} variants",
    }
    for name, title in titles.items():
        if name in out:
            print(f"{title:24}{out[name]['ms']:12.3f}{out[name]['min_ms']:10.3f}")
    print(f"{'step for tower':24}{out['ratio']:12.2f}")
    print(f"\n{'part, median ms':24}{'forward':>12}{'backward':>10}{'both':>10}")
    for name, part in out["parts"].items():
        there, back = part["forward_ms"], part["backward_ms"]
        print(f"{name:24}{there:12.2f}{back:10.2f}{there + back:10.2f}", flush=True)


def print_graphs(graphs):
    """What a CUDA graph takes, or why there is none."""
    print(f"\n{'in a CUDA graph':24}{'median ms':>12}{'least':>10}")
    for name, figures in graphs.items():
        if "error" in figures:
            print(f"{name:24}  not possible: {figures['error']}")
        else:
            print(f"{name:24}{figures['ms']:12.3f}{figures['min_ms']:10.3f}", flush=True)


def print_job(job):
    """The time of a whole job, and of its first picture."""
    print(f"\n{job['steps']} steps from request to result, warm: {job['seconds']:.2f} s ({job['reason']})")
    print(f"first picture: {job['first_picture_seconds']:.3f} s after the request")
    print(f"similarity: {job['similarity_before']:.4f}, then {job['similarity_after']:.4f}", flush=True)
