"""Stage fast, and running pytest for the others: counts come from its XML report."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from launcher import paths
from launcher.process import clean_env
from launcher.say import note
from launcher.tally import Tally

FAST = ("launcher", "engine", "house")
NOTHING_COLLECTED = 5
# Two processes, for the machines this is made for have two cores; a journey in a
# browser needs its order and the machine for itself.
AT_ONCE = ("-n", "2", "--dist", "worksteal")


def run(_site: object, word: str) -> Tally:
    """Run the tests that need no database."""
    folders = [paths.ROOT / "tests" / name for name in FAST]
    return pytest("fast", folders, word, *AT_ONCE)


def pytest(
    name: str, folders: list[Path], word: str, *options: str, **env: str
) -> Tally:
    """Run pytest on the folders that hold tests and count."""
    present = [f for f in folders if next(f.rglob("test_*.py"), None)]
    for folder in folders:
        if folder not in present:
            note(f"  {folder.relative_to(paths.ROOT)} holds no tests yet")
    if not present:
        return Tally()
    report = paths.make(paths.LOG) / f"{name}.xml"
    report.unlink(missing_ok=True)
    words = [paths.VENV_PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    words += ["--color=no", "--tb=short", f"--junitxml={report}", *options, *present]
    words += ["-k", word] if word else []
    done = subprocess.run(
        [str(w) for w in words],
        cwd=paths.ROOT,
        env=clean_env(**env),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    found = count(report)
    if done.returncode in (0, NOTHING_COLLECTED) or found.failed:
        return found
    return found + Tally(failed=1)  # pytest itself broke


def count(report: Path) -> Tally:
    """Return the counts of a pytest XML report, nothing if there is none."""
    if not report.is_file():
        return Tally()
    total = Tally()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        number = {k: int(suite.get(k, "0")) for k in ("tests", "failures", "errors")}
        skipped = int(suite.get("skipped", "0"))
        failed = number["failures"] + number["errors"]
        total += Tally(number["tests"] - failed - skipped, failed, skipped)
    return total
