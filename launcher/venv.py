"""The Python environment in `.local/venv`, rebuilt when its recipe changes."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from launcher import paths
from launcher.apt import PrivateApt, unpack
from launcher.odoo_source import Odoo
from launcher.process import run_step
from launcher.say import Trouble, note

RUNTIME = paths.ROOT / "requirements.txt"
DEVELOPMENT = paths.ROOT / "requirements-dev.txt"
PIP_REMEDY = (
    "Check the network and pip's own settings (index, proxy, certificates), then "
    "repeat; the packages and versions are those of {file}."
)
WHEELS = Path("/usr/share/python-wheels")


def ensure(odoo: Odoo) -> None:
    """Build the environment for running Odoo, unless it is there and fits."""
    mark = paths.VENV / ".elektrohisob"
    wanted = recipe(RUNTIME, odoo.identity)
    if _read(mark) == wanted and paths.VENV_PYTHON.exists():
        return
    with paths.locked(paths.LOCAL, "venv"):
        if _read(mark) == wanted and paths.VENV_PYTHON.exists():
            return
        paths.need_space(paths.make(paths.LOCAL), 1500, "The Python environment")
        _create()
        _pip_install(RUNTIME, "Installing the pinned Python packages")
        _link(odoo)
        mark.write_text(wanted)


def ensure_development() -> None:
    """Add the tools of `test` (pytest, ruff, …) to the environment."""
    mark = paths.VENV / ".elektrohisob-dev"
    wanted = recipe(DEVELOPMENT, _read(paths.VENV / ".elektrohisob"))
    if _read(mark) == wanted:
        return
    with paths.locked(paths.LOCAL, "venv"):
        _pip_install(DEVELOPMENT, "Installing the tools of development")
        mark.write_text(wanted)


def recipe(requirements: Path, identity: str) -> str:
    """Return a hash of all that decides what is in the environment."""
    parts = [sys.version, sys.base_prefix, str(paths.VENV), identity]
    text = "\n".join([*parts, requirements.read_text()])
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def _create() -> None:
    """Create the bare environment, with pip, even without ensurepip."""
    shutil.rmtree(paths.VENV, ignore_errors=True)
    if importlib.util.find_spec("venv") is None:
        raise Trouble(
            f"The Python {sys.executable} has no module venv.",
            "Install your system's package for it (Debian: python3-venv), or start "
            "with another Python: python3.11 ./elektrohisob start",
        )
    ensurepip = importlib.util.find_spec("ensurepip")
    own_pip = ensurepip is not None and ensurepip.origin is not None
    run_step(
        f"Creating the Python environment ({sys.version.split()[0]})",
        [
            sys.executable,
            "-m",
            "venv",
            *([] if own_pip else ["--without-pip"]),
            paths.VENV,
        ],
        paths.LOG / "venv.log",
        "Check that the disk is not full; otherwise install your system's package for "
        "venv (Debian: python3-venv).",
    )
    if not own_pip:
        _bring_pip()


def _bring_pip() -> None:
    """Install pip from Debian's wheel of it, as this Python brings none."""
    note("  This Python has no ensurepip: pip comes from Debian's package of it.")
    wheel = next(iter(sorted(WHEELS.glob("pip-*.whl"))), None)
    if wheel is None:
        home = paths.cache() / "pip"
        try:
            if not list(home.rglob("pip-*.whl")):
                apt = PrivateApt()
                apt.update(["own"])
                debs = home / "debs"
                apt.download(["python3-pip-whl"], debs, "Downloading pip")
                for deb in debs.glob("*.deb"):
                    unpack(deb, home)
            wheel = next(home.rglob("pip-*.whl"))
        except (Trouble, StopIteration) as error:
            raise Trouble(
                f"This Python has no pip, and Debian's could not be fetched: {error}",
                "Install your system's package for it (Debian: python3-venv).",
            ) from error
    run_step(
        "Installing pip",
        [paths.VENV_PYTHON, wheel / "pip", "install", "--no-index", wheel],
        paths.LOG / "pip.log",
        "Install your system's package for it (Debian: python3-venv).",
    )


def _pip_install(requirements: Path, text: str) -> None:
    """Install a complete list of pins; nothing else comes in (`--no-deps`)."""
    run_step(
        text,
        [
            paths.VENV_PYTHON,
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-input",
            "--prefer-binary",
            "-r",
            requirements,
        ],
        paths.LOG / "pip.log",
        PIP_REMEDY.format(file=requirements.name),
    )


def _link(odoo: Odoo) -> None:
    """Make the environment see Odoo, and give it the command `odoo`."""
    done = subprocess.run(
        [
            paths.VENV_PYTHON,
            "-c",
            "import sysconfig as s; print(s.get_path('purelib'))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    packages = Path(done.stdout.strip())
    (packages / "odoo-of-elektrohisob.pth").write_text(f"{odoo.python_path}\n")
    command = paths.VENV / "bin" / "odoo"
    command.write_text(
        f"#!{paths.VENV_PYTHON}\nimport odoo.cli\n\n"
        'if __name__ == "__main__":\n    odoo.cli.main()\n'
    )
    command.chmod(0o755)
