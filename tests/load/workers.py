"""Worker processes of the measurements: work timed over chunks, and their memory."""

import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

_context = {}


@dataclass(frozen=True)
class Timing:
    """Seconds of all chunks, the sum of what they returned, and MB of the biggest
    worker at its biggest and before it began."""

    seconds: float
    done: int
    peak: float
    idle: float


@contextmanager
def environment():
    """Environment of one transaction in a worker; committed at the end."""
    with _context["registry"].cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def timed(
    work: Callable[..., int],
    chunks: Sequence[object],
    processes: int,
    arguments: list[str],
    **options: object,
) -> Timing:
    """Run ``work(chunk, **options)`` over all chunks; processes are warm before the
    clock. Each call of ``work`` is a transaction of its own, see ``environment``."""
    spawn = get_context("spawn")  # forked processes would share connections
    with ProcessPoolExecutor(processes, spawn, _open, (arguments,)) as pool:
        idle = max(pool.map(_ready, range(processes)))
        began = time.perf_counter()
        found = list(pool.map(partial(_run, work, options), chunks))
        seconds = time.perf_counter() - began
    done = sum(count for count, _peak in found)
    return Timing(seconds, done, max(peak for _count, peak in found), idle)


def _open(arguments: list[str]) -> None:
    """Start of a worker process: its own registry and connections."""
    config.parse_config(arguments, setup_logging=True)
    _context["registry"] = Registry(config["db_name"][0])


def _ready(_number: int) -> float:
    with _context["registry"].cursor() as cr:
        cr.execute("SELECT pg_sleep(0.2)")
    return _peak()


def _run(work: Callable[..., int], options: dict, chunk: object) -> tuple[int, float]:
    return work(chunk, **options), _peak()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
