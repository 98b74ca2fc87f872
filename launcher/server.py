"""Starting, watching and stopping an Odoo server."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from launcher import conf, inbox, paths, sql
from launcher.database import Site
from launcher.odoo_run import argv
from launcher.process import spawn, tail
from launcher.say import Trouble, step
from launcher.service import PARTS, Service, check_port, free_port

READY_SECONDS = 180
STOP_SECONDS = 40
ASSET = re.compile(r"""(?:src|href)=["'](/web/assets/[^"']+)["']""")


def launch(
    service: Service, site: Site, database: str, port: int, **options: object
) -> list[subprocess.Popen]:
    """Start Odoo, the inbox of payments and the front door in the background; return
    the processes, Odoo first."""
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
    if int(str(options.get("workers", _workers()))) == 0:
        websockets = pages  # a server of one process answers both on one port
    started = [spawn(argv("-c", config), service.log, service.pid_file("odoo"))]
    payments = free_port()
    started.append(launch_inbox(service, site, database, payments))
    ports = {"port": port, "pages": pages, "websockets": websockets, "inbox": payments}
    front: list[str | Path] = [
        paths.VENV_PYTHON,
        Path(__file__).with_name("front.py"),
        config,
        f"--interface={interface}",
        *(f"--{name}={number}" for name, number in ports.items()),
        *(f"--payments={prefix}" for prefix in inbox.prefixes()),
    ]
    started.append(spawn(front, service.log, service.pid_file("front")))
    (paths.LOCAL / f"{service.name}.port").write_text(str(port))
    return started


def launch_inbox(
    service: Service, site: Site, database: str, port: int
) -> subprocess.Popen:
    """Start the inbox of payments in the background; return its process."""
    config = conf.derive(
        service.inbox_config,
        site.odoo,
        site.server,
        database,
        inbox.mark,
        http_interface="127.0.0.1",
        http_port=port,
        gevent_port=free_port(),
        **inbox.options(conf.read()),
    )
    return spawn(argv("-c", config), service.inbox_log, service.pid_file("inbox"))


def _workers() -> str:
    return conf.value(conf.read(), "workers", "0")


def wait_ready(service: Service, processes: list[subprocess.Popen]) -> None:
    """Wait until the login page, all its assets and the inbox are served."""
    port = service.port()
    with step(f"Waiting for the login page on port {port}"):
        deadline = time.monotonic() + READY_SECONDS
        reason = "no answer"
        while time.monotonic() < deadline:
            for process in processes:
                if process.poll() is not None:
                    raise _ended(service, process)
            reason = page_problem(port) or inbox_problem(port)
            if not reason:
                return
            time.sleep(0.25)
    raise Trouble(
        f"The login page is not ready after {READY_SECONDS} s ({reason}); the end of "
        f"{service.log} says:\n{tail(service.log)}",
        "Correct what the log names, then ./elektrohisob stop and start again.",
    )


def _ended(service: Service, process: subprocess.Popen) -> Trouble:
    is_inbox = os.fsencode(service.inbox_config) in os.fsencode(str(process.args))
    log = service.inbox_log if is_inbox else service.log
    return Trouble(
        f"The server ended at once (code {process.returncode}); the end of {log} "
        f"says:\n{tail(log)}",
        "Correct what the log names; ./elektrohisob doctor checks the usual reasons.",
    )


def inbox_problem(port: int) -> str:
    """Return why payment services cannot call yet; nothing if they can."""
    status, _body = get(port, inbox.PROBE)
    return "" if status == 200 else f"{inbox.PROBE} answers {status or 'nothing'}"


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
    """Stop the server, the inbox and the front door; return whether anything ran."""
    running = {part: pid for part in PARTS if (pid := service.pid(part))}
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
    for part in PARTS:
        service.pid_file(part).unlink(missing_ok=True)
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
