"""Stage lint: the one list of style checks. Each check counts as one test."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher import paths
from launcher.process import clean_env, run_step
from launcher.say import Trouble, note
from launcher.tally import Tally

PRETTIER = ("prettier@3.6.2", "@prettier/plugin-xml@3.4.2")
PYLINT = (".pylintrc-mandatory", ".pylintrc")
OCA = (".oca_hooks.cfg",)
NODE = paths.LOCAL / "node"


@dataclass(frozen=True)
class Check:
    """One check: its name, its command, and the configuration it needs (any of)."""

    name: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()


def checks() -> list[Check]:
    """Return the checks that this tree has something for."""
    addons = sorted(str(p.parent) for p in paths.ADDONS.glob("*/__manifest__.py"))
    manifests = [f"{addon}/__manifest__.py" for addon in addons]
    ruff = ("ruff.toml", ".ruff.toml", "pyproject.toml")
    found = [
        Check("ruff check", ("ruff", "check", "."), ruff),
        Check("ruff format", ("ruff", "format", "--check", "."), ruff),
    ]
    if addons:
        rules = next((n for n in PYLINT if (paths.ROOT / n).exists()), PYLINT[0])
        pylint = ("pylint", "-j2", f"--rcfile={rules}", *addons)
        found += [
            Check("pylint-odoo", pylint, PYLINT),
            Check("OCA module checks", ("oca-checks-odoo-module", *manifests), OCA),
        ]
        translations = sorted(str(p) for p in paths.ADDONS.glob("*/i18n/*.po*"))
        if translations:
            words = ("oca-checks-po", *translations)
            found.append(Check("OCA translation checks", words, OCA))
    return found


def run(_site: object, _word: str) -> Tally:
    """Run the checks; their findings are printed."""
    total = Tally()
    for check in checks():
        if check.needs and not any(
            (paths.ROOT / name).exists() for name in check.needs
        ):
            note(f"  {check.name}: not run, as there is no {' or '.join(check.needs)}")
            continue
        total += _one(check)
    return total + _prettier()


def _one(check: Check) -> Tally:
    program = paths.VENV / "bin" / check.command[0]
    if not program.exists():
        note(f"  {check.name}: skipped, {check.command[0]} is not installed")
        return Tally(skipped=1)
    done = subprocess.run(
        [str(program), *check.command[1:]],
        cwd=paths.ROOT,
        env=clean_env(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    good = done.returncode == 0
    note(f"  {check.name}: {'passed' if good else 'FAILED'}")
    if not good:
        note("\n".join("    " + line for line in done.stdout.splitlines()[-60:]))
    return Tally(passed=good, failed=not good)


def _prettier() -> Tally:
    """Check the layout of XML and JavaScript, where Node.js can be had."""
    config = next(paths.ROOT.glob(".prettierrc*"), None)
    files = [
        p for kind in ("xml", "js", "scss") for p in paths.ADDONS.rglob(f"*.{kind}")
    ]
    if not config or not files:
        note("  prettier: not run, as there is no .prettierrc or nothing to check")
        return Tally()
    program = _have_prettier()
    if not program:
        return Tally(skipped=1)
    plugin = NODE / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    done = subprocess.run(
        [program, "--config", config, "--plugin", plugin, "--check", *files],
        cwd=paths.ROOT,
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    good = done.returncode == 0
    note(f"  prettier: {'passed' if good else 'FAILED'}")
    if not good:
        note("\n".join("    " + line for line in done.stderr.splitlines()[-60:]))
    return Tally(passed=good, failed=not good)


def _have_prettier() -> Path | None:
    """Return prettier in .local, installing it with npm; None (said) if impossible."""
    program = NODE / "node_modules" / ".bin" / "prettier"
    if program.exists():
        return program
    if not shutil.which("npm"):
        note("  prettier: skipped, this machine has no Node.js with npm")
        return None
    try:
        run_step(
            "Installing prettier",
            ["npm", "install", "--no-audit", "--no-fund", "--prefix", NODE, *PRETTIER],
            paths.LOG / "npm.log",
            "Check the network and npm's settings.",
        )
    except Trouble as trouble:
        note(f"  prettier: skipped. {trouble.sentence}")
        return None
    return program
