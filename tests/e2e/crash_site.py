"""A server of the test's own that may be killed, and its database.

``ELEKTROHISOB_CONF`` names a configuration of Odoo that works here; everything that
makes a server (ports, workers, database) is replaced. ``ELEKTROHISOB_TEMPLATE`` may
name a database without our addons to clone, which saves a minute.
"""

import atexit
import configparser
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("ELEKTROHISOB_PYTHON", sys.executable)
CONF = os.environ.get("ELEKTROHISOB_CONF") or os.environ.get("ELH_CONF", "")
TEMPLATE = os.environ.get("ELEKTROHISOB_TEMPLATE") or os.environ.get(
    "ELH_DB_TEMPLATE", "template0"
)
DATABASE = "elh_kill"
_clean: set[str] = set()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class CrashSite:
    """A database and a server on it, usually with two workers and the job runner.

    :param options: options of the configuration that differ from the usual ones
    """

    def __init__(self, folder: Path, database: str = DATABASE, **options: str) -> None:
        self.database = database
        self.log = folder / f"{database}.log"
        self.config = folder / f"{database}.conf"
        self.port = free_port()
        self.server: subprocess.Popen | None = None
        self._options = self._derive(options)

    def _derive(self, given: dict[str, str]) -> dict[str, str]:
        parser = configparser.RawConfigParser()
        parser.read(CONF, encoding="utf-8")
        options = dict(parser.items("options"))
        options.update(
            db_name=self.database,
            http_interface="127.0.0.1",
            http_port=str(self.port),
            gevent_port=str(free_port()),
            workers="2",
            max_cron_threads="1",
            limit_time_cpu="600",
            limit_time_real="1200",
            limit_memory_hard="0",
            limit_memory_soft="0",
            proxy_mode="False",
            server_wide_modules="base,rpc,web,queue_job",
        )
        options.update(given)
        options.pop("logfile", None)
        parser["options"] = options
        parser["queue_job"] = {"channels": "root:1"}
        self._mark(parser)
        with self.config.open("w", encoding="utf-8") as file:
            parser.write(file)
        return options

    def _mark(self, parser: configparser.RawConfigParser) -> None:
        """What else a configuration says."""

    # === DATABASE === #

    def connect(self, database: str = ""):
        """A connection of the test's own, each statement for itself."""
        given = {
            "host": self._options.get("db_host"),
            "port": self._options.get("db_port"),
            "user": self._options.get("db_user"),
            "password": self._options.get("db_password"),
        }
        known = {k: v for k, v in given.items() if v not in (None, "", "False")}
        connection = psycopg2.connect(dbname=database or self.database, **known)
        connection.autocommit = True
        return connection

    def rows(
        self, statement: str | sql.Composable, *values, database: str = ""
    ) -> list[tuple]:
        """Rows of a query."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def create_database(self, addon: str = "elektrohisob_billing") -> None:
        """A new database with an addon, without demonstration; the addon is installed
        once for all tests."""
        clean = f"elh_clean_{addon}"
        if clean not in _clean:
            own, self.database = self.database, clean
            self.clone_database(TEMPLATE)
            words = ["-i", addon, "--stop-after-init", "--no-http"]
            subprocess.run(
                self._argv(*words, "--workers=0", "--log-level=warn"),
                check=True,
                cwd=ROOT,
                env=self._env(),
            )
            # a new database wants its first password changed; the tests go on with it
            self.rows("UPDATE res_users SET password_temporary = false WHERE id = 2")
            self.database = own
            _clean.add(clean)
            atexit.register(self._drop, clean)
        self.clone_database(clean)

    def clone_database(self, template: str) -> None:
        """A new database that is a copy of another one."""
        self.drop_database()
        self._administer("CREATE DATABASE {} TEMPLATE {}", self.database, template)

    def close_database(self) -> None:
        """End every session and let nobody in, like a database that starts anew."""
        self._administer("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.database)
        self.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            self.database,
            database="postgres",
        )

    def open_database(self) -> None:
        """Let sessions in again."""
        self._administer("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.database)

    def drop_database(self) -> None:
        """Take the database away, whoever uses it."""
        self._drop(self.database)

    def _drop(self, database: str) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _administer(self, statement: str, *names: str) -> None:
        """Run a statement about whole databases, from outside of them."""
        text = sql.SQL(statement).format(*map(sql.Identifier, names))
        self.rows(text, database="postgres")

    def script(self, code: str) -> str:
        """What Python code prints in Odoo's shell; it commits itself."""
        done = subprocess.run(
            [PYTHON, "-m", "odoo", "shell", "-c", self.config, "-d", self.database,
             "--no-http", "--workers=0", "--log-level=error",
             "--shell-interface", "python"],
            input=code,
            text=True,
            capture_output=True,
            cwd=ROOT,
            env=self._env(),
            check=False,
        )  # fmt: skip
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
        return done.stdout.strip()

    # === SERVER === #

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                self._argv("--log-level=info"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=self._env(),
                start_new_session=True,
            )
        self.wait(self._answers, 120, "the server answers")

    def _answers(self) -> bool:
        try:
            return bool(self._ask("common", "version"))
        except OSError:
            return False

    def _ask(self, service: str, method: str, *args):
        """JSON-RPC, which unlike XML-RPC knows buttons that return nothing.

        :raise AssertionError: the server's error
        """
        params = {"service": service, "method": method, "args": args}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/jsonrpc",
            data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=600) as answer:
            found = json.load(answer)
        assert "error" not in found, found["error"]["data"]["debug"]
        return found.get("result")

    def call(self, model: str, method: str, *args, **values):
        """Call a method as the administrator."""
        return self._ask(
            "object",
            "execute_kw",
            *(self.database, 2, "admin", model, method, args, values),
        )

    def kill_worker(self) -> int:
        """Kill -9 a worker in the middle of a job; the job must be left behind."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            started = self.rows(
                "SELECT uuid, worker_pid FROM queue_job"
                " WHERE state = 'started' AND worker_pid IS NOT NULL"
            )
            for uuid, pid in started:
                if not self._is_ours(pid):
                    continue
                os.kill(pid, signal.SIGKILL)
                time.sleep(0.3)
                left = self.rows(
                    "SELECT 1 FROM queue_job WHERE uuid = %s AND state = 'started'"
                    " AND worker_pid = %s",
                    uuid,
                    pid,
                )
                if left:
                    return pid
        raise AssertionError("no worker was caught in the middle of a job")

    def _is_ours(self, pid: int) -> bool:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        return self.server is not None and int(fields[1]) == self.server.pid

    def kill_all(self) -> None:
        """Kill -9 the server with all its processes."""
        if self.server:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def wait(self, condition, seconds: float, what: str) -> float:
        """Wait until ``condition()``; return the seconds it took."""
        started = time.monotonic()
        while not condition():
            if time.monotonic() - started > seconds:
                text = self.log.read_text(errors="replace") if self.log.exists() else ""
                tail = "\n".join(text.splitlines()[-30:])
                raise AssertionError(f"{what}: not within {seconds} s\n{tail}")
            time.sleep(0.05)
        return time.monotonic() - started

    def _argv(self, *words: str) -> list[str]:
        return [
            PYTHON,
            "-m",
            "odoo",
            "-c",
            str(self.config),
            "-d",
            self.database,
            *words,
        ]

    def _env(self) -> dict[str, str]:
        """Without what belongs to the test's own Python or to libpq."""
        return {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "PGDATABASE")
        }
