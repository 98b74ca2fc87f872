"""Where Odoo 19.0 comes from: ELEKTROHISOB_ODOO, or Debian's package in the cache."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher import paths
from launcher.apt import NETWORK, PrivateApt, unpack
from launcher.say import Trouble, note, step

SERIES = "19.0"
PACKAGE = "odoo-19"
# What the package's symbolic links point to. Font Awesome is apart: the web client
# needs 4.7, which newer suites no longer have.
COMPANIONS = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
]
AWESOME = "fonts-font-awesome"
AWESOME_SUITE = "bookworm"  # the last one with 4.7
UNPACKED = "usr/lib/python3/dist-packages"


@dataclass(frozen=True)
class Odoo:
    """An Odoo to run: the folder to import from, and its further addons folders."""

    python_path: Path
    addons: tuple[Path, ...]
    version: str

    @property
    def identity(self) -> str:
        """A text that changes when another Odoo is used."""
        return f"{self.python_path} {self.version}"


def find() -> Odoo:
    """Return the Odoo to use, fetching Debian's if none is named and none is cached."""
    named = os.environ.get("ELEKTROHISOB_ODOO")
    if named:
        return inspect(Path(named).expanduser().resolve())
    home = paths.cache() / PACKAGE
    if not (home / ".complete").exists():
        with paths.locked(paths.cache(), PACKAGE):
            if not (home / ".complete").exists():
                _fetch(home)
    return inspect(home)


def inspect(place: Path) -> Odoo:
    """Describe the Odoo in a checkout, a site-packages folder or an unpacked package.

    Raises Trouble if there is none, or one of another series.
    """
    for base in (place, place.parent, place / UNPACKED):
        release = base / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Trouble(
            f"{place} holds no Odoo (no odoo/release.py).",
            "Point ELEKTROHISOB_ODOO at a checkout of Odoo 19.0 or at the folder that "
            "contains the package odoo; or unset it to use Debian's package.",
        )
    found = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text())
    version = ".".join(found.groups()) if found else "unknown"
    if version != SERIES:
        raise Trouble(
            f"{base} is Odoo {version}; Elektrohisob needs {SERIES}.",
            "Check out the branch 19.0 there, or unset ELEKTROHISOB_ODOO to use "
            "Debian's package.",
        )
    own = base / "addons"  # a checkout keeps most addons beside the package
    has_own = (own / "web" / "__manifest__.py").is_file()
    return Odoo(base, (own,) if has_own else (), version)


def _fetch(home: Path) -> None:
    """Download and unpack Debian's Odoo and its companions into `home`."""
    note(
        "Odoo 19 is not in the cache yet: it is fetched from Debian once "
        f"(about 140 MB, 1.4 GB unpacked) into {home}"
    )
    paths.need_space(paths.make(paths.cache()), 2500, "Odoo")
    debs = paths.cache() / "debs"
    fresh = home.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    if not list(debs.glob(f"{PACKAGE}_*.deb")) or not list(debs.glob(f"{AWESOME}_*")):
        _download(debs)
    with step("Unpacking Odoo 19"):
        for deb in sorted(debs.glob("*.deb")):
            unpack(deb, fresh)
    missing = needed_but_dangling(fresh)
    if missing:
        raise Trouble(
            "Debian's Odoo needs files that its companion packages no longer bring: "
            + ", ".join(missing[:5]),
            "Set ELEKTROHISOB_ODOO to a checkout of Odoo 19.0, and report this.",
        )
    shutil.rmtree(fresh / UNPACKED / "addons", ignore_errors=True)  # a second copy
    shutil.rmtree(home, ignore_errors=True)
    (fresh / ".complete").touch()
    fresh.rename(home)


def _download(debs: Path) -> None:
    """Download the packages; Font Awesome 4.7 from whichever suite still has it."""
    apt = PrivateApt()
    suites = ["sid", "own"]
    apt.update(suites)
    if not apt.versions(PACKAGE):
        raise Trouble(
            f"Debian's archive offers no package {PACKAGE} to this machine.",
            NETWORK,
        )
    awesome = _font_awesome(apt.versions(AWESOME))
    if not awesome:
        apt.update([*suites, AWESOME_SUITE])
        awesome = _font_awesome(apt.versions(AWESOME))
    if not awesome:
        raise Trouble(
            f"No suite of Debian offers {AWESOME} 4.7, which Odoo's pages need.",
            "Set ELEKTROHISOB_ODOO to a checkout of Odoo 19.0.",
        )
    shutil.rmtree(debs, ignore_errors=True)
    fresh = debs.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    apt.download(
        [PACKAGE, *COMPANIONS, f"{AWESOME}={awesome}"], fresh, "Downloading Odoo 19"
    )
    fresh.rename(debs)


def _font_awesome(versions: list[str]) -> str | None:
    """Return the version that is really 4.7 (Debian once shipped it as 5.0.10)."""
    return next((v for v in versions if re.search(r"(^|really)4\.7", v)), None)


def needed_but_dangling(home: Path) -> list[str]:
    """Return links of Odoo's pages that lead nowhere (point of sale's font aside)."""
    addons = home / UNPACKED / "odoo" / "addons"
    return [
        str(path.relative_to(addons))
        for path in addons.rglob("*")
        if path.is_symlink() and not path.exists() and "point_of_sale" not in path.parts
    ]
