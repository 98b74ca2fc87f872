"""SQL for a launcher that has only the standard library itself.

The statement is handed to psycopg2 in the venv; each one runs in a transaction of its
own (autocommit), so that CREATE DATABASE works.
"""

from __future__ import annotations

import json
import subprocess
import time

from launcher import paths
from launcher.conf import Server
from launcher.process import clean_env
from launcher.say import Trouble

DROP_ATTEMPTS = 60  # one a second: autovacuum of a small database takes less
AUTOVACUUM_WORKS = "must be a member of the role whose process is being terminated"

CLIENT = """
import json, sys
import psycopg2
statement = sys.stdin.read()
try:
    connection = psycopg2.connect("", connect_timeout=10)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(statement)
    rows = cursor.fetchall() if cursor.description else []
except psycopg2.Error as error:
    sys.exit(str(error).strip() or type(error).__name__)
json.dump(rows, sys.stdout, default=str)
"""


def rows(server: Server, statement: str, database: str = "postgres") -> list[list]:
    """Run one statement and return its rows; Trouble with PostgreSQL's own words."""
    done = subprocess.run(
        [str(paths.VENV_PYTHON), "-c", CLIENT],
        input=statement,
        capture_output=True,
        text=True,
        check=False,
        env=clean_env(**server.env(database)),
        cwd="/",
    )
    if done.returncode:
        raise Trouble(
            f"PostgreSQL at {server.host} says: {done.stderr.strip()[-600:]}",
            "Look whether the server runs (./elektrohisob status) and what its log "
            "says.",
        )
    return json.loads(done.stdout)


def run(server: Server, statement: str, database: str = "postgres") -> None:
    """Run one statement for its effect."""
    rows(server, statement, database)


def answers(server: Server, database: str = "postgres") -> bool:
    """Whether the server lets us in."""
    try:
        rows(server, "SELECT 1", database)
    except Trouble:
        return False
    return True


def databases(server: Server) -> set[str]:
    """Return the names of the databases."""
    return {row[0] for row in rows(server, "SELECT datname FROM pg_database")}


def drop(server: Server, name: str) -> None:
    """Drop a database if it exists, ending the connections to it.

    Autovacuum at work there belongs to the superuser, so we may not end it: it is
    waited for.
    """
    statement = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    for _ in range(DROP_ATTEMPTS - 1):
        try:
            run(server, statement)
        except Trouble as trouble:
            if AUTOVACUUM_WORKS not in trouble.sentence:
                raise
            time.sleep(1)
        else:
            return
    run(server, statement)


def clone(server: Server, template: str, name: str, *, keep: bool = False) -> None:
    """Copy a database nobody is connected to.

    The quick way of PostgreSQL 15 and later copies sequences as if their next 32 values
    were in its log already: after a crash before the first checkpoint they start anew,
    and new rows get the ids of old ones. A copy to `keep` is made the older way, which
    waits for checkpoints.
    """
    statement = f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
    if keep and int(rows(server, "SHOW server_version_num")[0][0]) >= 150_000:
        statement += " STRATEGY file_copy"
    run(server, statement)


def rename(server: Server, old: str, new: str) -> None:
    """Give a database another name."""
    run(server, f'ALTER DATABASE "{old}" RENAME TO "{new}"')
