"""Calls counted by minute, in the memory of one process."""

import threading

MINUTE = 60
KEPT = 10_000


class Rate:
    """How often a key came in the present minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[object, int] = {}

    def count(self, key: object, now: float, step: int = 1) -> int:
        """Calls of ``key`` in the minute of ``now`` (seconds), this one included."""
        with self._lock:
            minute = int(now // MINUTE)
            if minute != self._minute or len(self._counts) > KEPT:
                self._minute, self._counts = minute, {}
            self._counts[key] = self._counts.get(key, 0) + step
            return self._counts[key]
