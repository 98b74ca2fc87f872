"""The head-end of meters of the demonstration: a simulator beside the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import paths
from launcher.process import running, spawn
from launcher.say import Trouble, note
from launcher.server import check_port

SCRIPT = paths.ADDONS / "elektrohisob_metering" / "tools" / "head_end_simulator.py"
# where the demonstration's provider of the kind head-end looks for it
PORT = 8350
KEY = "demo"
STOP_SECONDS = 5
_STARTED: list[subprocess.Popen] = []


@dataclass(frozen=True)
class Simulator:
    """The process, found by its pid file; another clone may have the port."""

    port: int = PORT
    folder: Path = paths.LOCAL

    @property
    def log(self) -> Path:
        """What the simulator says."""
        return self.folder / "log" / "head-end.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / "head-end.pid"

    def pid(self) -> int | None:
        """Return the process id, None if it does not run."""
        return running(self._pid_file, SCRIPT)

    def start(self) -> bool:
        """Start it unless it runs; a taken port is told and stops nothing else."""
        if self.pid():
            return True
        if not SCRIPT.is_file():
            return False
        try:
            check_port("127.0.0.1", self.port)
        except Trouble:
            note(
                f"Port {self.port} is taken: the head-end simulator was not started. "
                "Commands to meters go to the program that has the port."
            )
            return False
        # it needs the standard library only: the launcher's own Python will do
        words = [sys.executable, SCRIPT, "--port", str(self.port), "--key", KEY]
        _STARTED.append(spawn(words, self.log, self._pid_file))
        return True

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
            return f"runs (process {pid}, port {self.port}, key {KEY})"
        return "not running"
