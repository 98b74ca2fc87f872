"""Memory of long calculations."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause Python's search for reference cycles.

    For work that makes some hundred thousand objects which all stay until its end:
    each search would walk through them, and through Odoo's registry, and find
    nothing. A tenth of the time of a settlement of 10 000 accounts.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
