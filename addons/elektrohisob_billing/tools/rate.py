"""Calls counted by minute, for all processes of this machine together."""

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Callable
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from odoo.tools import config

MINUTE = 60
SLOTS = 8192
PROBES = 32
SLOT = struct.Struct("<QII")  # key, minute, count


class Rate:
    """How often a key came in the present minute.

    The counts are a small file in memory (128 kB), which every process of the server
    maps: workers forked before or after, pages and the inbox of payments. Counting is
    some microseconds, writes nothing to the database and waits for no transaction. A
    minute with more keys than slots forgets some, and refuses nobody for others.

    :param path: where the file is, asked when it is used first
    """

    def __init__(self, path: Callable[[], Path]) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._handle = -1
        self._table: mmap.mmap | None = None

    def count(self, key: object, now: float, step: int = 1) -> int:
        """Calls of ``key`` in the minute of ``now`` (seconds), this one included."""
        minute = int(now // MINUTE)
        digest = blake2b(repr(key).encode(), digest_size=8).digest()
        (code,) = struct.unpack("<Q", digest)
        with self._lock:
            table = self._open()
            with self._alone():
                place, count = self._find(table, code, minute)
                if step:
                    SLOT.pack_into(table, place, code, minute, count + step)
        return count + step

    def _find(self, table: mmap.mmap, code: int, minute: int) -> tuple[int, int]:
        """Place of a key, and its count; a place of an earlier minute is free."""
        first = code % SLOTS
        free = None
        for number in range(PROBES):
            place = (first + number) % SLOTS * SLOT.size
            known, when, count = SLOT.unpack_from(table, place)
            if when != minute:
                free = place if free is None else free
            elif known == code:
                return place, count
        return (first * SLOT.size if free is None else free), 0

    def _open(self) -> mmap.mmap:
        if self._table is None:
            path = self._path()
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.ftruncate(self._handle, SLOTS * SLOT.size)
            self._table = mmap.mmap(self._handle, SLOTS * SLOT.size)
        return self._table

    @contextmanager
    def _alone(self):
        """Other processes wait; a process that dies lets go."""
        fcntl.lockf(self._handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN)


def shared(name: str) -> Rate:
    """The counts of a purpose, in the data directory of the server."""
    return Rate(lambda: Path(config["data_dir"]) / "rate" / name)
