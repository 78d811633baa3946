"""Where things lie and how long they last: one frozen record, read once and passed down."""

import warnings
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "refine-with-clip"  # the name of our folders among those of this user


@dataclass(frozen=True)
class Settings:
    """Folders and times of every process of ours."""

    main: Path  # the entry point that our processes are started with: daemon/__main__.py
    cache_dir: Path  # models
    config_dir: Path  # which model to take, and what the downloaded ones were
    log_dir: Path
    private_dirs: tuple[Path, ...]  # for the lock and the record: the first usable one is taken
    worker_idle_s: float = 300.0  # without a job: the worker ends, which frees the GPU
    daemon_idle_s: float = 1800.0  # without a job: the daemon ends
    start_s: float = 20.0  # to find or start a daemon, on a slow and busy machine
    answer_s: float = 5.0  # a daemon that runs but stays silent for longer is replaced
    cancel_s: float = 1.0  # then the client of a cancelled job is not kept waiting any more
    stop_s: float = 5.0  # then a worker that does not stop is killed
    stop_loading_s: float = 60.0  # the same before its first step: what it loads serves the next job
    silence_s: float = 120.0  # a running job without a sign of life for longer is hung
    load_s: float = 900.0  # the same before its first step, when a model may be on its way

    @classmethod
    def read(cls):
        """The settings of this user on this machine."""
        folders = platformdirs.PlatformDirs(APP, appauthor=False)
        return cls(
            main=Path(__file__).resolve().with_name("__main__.py"),
            cache_dir=folders.user_cache_path,
            config_dir=folders.user_config_path,
            log_dir=folders.user_log_path,
            private_dirs=(folders.user_state_path, *_runtime_dir(folders)),
        )

    @property
    def models_dir(self):
        """The downloaded models, a folder each."""
        return self.cache_dir / "models"

    @property
    def daemon_log(self):
        return self.log_dir / "daemon.log"

    @property
    def daemon_errors(self):
        """What the daemon prints before it has a log."""
        return self.log_dir / "daemon-errors.log"

    @property
    def worker_log(self):
        return self.log_dir / "worker.log"

    @property
    def bridge_log(self):
        return self.log_dir / "bridge.log"


def _runtime_dir(folders):
    """The fallback for homes that can't keep a secret; () where the system offers none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns when it has to fall back itself
            return (folders.user_runtime_path / "daemon",)
    except OSError:
        return ()
