"""What a run was and did, for `--report`."""

import json
import platform
import time
from importlib.metadata import PackageNotFoundError, version

from inkscape_ext.history.settings import settings_of
from inkscape_ext.wording import has_gained
from protocol.version import APP_VERSION, PROTOCOL_VERSION

_PACKAGES = ("torch", "open_clip_torch", "numpy", "inkex", "pyzmq")


class Timings:
    """When what happened, in seconds since `start` (of time.monotonic)."""

    def __init__(self, start):
        self._start = start
        self.marks = {}

    def mark(self, name):
        """Note that `name` happens now, unless it has happened before."""
        self.marks.setdefault(name, time.monotonic() - self._start)

    def finish(self):
        self.mark("total")

    @property
    def total(self):
        return self.marks["total"]


def report(options, request, result, changes, omitted, notices, timings):
    """The report as a dictionary of plain values.

    result: the protocol Result. changes: PathChanges. omitted: LeftOuts. notices: Notices.
    """
    return {
        "drawing": options.drawing,
        "output": options.output,
        "settings": _settings(options, request),
        "outcome": {"reason": result.reason, "steps": result.steps, "rejected_steps": result.rejected_steps},
        "similarity": _similarity(request, result),
        "timings_s": {**timings.marks, "model_load": result.load_s, "run": result.run_s},
        "paths": [_path(change) for change in changes],
        "left_out": [_omission(item) for item in omitted],
        "notices": [{"what": notice.what, "detail": notice.detail} for notice in notices],
        "model": result.model,
        "device": result.device,
        "versions": versions(),
    }


def as_json(content):
    """The bytes of a JSON file."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # What is no UTF-8 (in a file's name) becomes the \udcXX that JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def versions():
    """{what: version} of ourselves and of what a result depends on."""
    found = {"refine-with-clip": APP_VERSION, "protocol": ".".join(str(part) for part in PROTOCOL_VERSION)}
    found["python"] = platform.python_version()
    found["platform"] = platform.platform()
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found


def _settings(options, request):
    return {
        **settings_of(request, ()),
        "selection": "all" if options.all else ",".join(options.ids),
        "change": options.change,
    }


def _similarity(request, result):
    before, after = result.similarity_before, result.similarity_after
    # without a model there is nothing to compare
    gained = {} if request.tidy_only else {"has_gained": has_gained(before, after)}
    return {"before": before, "after": after, **gained}


def _path(change):
    return {
        "id": change.id,
        "label": change.label,
        "movement": change.movement,
        "movement_share": change.movement_share,
        "recoloured": change.is_recoloured,
        "width_changed": change.is_width_changed,
        "opacity_changed": change.is_opacity_changed,
        "simplified": change.is_simplified,
    }


def _omission(item):
    reason = {"reason": item.reason.name.lower(), "text": item.reason.value[0]}
    return {"id": item.id, "label": item.label, **reason}
