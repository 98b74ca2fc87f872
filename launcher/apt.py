"""A private apt: fetches Debian packages with apt's own verification.

Nothing is installed and the system's package lists stay as they are; the state lives
in the user's cache.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from launcher import apt_sources, paths
from launcher.process import clean_env, output, run_step
from launcher.say import Trouble

WITHOUT_APT = (
    "Give the path of an Odoo 19.0 checkout or installed package in the variable "
    "ELEKTROHISOB_ODOO."
)
NETWORK = (
    "Check the network, the proxy and apt's own settings (does `apt-get update` "
    "work?), then repeat; or set ELEKTROHISOB_ODOO to an Odoo 19.0 you have."
)


class PrivateApt:
    """apt with its lists and source file in the cache of the user."""

    def __init__(self) -> None:
        missing = [t for t in ("apt-get", "dpkg-deb") if not shutil.which(t)]
        if missing:
            raise Trouble(
                f"This machine has no {' and no '.join(missing)}, so Debian packages "
                "cannot be fetched.",
                WITHOUT_APT,
            )
        self.state = paths.make(paths.cache() / "apt")
        self.sources = self._machine_sources()

    @staticmethod
    def _machine_sources() -> list[apt_sources.Source]:
        """Return the machine's Debian archives; Trouble if it names none."""
        settings = {"M": "Dir::Etc::sourcelist/f", "P": "Dir::Etc::sourceparts/d"}
        words = [word for pair in settings.items() for word in pair]
        text = output(["apt-config", "shell", *words])
        names = dict(w.split("=", 1) for w in shlex.split(text or "") if "=" in w)
        main = Path(names.get("M", "/etc/apt/sources.list"))
        parts = Path(names.get("P", "/etc/apt/sources.list.d"))
        found = apt_sources.candidates(main, parts)
        if not found:
            raise Trouble(
                f"apt on this machine names no Debian main archive (looked in {main} "
                f"and {parts}).",
                "Add Debian's archive to apt's sources, or: " + WITHOUT_APT,
            )
        return found

    def update(self, suites: list[str]) -> None:
        """Fetch the package lists of `suites`, `own` standing for the machine's."""
        for last, source in _with_last(self.sources):
            wanted = [source.suite if s == "own" else s for s in suites]
            file = self.state / "debian.sources"
            file.write_text(apt_sources.write_deb822(source, wanted))
            paths.make(self.state / "lists" / "partial")
            try:
                run_step(
                    f"Fetching Debian's package lists ({', '.join(wanted)})",
                    ["apt-get", *self._options(), "update"],
                    self.state / "update.log",
                    NETWORK,
                )
            except Trouble:
                if last:
                    raise
            else:
                return

    def versions(self, package: str) -> list[str]:
        """Return the versions on offer, newest first."""
        text = output(["apt-cache", *self._options(), "madison", package]) or ""
        return [row.split("|")[1].strip() for row in text.splitlines() if "|" in row]

    def download(self, packages: list[str], folder: Path, text: str) -> None:
        """Download packages (`name` or `name=version`) into `folder`, verified."""
        paths.make(folder)

        def size() -> str:
            files = [*folder.glob("*.deb"), *self.state.rglob("*.deb")]
            done = sum(f.stat().st_size for f in files if f.exists())
            return f"({done // 2**20} MB)"

        run_step(
            text,
            ["apt-get", *self._options(), "download", *packages],
            self.state / "download.log",
            NETWORK,
            cwd=folder,
            detail=size,
        )

    def _options(self) -> list[str]:
        """Return apt options that point everything writable at the private state."""
        pairs = {
            "Dir::Etc::SourceList": self.state / "debian.sources",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": self.state / "lists",
            "Dir::Cache": self.state,
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",  # else no network is no failure
            "APT::Get::List-Cleanup": "true",
        }
        for kind in ("DEP-11", "DEP-11-icons", "DEP-11-icons-small"):
            pairs[f"Acquire::IndexTargets::deb::{kind}::DefaultEnabled"] = "false"
        if os.geteuid() == 0:  # _apt may not enter root's cache folder
            pairs["APT::Sandbox::User"] = "root"
        return [f"-o{name}={value}" for name, value in pairs.items()]


def _with_last(items: list) -> list[tuple[bool, apt_sources.Source]]:
    return [(index == len(items) - 1, item) for index, item in enumerate(items)]


def unpack(deb: Path, folder: Path) -> None:
    """Unpack one package's files into `folder`; Trouble if it is damaged."""
    done = subprocess.run(
        ["dpkg-deb", "-x", str(deb), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=clean_env(),
    )
    if done.returncode:
        full = re.search("No space left", done.stderr)
        raise Trouble(
            f"{deb} cannot be unpacked: {done.stderr.strip()[-300:]}",
            "Free some disk space and repeat."
            if full
            else f"Delete {deb.parent} and repeat: it is then downloaded anew.",
        )
