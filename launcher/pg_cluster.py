"""Where the embedded cluster lives, and as whom it runs."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher import conf, paths
from launcher.say import Trouble


@dataclass(frozen=True)
class Cluster:
    """The embedded cluster: its folder, sockets, and the user it runs as."""

    home: Path
    sockets: Path
    user: pwd.struct_passwd

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "log"

    @property
    def server(self) -> conf.Server:
        """How Odoo reaches the cluster."""
        return conf.Server(str(self.sockets))

    @property
    def drop_to(self) -> pwd.struct_passwd | None:
        """The user its programs must be run as, None if it is the one we are."""
        return self.user if os.geteuid() == 0 else None

    @property
    def running(self) -> bool:
        """Whether a server works in the data directory."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return False
        return b"postgres" in command


def locate() -> Cluster:
    """Decide where the cluster lives and as whom it runs.

    PostgreSQL refuses root, so root gets an unprivileged user; where that user may
    not enter the clone, the cluster goes to /var/lib/elektrohisob.
    """
    home = paths.LOCAL / "pg"
    if os.geteuid() != 0:
        return Cluster(home, _sockets(paths.LOCAL / "run"), pwd.getpwuid(os.geteuid()))
    user = _unprivileged()
    elsewhere = Path("/var/lib/elektrohisob") / paths.root_hash()
    if (home / "data" / "PG_VERSION").exists():
        owner = (home / "data").stat().st_uid
        user = pwd.getpwuid(owner) if owner else user
        return Cluster(home, _sockets(paths.LOCAL / "run"), user)
    if not (elsewhere / "data" / "PG_VERSION").exists() and _may_enter(
        paths.ROOT, user
    ):
        return Cluster(home, _sockets(paths.LOCAL / "run"), user)
    return Cluster(elsewhere, _sockets(elsewhere / "run"), user)


def _unprivileged() -> pwd.struct_passwd:
    """Return the user postgres, else nobody."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble(
        "PostgreSQL refuses to run as root, and this machine has neither the user "
        "postgres nor nobody.",
        "Create one (useradd --system postgres), or run the launcher as a plain user.",
    )


def _may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether `user` can reach `folder` (asked of the kernel, not guessed)."""
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd="/",
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Trouble(
            f"Root may not become the user {user.pw_name} here ({error}), and "
            "PostgreSQL refuses to run as root.",
            "Allow it (container: CAP_SETUID and CAP_SETGID), or run the launcher as a "
            "plain user.",
        ) from error
    return done.returncode == 0


def _sockets(folder: Path) -> Path:
    """Return `folder`, or a short one: the path of a socket has 107 letters at most."""
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) < 104:
        return folder
    short = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"elektrohisob-{os.getuid()}-{short}"
