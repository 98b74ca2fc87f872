"""What is printed when the server is ready: address, logins, first clicks."""

from __future__ import annotations

import csv
from pathlib import Path

from launcher import paths
from launcher.say import note

HEAD = {"login": "login", "password": "password"}
LOGINS = paths.ADDONS / "elektrohisob_base" / "demo" / "logins.csv"


def logins(path: Path = LOGINS) -> list[dict[str, str]]:
    """Return the demonstration's logins, none if the file is not there."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def text(port: int, rows: list[dict[str, str]], interface: str = "127.0.0.1") -> str:
    """Return the greeting."""
    host = "localhost" if interface.startswith("127.") else interface
    lines = ["", f"Elektrohisob is ready:  http://{host}:{port}/web/login", ""]
    if rows:
        wide = max(len(row["login"]) for row in [HEAD, *rows])
        wide_pw = max(len(row["password"]) for row in [HEAD, *rows])
        lines.append(f"  {'login':<{wide}}  {'password':<{wide_pw}}  role")
        for row in rows:
            role = " / ".join(filter(None, (row.get("role_uz"), row.get("role_en"))))
            lines.append(
                f"  {row['login']:<{wide}}  {row['password']:<{wide_pw}}  {role}"
            )
            if row.get("first_click"):
                lines.append(f"  {'':<{wide}}  first: {row['first_click']}")
    else:
        lines.append("  login admin, password admin; first: the menu Apps")
    lines += ["", "Stop it with ./elektrohisob stop", ""]
    return "\n".join(lines)


def show(port: int, interface: str) -> None:
    """Print the greeting."""
    note(text(port, logins(), interface))
