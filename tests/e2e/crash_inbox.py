"""The inbox of payments behind a front door, both as the launcher starts them."""

import contextlib
import subprocess
import sys
from pathlib import Path

from crash_site import PYTHON, ROOT, CrashSite, free_port

sys.path.append(str(ROOT))

from launcher import conf, inbox, server


class CrashInbox(CrashSite):
    """An inbox that may be killed; services call at ``door``."""

    def __init__(self, folder: Path, database: str) -> None:
        options = inbox.options(conf.read())
        super().__init__(folder, database, **{k: str(v) for k, v in options.items()})
        self.door = free_port()
        self._front: subprocess.Popen | None = None

    def _mark(self, parser) -> None:
        """Override to say that it is the inbox."""
        inbox.mark(parser)

    def _answers(self) -> bool:
        """Override to ask as the launcher does."""
        return not server.inbox_problem(self.port)

    def open_door(self) -> None:
        """Start the front door; nobody is behind the pages."""
        words = [PYTHON, ROOT / "launcher" / "front.py", self.config]
        words += ["--interface=127.0.0.1", f"--port={self.door}", "--pages=1"]
        words += ["--websockets=1", f"--inbox={self.port}"]
        words += [f"--payments={prefix}" for prefix in inbox.prefixes()]
        self._front = subprocess.Popen([str(word) for word in words])
        self.wait(lambda: server.get(self.door, "/")[0] == 503, 30, "the front door")

    def close(self) -> None:
        """End everything and take the database away."""
        self.kill_all()
        if self._front:
            self._front.terminate()
            self._front.wait()
        with contextlib.suppress(Exception):  # it may never have been made
            self.open_database()
        self.drop_database()
