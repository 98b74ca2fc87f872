"""The files and processes of one server of this clone, and its port."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from launcher import paths
from launcher.process import running
from launcher.say import Trouble

PARTS = ("front", "odoo", "inbox")


@dataclass(frozen=True)
class Service:
    """One Odoo server of this clone: `main`, or another one for tests."""

    name: str = "main"

    @property
    def log(self) -> Path:
        """The server's log."""
        return paths.LOG / ("odoo.log" if self.name == "main" else f"{self.name}.log")

    @property
    def inbox_log(self) -> Path:
        """The log of the payments' inbox."""
        name = "inbox" if self.name == "main" else f"{self.name}-inbox"
        return paths.LOG / f"{name}.log"

    @property
    def config(self) -> Path:
        """The configuration it was started with."""
        stem = "odoo" if self.name == "main" else f"odoo-{self.name}"
        return paths.LOCAL / f"{stem}.conf"

    @property
    def inbox_config(self) -> Path:
        """The configuration of the payments' inbox."""
        return self.config.with_name(f"{self.config.stem}-inbox.conf")

    def pid(self, part: str) -> int | None:
        """Return the process id of `odoo`, `front` or `inbox`; None if it is not
        running."""
        config = self.inbox_config if part == "inbox" else self.config
        return running(self.pid_file(part), config)

    def pid_file(self, part: str) -> Path:
        """Where the process id of a part is kept."""
        return paths.LOCAL / f"{self.name}-{part}.pid"

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
