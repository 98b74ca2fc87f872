"""Time of the processor that Odoo and its database connection used together.

Whatever else the machine does in the meantime does not count.
"""

import os
import time


class Clock:
    """Clock of one thread and the server process of its cursor."""

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid()")
        (pid,) = cr.fetchone()
        self._files = [f"/proc/{pid}/schedstat", "/proc/thread-self/schedstat"]
        self.is_busy = all(map(os.path.exists, self._files))

    def seconds(self) -> float:
        """Seconds of processor so far; of the wall where the system tells none."""
        if not self.is_busy:
            return time.perf_counter()
        return sum(map(_busy, self._files)) / 1e9


def _busy(path: str) -> int:
    """Nanoseconds a task has run."""
    with open(path) as file:
        return int(file.read().split()[0])
