"""The command `bench`: load measurements on a fresh database of their own."""

from __future__ import annotations

import argparse
import json
import subprocess

from launcher import conf, database, paths, postgres, sql
from launcher.odoo_run import task_conf
from launcher.process import clean_env
from launcher.say import note

SCRIPT = paths.ROOT / "tests" / "load" / "bench.py"
DATABASE = "elh_bench"


def main(args: argparse.Namespace) -> int:
    """Run tests/load/bench.py on a fresh clone with all addons; pass arguments on."""
    if not SCRIPT.is_file():
        note(f"There is no {SCRIPT.relative_to(paths.ROOT)} yet; nothing to measure.")
        return 0
    site = database.prepare()
    rest = [word for word in args.rest if word != "--"]
    if not {"-h", "--help"} & set(rest):
        database.build(site, DATABASE, demo=False)
    env = clean_env(**site.server.env(DATABASE), **environment(site))
    own = ["--config", env["ELH_CONF"], "--database", DATABASE]
    command = [str(paths.VENV_PYTHON), str(SCRIPT), *own, *rest]
    code = subprocess.run(command, env=env, cwd=paths.ROOT, check=False).returncode
    if code == 0:
        sql.drop(site.server, DATABASE)
    else:
        note(f"The database {DATABASE} is kept for a look at what happened.")
    return code


def environment(site: database.Site) -> dict[str, str]:
    """Return what the bench needs to reach the database and Odoo."""
    server: conf.Server = site.server
    dsn = f"host={server.host} port={server.port} user={server.user} dbname={DATABASE}"
    found = {
        "ELH_DSN": dsn,
        "ELH_DATABASE": DATABASE,
        "ELH_CONF": str(task_conf(site.odoo, server, DATABASE)),
    }
    if server.embedded:
        found["ELH_PG_RESTART"] = json.dumps(postgres.crash_command(postgres.locate()))
    return found
