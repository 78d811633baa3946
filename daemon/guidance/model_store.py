"""Where models lie, and whether their files may be trusted. Safetensors only: a pickle can run code."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from protocol.errors import ErrorCode, RefineError

from .model_table import known_models

EMBEDDED = Path(__file__).with_name("embedded")
CONFIG = "open_clip_config.json"
WEIGHTS = "open_clip_model.safetensors"
NAMES = "names.json"  # names of common things the model knows, commonest first
BANK = "bank.safetensors"  # embeddings of all names it was trained on, see bank.py
CHECKSUMS = "SHA256SUMS"
VOCABULARY = "bpe_small.txt.gz"

PICKLE_SUFFIXES = {".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle"}
PICKLE_STARTS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")  # zipped, and plain


@dataclass(frozen=True)
class ModelFiles:
    """A model in open_clip's `local-dir:` layout, found and checked."""

    name: str
    folder: Path
    weights: Path

    def names(self):
        """Names of common things the model knows; () where no list lies beside its weights."""
        path = self.folder / NAMES
        return tuple(_json(path)) if path.is_file() else ()

    @property
    def bank(self):
        """The file of all names it was trained on, or None."""
        path = self.folder / BANK
        return path if path.is_file() else None

    def vocabulary(self):
        """The tokenizer's own merges, or None: open_clip's."""
        path = self.folder / VOCABULARY
        return path if path.is_file() else None


def parts_of(model):
    """The models of an ensemble, "a+b"; of any other, that one. A folder's name may hold a plus."""
    if "+" not in model or Path(model).expanduser().exists():
        return [model]
    return [part.strip() for part in model.split("+")]


def absolute(model):
    """The same with whole paths instead of relative ones: the worker runs in another folder."""
    parts = []
    for part in parts_of(model):
        is_folder = part != "embedded" and part not in known_models() and Path(part).expanduser().exists()
        parts.append(str(Path(part).expanduser().resolve()) if is_folder else part)
    return "+".join(parts)


def find_models(model, downloaded=None):
    """The files of each model of an ensemble, as `find_model`."""
    return [find_model(part, downloaded) for part in parts_of(model)]


def find_model(model, downloaded=None):
    """The files of `model`: "embedded", a known name, a folder, or a .safetensors file in such a folder.

    downloaded: the folder of the named models, or None. RefineError MODEL_MISSING where there is
    none or it can't be read, MODEL_CORRUPT where its files are damaged or a pickle.
    """
    try:
        files = _files_of(model, downloaded)
        _check_files(files)
    except (OSError, RuntimeError) as error:  # RuntimeError: `~` of a user that is none
        raise RefineError(ErrorCode.MODEL_MISSING, f"{model:.80}: {error!s:.300}") from error
    return files


def _files_of(model, downloaded):
    if model == "embedded":
        _check_sums(EMBEDDED)
        return _in_folder("embedded", EMBEDDED)
    if model in known_models():
        folder = downloaded / model if downloaded else None
        if folder is None or not folder.is_dir():
            how = f"get it with: clip-refine models pull {model}"
            raise RefineError(ErrorCode.MODEL_MISSING, f"{model} is not downloaded; {how}")
        return _in_folder(model, folder)
    path = Path(model).expanduser()
    _refuse_pickle_name(path)
    if path.suffix == ".safetensors":
        return ModelFiles(path.stem, path.parent, path)
    return _in_folder(path.name, path)


def _in_folder(name, folder):
    weights = folder / WEIGHTS
    if not weights.is_file() and folder.is_dir():
        for path in sorted(folder.iterdir()):
            _refuse_pickle_name(path)
    return ModelFiles(name, folder, weights)


def _refuse_pickle_name(path):
    if path.suffix.lower() in PICKLE_SUFFIXES:
        raise RefineError(
            ErrorCode.MODEL_CORRUPT, f"{path.name}: pickled weights are refused, convert them to .safetensors"
        )


def _check_files(files):
    config = files.folder / CONFIG
    for path in (config, files.weights):
        if not path.is_file():
            raise RefineError(ErrorCode.MODEL_MISSING, f"{files.name}: no file {path}")
    if not isinstance(_json(config), dict) or "model_cfg" not in _json(config):
        raise RefineError(ErrorCode.MODEL_CORRUPT, f"{config}: no model_cfg")
    with files.weights.open("rb") as stream:
        if stream.read(4).startswith(PICKLE_STARTS):
            raise RefineError(ErrorCode.MODEL_CORRUPT, f"{files.weights}: a pickle, not safetensors")
    try:
        with safe_open(files.weights, framework="pt") as weights:
            empty = not weights.keys()
    except (SafetensorError, OSError) as error:
        raise RefineError(ErrorCode.MODEL_CORRUPT, f"{files.weights}: {error}") from error
    if empty:
        raise RefineError(ErrorCode.MODEL_CORRUPT, f"{files.weights}: holds no weights")


def _check_sums(folder):
    """Compare the shipped files with their sums, in sha256sum's format. OSError if one is not there."""
    for line in (folder / CHECKSUMS).read_text("ascii", "replace").splitlines():
        wanted, _, name = line.partition("  ")
        path = folder / name
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise RefineError(ErrorCode.MODEL_CORRUPT, f"{path}: not the file that was shipped")


def _json(path):
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RefineError(ErrorCode.MODEL_CORRUPT, f"{path}: {error}") from error
