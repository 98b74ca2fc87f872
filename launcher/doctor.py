"""The command `doctor`: every prerequisite, one line each, with its remedy."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from launcher import (
    conf,
    manifests,
    odoo_source,
    paths,
    pg_binaries,
    postgres,
    server,
    sql,
    venv,
)
from launcher.conf import DEMO
from launcher.say import Trouble, note

INVARIANTS = paths.ADDONS / "elektrohisob_billing" / "data" / "invariants.sql"
Line = tuple[str, str, str]  # level (ok, warn, fail), finding, remedy


def main(_args: argparse.Namespace) -> int:
    """Print all findings; the exit code is 1 if one of them is a failure."""
    worst = 0
    for check in CHECKS:
        try:
            lines = list(check())
        except Trouble as trouble:
            lines = [("fail", trouble.sentence, trouble.remedy)]
        for level, finding, remedy in lines:
            note(f"{level:<5} {finding}")
            if level != "ok":
                note(f"      remedy: {remedy}")
            worst |= level == "fail"
    return int(worst)


def machine() -> Iterator[Line]:
    """Python, disk, memory."""
    yield "ok", f"Python {sys.version.split()[0]} ({sys.executable})", ""
    for folder, need in ((paths.cache(), 2500), (paths.LOCAL, 3000)):
        there = next(p for p in (folder, *folder.parents) if p.exists())
        free = shutil.disk_usage(there).free // 2**20
        level = "ok" if free >= need or (folder / ".local").exists() else "warn"
        yield level, f"{free} MB free at {folder}", f"A first start needs {need} MB."
    memory = postgres.pg_settings.memory_mb()
    level = "ok" if memory >= 3500 else "warn"
    yield level, f"{memory} MB of memory", "Lower `workers` in odoo.conf to 2."


def configuration() -> Iterator[Line]:
    """odoo.conf: readable, and its known traps."""
    options = conf.read()
    yield "ok", f"{paths.CONF} is readable", ""
    workers = int(conf.value(options, "workers", "0"))
    channels = options.get("queue_job", "channels", fallback="root:1")
    jobs = int((re.search(r"root:(\d+)", channels) or ["", "1"])[1])
    if workers and jobs >= workers:
        yield (
            "fail",
            f"{jobs} jobs at a time can occupy all {workers} workers",
            "In odoo.conf keep channels (root:N) below workers.",
        )
    if conf.value(options, "dbfilter"):
        yield (
            "warn",
            "dbfilter is set: requests without a cookie become seven times slower",
            "Remove dbfilter from odoo.conf; db_name is enough.",
        )
    public = not conf.value(options, "http_interface", "127.").startswith("127.")
    if conf.value(options, "admin_passwd", "admin") in ("admin", "change-me"):
        level = "fail" if public else "ok"
        finding = "admin_passwd in odoo.conf is the published one"
        yield (
            level,
            finding + (", and the address is public" if public else " (demonstration)"),
            "Set a password of your own.",
        )


def odoo() -> Iterator[Line]:
    """Odoo itself, without fetching it."""
    named = os.environ.get("ELEKTROHISOB_ODOO")
    home = paths.cache() / odoo_source.PACKAGE
    if named or (home / ".complete").exists():
        found = odoo_source.find()
        yield "ok", f"Odoo {found.version} in {found.python_path}", ""
    elif shutil.which("apt-get") and shutil.which("dpkg-deb"):
        yield "warn", "Odoo is not in the cache yet", "./elektrohisob start fetches it."
    else:
        yield (
            "fail",
            "no Odoo in the cache, and no apt to fetch it with",
            "Set ELEKTROHISOB_ODOO to a checkout of Odoo 19.0.",
        )


def environment() -> Iterator[Line]:
    """The Python environment."""
    mark = paths.VENV / ".elektrohisob"
    if not mark.is_file():
        yield "warn", "no Python environment yet", "./elektrohisob start builds it."
        return
    fits = mark.read_text() == venv.recipe(venv.RUNTIME, odoo_source.find().identity)
    level = "ok" if fits else "warn"
    yield (
        level,
        "the Python environment " + ("fits" if fits else "is of another recipe"),
        "./elektrohisob start rebuilds it.",
    )
    bad = [p.name for p in paths.VENV.glob("lib/python*/site-packages/PyPDF2*")]
    if bad:
        yield (
            "fail",
            "PyPDF2 is installed; it breaks the merging of PDF files",
            f"{paths.VENV_PYTHON} -m pip uninstall PyPDF2",
        )


def database() -> Iterator[Line]:
    """PostgreSQL, its extensions, and the databases."""
    named = conf.named_server(conf.read())
    if named:
        reach = postgres.ensure() if paths.VENV_PYTHON.exists() else None
    else:
        programs = pg_binaries.find()
        if programs:
            yield "ok", f"PostgreSQL {pg_binaries.version(programs)} in {programs}", ""
        else:
            yield (
                "warn",
                "this machine has no PostgreSQL programs",
                "A pinned wheel is used; the distribution's package is better kept.",
            )
        cluster = postgres.locate()
        reach = cluster.server if cluster.running else None
        if not reach:
            yield "warn", "PostgreSQL is not running", "./elektrohisob start"
    if reach and paths.VENV_PYTHON.exists():
        postgres.check_extensions(reach)
        yield "ok", "PostgreSQL answers and has pg_trgm and btree_gist", ""
        yield from _demo(reach)


def _demo(reach: conf.Server) -> Iterator[Line]:
    if DEMO not in sql.databases(reach):
        yield "warn", f"there is no database {DEMO} yet", "./elektrohisob start"
        return
    mark = paths.LOCAL / "demo.hash"
    fresh = mark.is_file() and mark.read_text() == manifests.fingerprint()
    yield (
        "ok" if fresh else "warn",
        f"the database {DEMO} "
        + ("fits the addons" if fresh else "is older than they"),
        "./elektrohisob update",
    )
    yield from invariants(reach)


def web() -> Iterator[Line]:
    """The server, or the port it would take."""
    main = server.Service()
    options = conf.read()
    if main.pid("odoo"):
        problem = server.page_problem(main.port())
        yield (
            "fail" if problem else "ok",
            problem or f"the server answers on port {main.port()}",
            f"Look into {main.log}.",
        )
        closed = server.inbox_problem(main.port())
        yield (
            "fail" if closed else "ok",
            f"payments: {closed}" if closed else "payment services can call",
            f"Look into {main.inbox_log}; ./elektrohisob stop and start.",
        )
        return
    port = int(conf.value(options, "http_port", "8069"))
    server.check_port(conf.value(options, "http_interface", "127.0.0.1"), port)
    yield "ok", f"port {port} is free", ""


def invariants(reach: conf.Server, path: Path = INVARIANTS) -> Iterator[Line]:
    """The books' own rules: each statement of the file must find no row."""
    if not path.is_file():
        return
    for name, statement in statements(path.read_text(encoding="utf-8")):
        try:
            rows = sql.rows(reach, statement, DEMO)
        except Trouble as trouble:
            yield "fail", f"invariant {name}: {trouble.sentence}", f"Correct {path}."
            continue
        yield (
            "fail" if rows else "ok",
            f"invariant {name}" + (f": {len(rows)} rows, {rows[:3]}" if rows else ""),
            "Look at these rows first (./elektrohisob psql); do not correct by hand.",
        )


def statements(text: str) -> Iterator[tuple[str, str]]:
    """Return (name, statement) pairs; a line `-- name: …` starts each."""
    parts = re.split(r"(?m)^--\s*name:\s*(.+)$", text)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if body.strip():
            yield name.strip(), body.strip().rstrip(";")


CHECKS: tuple[Callable[[], Iterator[Line]], ...] = (
    machine,
    configuration,
    odoo,
    environment,
    database,
    web,
)
