"""Stages addons and tours: Odoo's own test runner on fresh clones of the template."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from launcher import chromium, database, odoo_run, paths, server, sql
from launcher.database import Site
from launcher.manifests import PREFIX
from launcher.process import clean_env, tail
from launcher.say import note
from launcher.tally import Tally

TOUR_TAG = "elh_tour"
RESULT = re.compile(
    r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests"
)
AT_ONCE = 2  # two databases at a time: the machines this is made for have two cores
SHOWN = 40


def addons(
    ready: Callable[[], Site], word: str, beside: Callable[[Site], Tally] | None = None
) -> Tally:
    """Install and test each addon alone with what it depends on, the one with the most
    tests first; `beside` is a step of a later stage that is done meanwhile."""
    site = ready()
    chosen = sorted((n for n in site.addons if word in n), key=weight, reverse=True)
    if not chosen:
        return Tally()
    database.ensure_template(site)

    def one(name: str) -> Tally:
        short = name.removeprefix(PREFIX)
        words = ["-i", name]
        if mentions(name, "def test_"):
            words += ["--test-tags", f"/{name},-{TOUR_TAG}"]
        else:
            note(f"  {name} holds no tests yet: only its installation is tried")
        return check(site, f"elh_test_{short}", name, words)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(one, name) for name in chosen]
        if beside:
            running.append(pool.submit(beside, site))
        return sum((each.result() for each in running), Tally())


def tours(ready: Callable[[], Site], word: str) -> Tally:
    """Install all addons together, run the tours, then update them once more."""
    site = ready()
    names = list(site.addons)
    if not names:
        return Tally()
    database.ensure_template(site)
    found = Tally()
    words = ["-i", ",".join(names)]
    toured = [n for n in names if word in n and mentions(n, TOUR_TAG)]
    if not toured:
        note("  no addon holds a tour yet: only the installation is tried")
    elif chromium.find() is None:
        note("  The tours are skipped: " + chromium.MISSING)
        found = Tally(skipped=len(toured))
    else:
        chromium.warm()
        words += ["--test-tags", ",".join(f"{TOUR_TAG}/{n}" for n in toured)]
    name = "elh_test_all"
    found += check(site, name, "all addons together", words, keep=True)
    if not found.failed:
        words = ["-u", ",".join(names)]
        found += check(site, name, "updating all addons", words, clone=False)
    return found


def mentions(addon: str, text: str) -> bool:
    """Whether a test file of the addon contains `text`."""
    return any(text in path.read_text(encoding="utf-8") for path in test_files(addon))


def weight(addon: str) -> int:
    """Bytes of the addon's tests: what takes longest begins first."""
    return sum(path.stat().st_size for path in test_files(addon))


def test_files(addon: str) -> list[Path]:
    """The test files of the addon."""
    return list((paths.ADDONS / addon / "tests").rglob("test_*.py"))


def check(
    site: Site,
    name: str,
    what: str,
    words: list[str],
    *,
    clone: bool = True,
    keep: bool = False,
) -> Tally:
    """Run Odoo on database `name`; a clean log is itself one of the tests.

    Any line of WARNING or above, from anywhere, fails it and is printed.
    """
    started = time.monotonic()
    if clone:
        database.fresh_clone(site, name)
    log = paths.make(paths.LOG) / f"{name}.log"
    config = odoo_run.task_conf(
        site.odoo,
        site.server,
        name,
        http_interface="127.0.0.1",
        http_port=server.free_port(),
    )
    note(f"  {what}: running …")
    with log.open("w") as out:
        done = subprocess.run(
            [str(w) for w in odoo_run.argv("-c", config, *words, "--stop-after-init")],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=paths.ROOT,
            env=clean_env(),
            check=False,
        )
    text = log.read_text(errors="replace")
    found = parse(text)
    bad = odoo_run.bad_lines(log)
    if not found.failed:  # a failed test has its lines in the log anyway
        broken = bool(bad) or done.returncode != 0
        found += Tally(passed=not broken, failed=broken)
    note(f"  {what}: {found} in {time.monotonic() - started:.0f} s")
    if found.failed:
        shown = "\n".join(bad[:SHOWN]).splitlines()
        report = "\n".join("    " + line for line in shown) or tail(log)
        note(f"{report}\n    all of it: {log}; the database {name} is kept")
    elif not keep:
        sql.drop(site.server, name)
    return found


def parse(text: str) -> Tally:
    """Return the counts Odoo logged."""
    total = Tally()
    for failed, errors, tests in RESULT.findall(text):
        bad = int(failed) + int(errors)
        total += Tally(passed=max(0, int(tests) - bad), failed=bad)
    return total
