"""Running Odoo for one task on one database: install, update, test, script."""

from __future__ import annotations

import re
from pathlib import Path

from launcher import conf, paths
from launcher.odoo_source import Odoo
from launcher.process import clean_env, run_step

ANY_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ [A-Z]+ ")
TRACEBACK = 15
BAD_LINE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
LOADING = re.compile(r"Loading module (\S+) \((\d+/\d+)\)")
# A task has one process and no timers: its own end is all that is waited for.
ALONE = {
    "workers": 0,
    "max_cron_threads": 0,
    "limit_time_cpu": 0,
    "limit_time_real": 0,
    "limit_memory_soft": 0,
    "limit_memory_hard": 0,
    "proxy_mode": False,
}


def argv(*words: str | Path) -> list[str | Path]:
    """Return the command line of Odoo with `words`."""
    return [paths.VENV_PYTHON, paths.VENV / "bin" / "odoo", *words]


def task_conf(
    odoo: Odoo, server: conf.Server, database: str, **options: object
) -> Path:
    """Write the configuration of a task on `database` and return it."""
    target = paths.LOCAL / "tasks" / f"{database}.conf"
    data = paths.LOCAL / "tasks" / "data"
    merged = {**ALONE, "data_dir": data, **options}
    return conf.derive(target, odoo, server, database, **merged)


def task(
    text: str,
    odoo: Odoo,
    server: conf.Server,
    database: str,
    words: list[str],
    **options: object,
) -> Path:
    """Run Odoo with `words` until it stops; return its log. Trouble if it fails."""
    log = paths.LOG / f"{database}.log"
    config = task_conf(odoo, server, database, **options)
    run_step(
        text,
        argv("-c", config, *words, "--stop-after-init", "--no-http"),
        log,
        f"The first ERROR in {log} names the addon and the line; correct it and "
        "repeat.",
        env=clean_env(ELEKTROHISOB_SECRET_FILE=conf.key_file()),
        cwd=paths.ROOT,
        detail=lambda: progress(log),
    )
    return log


def script(
    text: str, odoo: Odoo, server: conf.Server, database: str, code: str
) -> None:
    """Run Python code in Odoo's shell on `database`; the code commits itself."""
    config = task_conf(odoo, server, database)
    run_step(
        text,
        argv("shell", "-c", config, "--no-http", "--shell-interface", "python"),
        paths.LOG / f"{database}-script.log",
        "Read the traceback above.",
        env=clean_env(ELEKTROHISOB_SECRET_FILE=conf.key_file()),
        cwd=paths.ROOT,
        stdin=code,
    )


def progress(log: Path) -> str:
    """Return the last "Loading module" of a log, for the progress display."""
    try:
        found = LOADING.findall(log.read_text(errors="replace"))
    except OSError:
        return ""
    return "({1} {0})".format(*found[-1]) if found else ""


def bad_lines(log: Path) -> list[str]:
    """Return the lines of a log with a warning or an error, from anywhere.

    The end of a traceback that follows such a line comes with it.
    """
    found: list[list[str]] = []
    bad = False
    for line in log.read_text(errors="replace").splitlines():
        if ANY_LINE.match(line):
            bad = bool(BAD_LINE.match(line))
            if bad:
                found.append([line])
        elif bad:
            found[-1].append(line)
    return ["\n".join([first, *rest[-TRACEBACK:]]) for first, *rest in found]
