"""Finding Chromium for the tests in a browser."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess

from launcher import paths
from launcher.process import clean_env, run_step
from launcher.say import Trouble, note

WARM_SECONDS = 120
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "there is no Chromium. Install it (Debian: apt-get install chromium), or run the "
    "tests as root where apt works: they then install it themselves."
)


@functools.cache
def find() -> str | None:
    """Return the path of Chromium; as root with apt, install it for the tests."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    env = clean_env(DEBIAN_FRONTEND="noninteractive")
    remedy = "Install Chromium by hand: apt-get install chromium"
    try:
        for text, words in (
            ("Fetching the package lists for Chromium", ["update"]),
            ("Installing Chromium for the tests", ["install", "-y", "chromium"]),
        ):
            log = paths.LOG / "chromium.log"
            run_step(text, ["apt-get", *words], log, remedy, env=env)
    except Trouble as trouble:
        note(f"  {trouble.sentence}")
    return next(filter(None, map(shutil.which, NAMES)), None)


def warm() -> None:
    """Open an empty page once: Odoo waits ten seconds for a browser, and the first
    start after an installation (caches of fonts and libraries) may take longer."""
    program = find()
    if program is None:
        return
    words = [program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [*words, "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=WARM_SECONDS,
            check=False,
        )
