"""What the launcher tells the user: steps with their time, notes and failures."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUIET_SECONDS = 15  # without a terminal, a long step gives a sign of life this often


class Trouble(Exception):
    """A failure the user can act on: a sentence, and a sentence of remedy."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


def note(text: str) -> None:
    """Print one line at once, even into a pipe."""
    print(text, flush=True)


def failure(trouble: Trouble) -> None:
    """Print a failure and its remedy to standard error."""
    sys.stdout.flush()
    print(f"error: {trouble.sentence}", file=sys.stderr)
    print(f"remedy: {trouble.remedy}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str, detail: Callable[[], str] | None = None) -> Iterator[None]:
    """Announce a long step, show that it lives, and say how long it took.

    `detail` is asked now and then for what is being done at the moment.
    """
    tty = sys.stdout.isatty()
    started = time.monotonic()
    over = threading.Event()

    def tick() -> None:
        while not over.wait(1 if tty else QUIET_SECONDS):
            more = detail() if detail else ""
            line = f"  {text} … {time.monotonic() - started:.0f} s {more}"
            if tty:
                print(f"\r\033[K{line[:110]}", end="", flush=True)
            else:
                print(line.rstrip(), flush=True)

    note(f"- {text} …")
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    except BaseException:
        _end(over, ticker, tty)
        raise
    _end(over, ticker, tty)
    note(f"  done in {time.monotonic() - started:.1f} s")


def _end(over: threading.Event, ticker: threading.Thread, tty: bool) -> None:
    over.set()
    ticker.join()
    if tty:
        print("\r\033[K", end="", flush=True)
