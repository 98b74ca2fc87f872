"""Secrets of others (keys of payment services) in the database: sealed.

They are encrypted with a key that is not in the database, so that a dump of it gives
nothing away. The key is a file of one line, readable by the server alone: the one named
by the environment variable ``ELEKTROHISOB_SECRET_FILE``, by default
``elektrohisob.key`` in the data directory, made at first use. Several servers of one
database need the same file.
"""

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from odoo.tools import config

_known: dict[Path, Fernet] = {}


def seal(text: str) -> str:
    """The text encrypted, or "" for nothing."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again; "" if it was sealed with another key, or is empty."""
    return _open(key_path(), sealed) if sealed else ""


@lru_cache(maxsize=256)
def _open(path: Path, sealed: str) -> str:
    # kept in the memory that the key is in too: a call costs no decryption
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def key_path() -> Path:
    """Where the key is kept."""
    named = os.environ.get("ELEKTROHISOB_SECRET_FILE")
    return Path(named or Path(config["data_dir"]) / "elektrohisob.key")


def _box() -> Fernet:
    path = key_path()
    if path not in _known:
        _known[path] = Fernet(_read_key(path))
    return _known[path]


def _read_key(path: Path) -> bytes:
    """The key; made whole under another name first, so that nobody reads half of it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as handle:
            handle.write(Fernet.generate_key())
        with suppress(FileExistsError):  # another process was first
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes().strip()
