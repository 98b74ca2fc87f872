"""Running other programs: environment, log file, and a useful failure."""

from __future__ import annotations

import os
import pwd
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from launcher import paths
from launcher.say import Trouble, step

Argv = Sequence[str | Path]


def clean_env(**more: str) -> dict[str, str]:
    """Return the environment for Odoo, pip and PostgreSQL tools.

    The venv comes first in PATH: on a reload Odoo starts `python` again by name.
    Settings of the caller's shell that would redirect Python, Odoo or libpq go.
    """
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "ODOO_", "OPENERP_", "PYTHON"))
        and name not in ("VIRTUAL_ENV", "LD_PRELOAD", "LC_ALL", "TZ")
    }
    env["PATH"] = f"{paths.VENV / 'bin'}:{env.get('PATH', os.defpath)}"
    env["LANG"] = env["LC_ALL"] = "C.UTF-8"
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    env.update(more)
    return env


def tail(log: Path, lines: int = 12) -> str:
    """Return the last lines of a log, or nothing if there is none."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


def last_line(log: Path) -> str:
    """Return the last line of a log, for the progress display."""
    try:
        with log.open("rb") as handle:
            handle.seek(max(0, log.stat().st_size - 2000))
            found = handle.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return found[-1].strip()[-70:] if found else ""


def spawn(argv: Argv, log: Path, pid_file: Path) -> subprocess.Popen:
    """Start a program that stays, in a session of its own; `pid_file` gets its id."""
    paths.make(log.parent)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=clean_env(),
            cwd=paths.ROOT,
            start_new_session=True,
        )
    # a moment after its start a process has no command line yet, by which it is known
    while not Path(f"/proc/{child.pid}/cmdline").read_bytes() and child.poll() is None:
        time.sleep(0.001)
    pid_file.write_text(str(child.pid))
    return child


def running(pid_file: Path, mark: str | Path) -> int | None:
    """Return the process id in `pid_file`; None if no process with `mark` in its
    command line has it."""
    try:
        pid = int(pid_file.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(mark) in command else None


def run_step(
    text: str,
    argv: Argv,
    log: Path,
    remedy: str,
    *,
    env: dict[str, str] | None = None,
    cwd: Path | str = "/",
    user: pwd.struct_passwd | None = None,
    stdin: str | None = None,
    detail: Callable[[], str] | None = None,
) -> None:
    """Run a program as an announced step, its output in `log`.

    Raises Trouble with the end of the log and `remedy` if it fails.
    """
    paths.make(log.parent)
    with step(text, detail or (lambda: last_line(log))), log.open("w") as out:
        try:
            done = subprocess.run(
                [str(word) for word in argv],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=env or clean_env(),
                cwd=cwd,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                text=True,
                check=False,
            )
        except OSError as error:
            raise Trouble(
                f"{text}: {argv[0]} did not start: {error}", remedy
            ) from error
    if done.returncode:
        raise Trouble(
            f"{text}: failed with code {done.returncode}; the end of {log} says:\n"
            + tail(log),
            remedy,
        )


def output(argv: Argv, **options: object) -> str | None:
    """Return what a program prints, or None if it is missing or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            capture_output=True,
            text=True,
            check=False,
            env=clean_env(),
            **options,  # type: ignore[call-overload]
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
