"""Servers of the bench of payments: the inbox as it is started, and a bare one."""

import configparser
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from launcher import inbox  # noqa: E402  the folder of the launcher is no package path

ADDONS = Path(__file__).parent / "addons"
BARE = "/bench/bare"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _write(source: str, name: str, is_inbox: bool, port: int) -> Path:
    """A configuration like ``source`` for a server of two workers."""
    target = Path(source).with_name(f"{Path(source).stem}-{name}.conf")
    parser = configparser.RawConfigParser()
    parser.read(source)
    options = {**inbox.options(parser), "workers": 2}
    if is_inbox:
        inbox.mark(parser)
    else:
        folders = parser.get("options", "addons_path")
        options["addons_path"] = f"{folders},{ADDONS}"
        options["server_wide_modules"] = "base,rpc,web,bench_bare"
    options |= {
        "http_interface": "127.0.0.1",
        "http_port": port,
        "gevent_port": free_port(),
        "limit_memory_soft": 4 * 1024**3,
        "limit_memory_hard": 4 * 1024**3,
        "limit_time_cpu": 3600,
        "log_level": "error",
    }
    for option, value in options.items():
        parser.set("options", option, str(value))
    with target.open("w") as handle:
        parser.write(handle)
    return target


class Server:
    """An Odoo of two workers: the inbox, or one with the bare controller."""

    def __init__(self, config: str, is_inbox: bool) -> None:
        self.port = free_port()
        self.probe = inbox.PROBE if is_inbox else BARE
        self.method = "GET" if is_inbox else "POST"
        name = "inbox" if is_inbox else "bare"
        self.conf = _write(config, name, is_inbox, self.port)
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start, and wait until all workers answer."""
        binary = Path(sys.executable).with_name("odoo")
        words = [sys.executable, str(binary), "-c", str(self.conf)]
        self.process = subprocess.Popen(words, start_new_session=True, cwd=ROOT)
        deadline = time.monotonic() + 180
        answers = 0
        while time.monotonic() < deadline:
            answers += self._answers()
            if answers == 8:
                return
            time.sleep(0.2)
        raise SystemExit("The server does not answer.")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(self.method, self.probe, b"{}")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it and its workers at once, without a word."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
