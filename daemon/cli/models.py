"""`clip-refine models`: which models there are, fetching them, and which one a run takes."""

import shutil
import sys

from daemon.guidance.hub import PullError
from daemon.guidance.model_store import absolute, find_model, find_models, known_models, parts_of
from daemon.guidance.pull import PARTIAL, QUARANTINE, Locks, pull
from daemon.model_choice import EMBEDDED, choose_model, chosen_model
from protocol.errors import RefineError

from .download_line import DownloadLine
from .files import FileError

INTERRUPTED = 130


def add_to(commands):
    """Declare the command and its actions."""
    parser = commands.add_parser("models", help="list, fetch and choose the models that can judge a drawing")
    actions = parser.add_subparsers(required=True, metavar="list|pull|use|remove|info")
    listing = actions.add_parser("list", help="what there is, and which one a run takes")
    listing.set_defaults(command=list_models)
    known = ", ".join(known_models())
    for name, action, takes, text in (
        ("pull", pull_model, known, "download a model, or check and mend one that is here"),
        ("use", use_model, f"embedded, {known}, a folder, or two as A+B", "take it from now on, everywhere"),
        ("remove", remove_model, known, "delete a downloaded model"),
        ("info", show_model, f"embedded, {known}, or a folder", "where it comes from and what it needs"),
    ):
        action_parser = actions.add_parser(name, help=text, description=text)
        action_parser.add_argument("model", metavar="NAME", help=takes)
        action_parser.set_defaults(command=action)


def list_models(_options, settings):
    chosen = chosen_model(settings)
    print(f"  {'':12} {'download':>9}  {'memory':>7}  {'step takes':12}  here?")
    _row(chosen, EMBEDDED, "built in", "", "under 0.1", settings)
    for name, model in known_models().items():
        _row(chosen, name, f"{model.size_mb} MB", f"{model.memory_mb / 1000:.1f} GB", model.speed, settings)
    if chosen not in (EMBEDDED, *known_models()):
        print(f"* {chosen}")
    print("\n* is what a run takes without --model; `clip-refine models use NAME` changes it.")
    print("A step's time is beside that of ViT-B-32, on a processor.")
    print("A folder in open_clip's layout is a model, too (open_clip_config.json beside")
    print("open_clip_model.safetensors). Two models as one: --model embedded+ViT-B-32")
    return 0


def _row(chosen, name, size, memory, speed, settings):
    mark = "*" if name == chosen else " "
    print(
        f"{mark} {name:12} {size:>9}  {memory:>7}  {speed:12}  {state_of(name, settings).partition(';')[0]}"
    )


def state_of(name, settings):
    """Whether a model can be used, in one line."""
    try:
        files = find_model(name, settings.models_dir)
    except RefineError as error:
        return error.detail.removeprefix(f"{name} is ")
    return f"yes, {files.weights.stat().st_size / 1e6:.0f} MB in {files.folder}"


def pull_model(options, settings):
    model = _known(options.model)
    line = DownloadLine(sys.stderr)
    try:
        files = pull(model, settings.models_dir, _locks(settings), line.take)
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again: it goes on from there.", file=sys.stderr)
        return INTERRUPTED
    finally:
        line.close()
    print(f"{model.name} is here and whole: {files.folder}")
    print(f"Take it with: clip-refine models use {model.name}")
    return 0


def use_model(options, settings):
    model = absolute(options.model)
    find_models(model, settings.models_dir)
    try:
        choose_model(settings, model)
    except OSError as error:
        raise FileError(f"{settings.config_dir} cannot be written to: {error.strerror}.") from error
    print(f"From now on a run takes {model}, unless it names another.")
    return 0


def remove_model(options, settings):
    name = _known(options.model).name
    models = settings.models_dir
    places = [models / name, models / PARTIAL / name, *(models / QUARANTINE).glob(f"{name}-*")]
    present = [place for place in places if place.exists()]
    if not present:
        print(f"{name} was not here.")
    for place in present:
        try:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        except OSError as error:
            raise FileError(
                f"{place} cannot be removed: {error.strerror}. Run: clip-refine daemon stop - then try again."
            ) from error
        print(f"Removed {place}")
    if name in parts_of(chosen_model(settings)):
        choose_model(settings, EMBEDDED)
        print("From now on a run takes the embedded model.")
    return 0


def show_model(options, settings):
    print(f"{options.model}: {state_of(options.model, settings)}")
    if options.model in known_models():
        _show_known(known_models()[options.model], settings)
    return 0


def _show_known(model, settings):
    kept = _locks(settings).of(model)
    print(f"from       https://huggingface.co/{model.repository}")
    print(f"revision   {_origin(model.revision, kept['revision'])}")
    print(f"SHA-256    {_origin(model.sha256, kept['files'].get('open_clip_model.safetensors', ''))}")
    print(f"licence    {model.licence}")
    print(f"download   {model.size_mb} MB")
    print(f"memory     {model.memory_mb / 1000:.1f} GB on a processor")
    print(f"speed      a step takes {model.speed} times as long as with ViT-B-32 on a processor")


def _origin(fixed, kept):
    """A revision or sum, and why it is trusted."""
    if fixed:
        return f"{fixed} (fixed by this program)"
    if kept:
        return f"{kept} (as the hub stated it at the first download; kept since)"
    return "not known beforehand: the first download takes what the hub states, checks it, and keeps to it"


def _known(name):
    if name not in known_models():
        raise PullError(f"{name} is none of the models known by name: {', '.join(known_models())}.")
    return known_models()[name]


def _locks(settings):
    return Locks(settings.config_dir / "models.lock.json")
