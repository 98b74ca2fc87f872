"""Who the demonstration talks to: simulators beside the server.

A head-end of meters, gateways of SMS, a 1C and the operators of electronic invoices;
each is a small process, started with the server and stopped with it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import paths, sql
from launcher.conf import DEMO, Server
from launcher.process import running, spawn
from launcher.say import Trouble, note
from launcher.server import check_port

STOP_SECONDS = 5
LOGIN = ("--login", "demo", "--secret", "demo")
METERING = paths.ADDONS / "elektrohisob_metering" / "tools"
BILLING = paths.ADDONS / "elektrohisob_billing" / "tools"
_STARTED: list[subprocess.Popen] = []

# What 1C was told and has told by now.
BOOKS = """
SELECT p.onec_received_no, encode(a.db_datas, 'base64')
  FROM elektrohisob_exchange_provider p
  LEFT JOIN elektrohisob_exchange_message m
    ON m.provider_id = p.id AND m.direction = 'out' AND m.state IN ('sent', 'done')
  LEFT JOIN ir_attachment a
    ON a.res_model = 'elektrohisob.exchange.message' AND a.res_id = m.id
   AND a.res_field = 'content'
 WHERE p.code = 'DEMO-1C'
 ORDER BY m.onec_no
"""
# Documents the operator of electronic invoices has by now.
DOCUMENTS = """
SELECT e.draft_no, e.document, e.payload, e.reason, e.date_sent::text,
       CASE WHEN e.state IN ('to_sign', 'signed') THEN 'draft' ELSE e.state END
  FROM elektrohisob_einvoice e
  JOIN elektrohisob_exchange_provider p ON p.id = e.provider_id
 WHERE p.code = 'demo_soliq' AND e.kind <> 'cancel' AND e.draft_no <> ''
   AND e.state NOT IN ('queued', 'faulty', 'void')
"""


def read_books(server: Server) -> object:
    """What the 1C of the demonstration remembers."""
    rows = sql.rows(server, BOOKS, DEMO)
    told = [message for _sent, message in rows if message]
    return {"sent": rows[0][0] or 0 if rows else 0, "messages": told}


def read_documents(server: Server) -> object:
    """What the operator of the demonstration remembers."""
    return {
        number: {
            "id": number,
            "operator": "soliq",
            "document": "vAct" if document == "act" else document,
            "content": json.loads(payload or "{}"),
            "state": state,
            "reason": reason or "",
            "signed": int(state != "draft"),
            "updated": updated or "",
        }
        for number, document, payload, reason, updated, state in sql.rows(
            server, DOCUMENTS, DEMO
        )
    }


@dataclass(frozen=True)
class Simulator:
    """A process, found by its pid file; another clone may have the port."""

    name: str
    script: Path
    #: where the demonstration's provider looks for it
    port: int
    words: tuple[str, ...]
    folder: Path = paths.LOCAL
    #: option for a file with what it remembers, and what that is
    memory: tuple[str, Callable[[Server], object]] | None = None

    @property
    def log(self) -> Path:
        """What the simulator says."""
        return self.folder / "log" / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def pid(self) -> int | None:
        """Return the process id, None if it does not run."""
        return running(self._pid_file, self.script)

    def start(self, server: Server | None = None) -> bool:
        """Start it unless it runs; a taken port is told and stops nothing else."""
        if self.pid():
            return True
        if not self.script.is_file():
            return False
        try:
            check_port("127.0.0.1", self.port)
        except Trouble:
            note(
                f"Port {self.port} is taken: the simulator {self.name} was not "
                "started. What the demonstration sends goes to the program that has "
                "the port."
            )
            return False
        # it needs the standard library only: the launcher's own Python will do
        words = [sys.executable, self.script, "--port", str(self.port), *self.words]
        if self.memory and server:
            words += self._remember(server)
        _STARTED.append(spawn(words, self.log, self._pid_file))
        return True

    def _remember(self, server: Server) -> list[str | Path]:
        """Option with the file of what it knew when it was stopped."""
        option, read = self.memory
        try:
            known = read(server)
        except Trouble as trouble:
            note(f"The simulator {self.name} begins empty: {trouble.sentence}")
            return []
        file = self.folder / f"{self.name}.json"
        file.write_text(json.dumps(known), encoding="utf-8")
        return [option, file]

    def stop(self) -> bool:
        """Stop it; return whether it ran."""
        pid = self.pid()
        if pid:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while self.pid() and time.monotonic() < deadline:
                for child in _STARTED:
                    child.poll()  # an ended child looks alive until it is asked
                time.sleep(0.05)
            if self.pid():
                os.kill(pid, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)
        return bool(pid)

    def state(self) -> str:
        """One line for the status of all."""
        pid = self.pid()
        if pid:
            return f"runs (process {pid}, port {self.port}, {' '.join(self.words)})"
        return "not running"


HEAD_END = Simulator(
    "head-end", METERING / "head_end_simulator.py", 8350, ("--key", "demo")
)
SMS = Simulator("sms", BILLING / "sms_simulator.py", 8360, LOGIN)
ONEC = Simulator(
    "1c",
    BILLING / "onec_simulator.py",
    8370,
    LOGIN,
    memory=("--books", read_books),
)
EINVOICE = Simulator(
    "e-invoice",
    BILLING / "einvoice_simulator.py",
    8380,
    LOGIN,
    memory=("--documents", read_documents),
)
ALL = (HEAD_END, SMS, ONEC, EINVOICE)


def start(server: Server) -> None:
    """Start all that do not run."""
    for simulator in ALL:
        simulator.start(server)


def stop() -> None:
    """Stop all."""
    for simulator in ALL:
        simulator.stop()
