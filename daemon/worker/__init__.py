"""The process that owns torch, the model and the device: one job at a time, over its pipes."""


def main(argv):
    """Run the worker until its standard input ends; its exit status."""
    from .pipes import run

    return run(argv)
