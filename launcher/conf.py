"""Reading `odoo.conf`, and deriving from it the file a server is started with."""

from __future__ import annotations

import configparser
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import paths
from launcher.odoo_source import Odoo
from launcher.say import Trouble

DEMO = "elektrohisob"


@dataclass(frozen=True)
class Server:
    """How to reach PostgreSQL; `embedded` if it is the launcher's own cluster."""

    host: str
    port: int = 5432
    user: str = "elektrohisob"
    password: str = ""
    embedded: bool = True

    def env(self, database: str = "postgres") -> dict[str, str]:
        """Return libpq's variables for this server."""
        pairs = {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGDATABASE": database,
        }
        if self.password:
            pairs["PGPASSWORD"] = self.password
        return pairs


def read(path: Path = paths.CONF) -> configparser.RawConfigParser:
    """Return the parsed configuration; Trouble if it cannot be read."""
    parser = configparser.RawConfigParser()
    try:
        with path.open(encoding="utf-8") as handle:
            parser.read_file(handle)
    except (OSError, configparser.Error) as error:
        raise Trouble(
            f"{path} cannot be read: {error}",
            "Correct the line named, or restore the file: git checkout odoo.conf",
        ) from error
    if not parser.has_section("options"):
        raise Trouble(
            f"{path} has no section [options].",
            "Restore the file: git checkout odoo.conf",
        )
    return parser


def value(parser: configparser.RawConfigParser, name: str, default: str = "") -> str:
    """Return an option; Odoo's old habit of writing False for "not set" is read so."""
    found = parser.get("options", name, fallback=default).strip()
    return default if found in ("", "False", "false") else found


def named_server(parser: configparser.RawConfigParser) -> Server | None:
    """Return the PostgreSQL server `odoo.conf` names, or None if it names none."""
    host = value(parser, "db_host")
    if not host:
        return None
    return Server(
        host,
        int(value(parser, "db_port", "5432")),
        value(parser, "db_user", DEMO),
        value(parser, "db_password"),
        embedded=False,
    )


def data_dir(parser: configparser.RawConfigParser) -> Path:
    """Where the server keeps its files: as `odoo.conf` says, or in .local."""
    return Path(value(parser, "data_dir") or paths.LOCAL / "data")


def key_file() -> str:
    """The file of the key that secrets of others are sealed with in a database; what
    a task seals the server must be able to open."""
    named = os.environ.get("ELEKTROHISOB_SECRET_FILE")
    return named or str(data_dir(read()) / "elektrohisob.key")


def derive(
    target: Path,
    odoo: Odoo,
    server: Server,
    database: str,
    mark: Callable[[configparser.RawConfigParser], None] | None = None,
    **options: object,
) -> Path:
    """Write `odoo.conf` with what depends on this machine filled in; return `target`.

    `options` override single lines; their names are those of Odoo. `mark` may add to
    other sections.
    """
    parser = read()
    section = dict(parser.items("options"))
    folders = [paths.ADDONS, *odoo.addons]
    named = [f for f in section.get("addons_path", "").split(",") if f.strip()]
    section.update(
        db_host=server.host,
        db_port=str(server.port),
        db_user=server.user,
        db_name=database,
        addons_path=",".join(dict.fromkeys([*map(str, folders), *named])),
    )
    section["data_dir"] = str(data_dir(parser))
    if server.password:
        section["db_password"] = server.password
    section.update({name: str(option) for name, option in options.items()})
    parser["options"] = section
    if mark:
        mark(parser)
    paths.make(target.parent)
    with os.fdopen(
        os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as handle:
        handle.write("; Derived from odoo.conf by the launcher at every start.\n")
        parser.write(handle)
    return target
