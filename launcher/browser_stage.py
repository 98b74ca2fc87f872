"""Stage e2e: user journeys with Playwright against a server of the stage's own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from launcher import chromium, database, paths, server, sql
from launcher.database import Site
from launcher.pytest_stage import pytest
from launcher.say import Trouble, note
from launcher.tally import Tally

FOLDER = paths.ROOT / "tests" / "e2e"
DATABASE = "elh_e2e"

_ahead: list[str] = []  # databases built by `build` for a stage that comes later


def build(site: Site) -> Tally:
    """Build the demonstration of the journeys beside another stage; what fails here
    is tried again, and told, by the stage itself."""
    if chromium.find():
        with contextlib.suppress(Trouble):
            database.build(site, DATABASE, demo=True)
            _ahead.append(DATABASE)
    return Tally()


def run(ready: Callable[[], Site], word: str) -> Tally:
    """Serve a demonstration of its own on a free port, run the journeys."""
    if not next(FOLDER.rglob("test_*.py"), None):
        note("  tests/e2e holds no tests yet")
        return Tally()
    browser = chromium.find()
    if browser is None:
        note("  The journeys are skipped: " + chromium.MISSING)
        return Tally(skipped=1)
    site = ready()
    service = server.Service("e2e")
    server.stop(service)
    if DATABASE not in _ahead:
        database.build(site, DATABASE, demo=True)
    port = server.free_port()
    processes = server.launch(service, site, DATABASE, port)
    try:
        server.wait_ready(service, processes)
        found = pytest(
            "e2e",
            [FOLDER],
            word,
            ELEKTROHISOB_URL=f"http://127.0.0.1:{port}",
            ELEKTROHISOB_DATABASE=DATABASE,
            ELEKTROHISOB_CHROMIUM=browser,
            ELEKTROHISOB_CONF=str(service.config),
            ELEKTROHISOB_TEMPLATE=site.template,
            **site.server.env(DATABASE),
        )
    finally:
        server.stop(service)
    if not found.failed:
        sql.drop(site.server, DATABASE)
    return found
