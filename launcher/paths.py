"""Where things are: the clone, its private `.local`, and the user's cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.say import Trouble, note

ROOT = Path(__file__).resolve().parents[1]
LOCAL = (ROOT / ".local").resolve()  # a link to that of another checkout may do
ADDONS = ROOT / "addons"
CONF = ROOT / "odoo.conf"
LOG = LOCAL / "log"
VENV = LOCAL / "venv"
VENV_PYTHON = VENV / "bin" / "python"


def cache() -> Path:
    """Return the cache folder shared by all clones of this user."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    if not os.path.isabs(base):
        base = str(Path.home() / ".cache")
    return Path(base) / "elektrohisob"


def root_hash() -> str:
    """Return eight letters that tell this clone from another one."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def make(folder: Path) -> Path:
    """Create `folder` with its parents and return it; Trouble if that is refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            f"The folder {folder} cannot be created ({error.strerror}).",
            "Make its parent writable for you, or free some disk space; the cache can "
            "be moved with XDG_CACHE_HOME.",
        ) from error
    if not os.access(folder, os.W_OK):
        raise Trouble(
            f"The folder {folder} is not writable for you.",
            f"Run as its owner, or give it to yourself: chown -R $(id -un) {folder}",
        )
    return folder


def need_space(folder: Path, megabytes: int, purpose: str) -> None:
    """Raise Trouble unless the disk of `folder` has room for `purpose`."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise Trouble(
            f"{purpose} needs {megabytes} MB, but the disk of {folder} has {free} MB "
            "free.",
            "Free some space there, or put the cache on another disk with "
            "XDG_CACHE_HOME.",
        )


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Hold a lock file in `folder`, so that two launchers never build the same."""
    path = make(folder) / f"{name}.lock"
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note(f"- Waiting for another launcher that holds {path} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
