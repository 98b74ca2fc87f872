"""Starting, watching and stopping an Odoo server."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import conf, paths, sql
from launcher.database import Site
from launcher.odoo_run import argv
from launcher.process import clean_env, tail
from launcher.say import Trouble, step

READY_SECONDS = 180
STOP_SECONDS = 40
ASSET = re.compile(r"""(?:src|href)=["'](/web/assets/[^"']+)["']""")


@dataclass(frozen=True)
class Service:
    """One Odoo server of this clone: `main`, or another one for tests."""

    name: str = "main"

    @property
    def log(self) -> Path:
        """The server's log."""
        return paths.LOG / ("odoo.log" if self.name == "main" else f"{self.name}.log")

    @property
    def config(self) -> Path:
        """The configuration it was started with."""
        stem = "odoo" if self.name == "main" else f"odoo-{self.name}"
        return paths.LOCAL / f"{stem}.conf"

    def pid(self, part: str) -> int | None:
        """Return the process id of `odoo` or `front`, None if it does not run."""
        try:
            pid = int((paths.LOCAL / f"{self.name}-{part}.pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(self.config) in command else None

    def port(self) -> int:
        """Return the port of the running server."""
        return int((paths.LOCAL / f"{self.name}.port").read_text())


def check_port(interface: str, port: int) -> None:
    """Raise Trouble if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except PermissionError as error:
            raise Trouble(
                f"You may not open port {port}: ports below 1024 are root's.",
                "Choose another one: ./elektrohisob start --port 8069",
            ) from error
        except OSError as error:
            raise Trouble(
                f"Port {port} on {interface} is taken or cannot be used "
                f"({error.strerror}).",
                "Stop the program that has it (ss -ltnp shows it), or choose another "
                f"one: ./elektrohisob start --port {port + 100}",
            ) from error


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(
    service: Service, site: Site, database: str, port: int, **options: object
) -> list[subprocess.Popen]:
    """Start Odoo and its front door in the background; return both processes."""
    interface = conf.value(conf.read(), "http_interface", "127.0.0.1")
    check_port(interface, port)
    pages, websockets = free_port(), free_port()
    options = {
        "http_interface": "127.0.0.1",
        "http_port": pages,
        "gevent_port": websockets,
        **options,
    }
    config = conf.derive(service.config, site.odoo, site.server, database, **options)
    paths.make(service.log.parent)
    if int(str(options.get("workers", _workers()))) == 0:
        websockets = pages  # a server of one process answers both on one port
    ports = {"--port": port, "--pages": pages, "--websockets": websockets}
    front: list[str | Path] = [
        paths.VENV_PYTHON,
        Path(__file__).with_name("front.py"),
        config,
    ]
    for name, number in {"--interface": interface, **ports}.items():
        front += [name, str(number)]
    env = clean_env()
    started = []
    with service.log.open("ab") as log:
        for part, words in {"odoo": argv("-c", config), "front": front}.items():
            child = subprocess.Popen(
                [str(word) for word in words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=paths.ROOT,
                start_new_session=True,
            )
            (paths.LOCAL / f"{service.name}-{part}.pid").write_text(str(child.pid))
            started.append(child)
    (paths.LOCAL / f"{service.name}.port").write_text(str(port))
    return started


def _workers() -> str:
    return conf.value(conf.read(), "workers", "0")


def wait_ready(service: Service, processes: list[subprocess.Popen]) -> None:
    """Wait until the login page and all its assets are served."""
    port = service.port()
    with step(f"Waiting for the login page on port {port}"):
        deadline = time.monotonic() + READY_SECONDS
        reason = "no answer"
        while time.monotonic() < deadline:
            for process in processes:
                if process.poll() is not None:
                    raise Trouble(
                        f"The server ended at once (code {process.returncode}); the "
                        f"end of {service.log} says:\n{tail(service.log)}",
                        "Correct what the log names; ./elektrohisob doctor checks the "
                        "usual reasons.",
                    )
            reason = page_problem(port)
            if not reason:
                return
            time.sleep(0.25)
    raise Trouble(
        f"The login page is not ready after {READY_SECONDS} s ({reason}); the end of "
        f"{service.log} says:\n{tail(service.log)}",
        "Correct what the log names, then ./elektrohisob stop and start again.",
    )


def page_problem(port: int) -> str:
    """Return why the login page cannot be used yet; nothing if it can."""
    status, body = get(port, "/web/login")
    if status != 200:
        return f"/web/login answers {status or 'nothing'}"
    assets = set(ASSET.findall(body))
    if not assets:
        return "/web/login names no assets"
    for asset in assets:
        status, _ = get(port, asset)
        if status != 200:
            return f"{asset} answers {status or 'nothing'}"
    return ""


def get(port: int, path: str) -> tuple[int, str]:
    """Return status and body of a page, (0, "") if nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def stop(service: Service) -> bool:
    """Stop the server and its front door; return whether anything ran."""
    running = {part: pid for part in ("front", "odoo") if (pid := service.pid(part))}
    if running:
        with step("Stopping the server"):
            for pid in running.values():
                _signal(pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline:
                _reap()
                if not any(service.pid(part) for part in running):
                    break
                time.sleep(0.1)
            else:
                for part in running:
                    if pid := service.pid(part):
                        os.killpg(pid, signal.SIGKILL)
    for part in ("front", "odoo"):
        (paths.LOCAL / f"{service.name}-{part}.pid").unlink(missing_ok=True)
    return bool(running)


def _reap() -> None:
    """Collect ended children, so that they do not look alive."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise Trouble(
            f"The server (process {pid}) belongs to another user.",
            "Stop it as the user who started it, or as root.",
        ) from error


def connections(site: Site, database: str) -> int:
    """Return how many sessions use the database."""
    query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'"
    return int(sql.rows(site.server, query)[0][0])
