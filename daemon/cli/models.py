"""`clip-refine models`: which models there are, and which one a run takes."""

from daemon.guidance.model_store import find_model, known_models
from protocol.errors import RefineError
from protocol.messages import RefineRequest


def add_to(commands):
    """Declare the command."""
    text = "list the models that can judge a drawing"
    parser = commands.add_parser("models", help=text, description=text)
    parser.set_defaults(command=models)


def models(_options, settings):
    chosen = RefineRequest(paths=None, prompts=()).model
    names = [chosen, *(name for name in known_models() if name != chosen)]
    for name in names:
        mark = "*" if name == chosen else " "
        print(f"{mark} {name:12}  {state_of(name, settings)}")
    print("\n* is what a run takes without --model. --model also takes a folder in open_clip's layout")
    print("  (open_clip_config.json beside open_clip_model.safetensors).")
    return 0


def state_of(name, settings):
    """Where a model is, or why it can't be used, in one line."""
    try:
        files = find_model(name, settings.cache_dir / "models")
    except RefineError as error:
        return error.detail.removeprefix(f"{name} is ")
    return f"{files.weights.stat().st_size / 1e6:.0f} MB, {files.folder}"
