"""Which model a run takes when it names none: the choice of this user, kept in a small file."""

import json
import os

EMBEDDED = "embedded"
CHOSEN = "chosen"  # as a request's model: whatever the user has chosen


def resolved(model, settings):
    """The model itself where a request asks for the chosen one."""
    return chosen_model(settings) if model == CHOSEN else model


def chosen_model(settings):
    """The user's choice; "embedded" where there is none, or none that can be read."""
    try:
        model = json.loads(_path(settings).read_text("utf-8"))["model"]
    except (OSError, ValueError, KeyError, TypeError):
        return EMBEDDED
    return model if isinstance(model, str) and model else EMBEDDED


def choose_model(settings, model):
    """Take this model from now on. OSError where the choice can't be kept."""
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"model": model}) + "\n", "utf-8")
    os.replace(new, path)


def _path(settings):
    return settings.config_dir / "model.json"
