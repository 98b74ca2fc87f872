"""The embedded PostgreSQL cluster, or the server that `odoo.conf` names."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from launcher import conf, paths, pg_binaries, pg_settings, sql
from launcher.pg_cluster import Cluster, locate
from launcher.process import clean_env, run_step, tail
from launcher.say import Trouble, note

EXTENSIONS = ("pg_trgm", "btree_gist")


def ensure() -> conf.Server:
    """Return a PostgreSQL that answers, starting the embedded cluster if need be."""
    named = conf.named_server(conf.read())
    if named:
        _check_named(named)
        return named
    cluster = locate()
    with paths.locked(paths.LOCAL, "postgres"):
        if not cluster.running:
            _start(cluster)
    if not sql.answers(cluster.server):
        _create_role(cluster)
    return cluster.server


def stop(cluster: Cluster) -> bool:
    """Stop the embedded cluster; return whether it was running."""
    if not cluster.running:
        return False
    run_step(
        "Stopping PostgreSQL",
        [_programs(cluster) / "pg_ctl", "stop", "-w", "-m", "fast", "-D", cluster.data],
        paths.LOG / "postgres.log",
        f"Look into {cluster.log}; a server that hangs can be ended with the process "
        f"id in {cluster.data}/postmaster.pid.",
        user=cluster.drop_to,
    )
    return True


def crash_command(cluster: Cluster) -> dict[str, object]:
    """Return what `subprocess.run` takes to end the cluster as a failure of power does
    and to start it again; for measurements of what is lost then."""
    words = ["restart", "-w", "-m", "immediate", "-D", cluster.data, "-l", cluster.log]
    user = cluster.drop_to
    return {
        "args": [str(word) for word in (_programs(cluster) / "pg_ctl", *words)],
        "user": user.pw_uid if user else None,
        "group": user.pw_gid if user else None,
        "extra_groups": [] if user else None,
    }


def _programs(cluster: Cluster) -> Path:
    """Return the folder of programs that fits the cluster's version."""
    mark = cluster.data / "PG_VERSION"
    if not mark.exists():
        return pg_binaries.find() or pg_binaries.wheel(cluster.home)
    major = int(mark.read_text())
    found = pg_binaries.find(major)
    if found is None:
        found = pg_binaries.wheel(cluster.home)
        if pg_binaries.version(found) != major:
            raise Trouble(
                f"The cluster in {cluster.data} is of PostgreSQL {major}, whose "
                "programs are no longer on this machine.",
                f"Install PostgreSQL {major} again, or, if its data may go, delete "
                f"{cluster.home} and start anew.",
            )
    return found


def _start(cluster: Cluster) -> None:
    """Create the cluster if it is new, write its settings, and start it."""
    if cluster.home != paths.LOCAL / "pg":
        note(
            f"  The user {cluster.user.pw_name} may not enter {paths.ROOT}: the "
            f"cluster is kept in {cluster.home}"
        )
    for folder in (cluster.home, cluster.sockets):
        paths.make(folder)
        if os.geteuid() == 0:
            os.chown(folder, cluster.user.pw_uid, cluster.user.pw_gid)
        folder.chmod(0o755)
    programs = _programs(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _create(cluster, programs)
    _configure(cluster)
    major, user = pg_binaries.version(programs), cluster.user.pw_name
    run_step(
        f"Starting PostgreSQL {major} as {user}",
        [
            programs / "pg_ctl",
            "start",
            "-w",
            "-t",
            "120",
            "-D",
            cluster.data,
            "-l",
            cluster.log,
        ],
        paths.LOG / "postgres.log",
        f"The reason is in {cluster.log}. Memory too small for it, a full disk, or "
        "files of another owner are the usual ones.",
        user=cluster.drop_to,
    )


def _create(cluster: Cluster, programs: Path) -> None:
    """Run initdb."""
    paths.need_space(cluster.home, 1000, "PostgreSQL")
    shutil.rmtree(cluster.data, ignore_errors=True)
    run_step(
        f"Creating a PostgreSQL cluster in {cluster.data}",
        [
            programs / "initdb",
            "-D",
            cluster.data,
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--auth-local=peer",
            "--auth-host=reject",
            "-k",
        ],
        paths.LOG / "postgres.log",
        "Read the reason above; with too little disk free some, with an odd "
        "installation of PostgreSQL name a server in odoo.conf (db_host).",
        user=cluster.drop_to,
    )


def _configure(cluster: Cluster) -> None:
    """Write settings and access rules, unless somebody has made the files his own."""
    hba_file = cluster.data / "pg_hba.conf"
    made_here = hba_file.read_text().startswith(pg_settings.MARK)
    main = cluster.data / "postgresql.conf"
    include = "include_if_exists = 'elektrohisob.conf'\n"
    if not made_here and include in main.read_text():
        return
    users = {"root", pwd.getpwuid(os.geteuid()).pw_name}
    hba, ident = pg_settings.access(users, cluster.user.pw_name)
    free = shutil.disk_usage(cluster.home).free // 2**20
    files = {
        "elektrohisob.conf": pg_settings.settings(
            cluster.sockets, pg_settings.memory_mb(), os.cpu_count() or 1, free
        ),
        "pg_hba.conf": hba,
        "pg_ident.conf": ident,
    }
    if include not in main.read_text():
        with main.open("a") as handle:
            handle.write("\n" + include)
    for name, text in files.items():
        path = cluster.data / name
        path.write_text(text)
        if os.geteuid() == 0:
            os.chown(path, cluster.user.pw_uid, cluster.user.pw_gid)
        path.chmod(0o600)


def _create_role(cluster: Cluster) -> None:
    """Create the role of Odoo (which refuses the superuser) and check extensions."""
    boss = conf.Server(str(cluster.sockets), user="postgres")
    try:
        if not sql.rows(boss, "SELECT 1 FROM pg_roles WHERE rolname = 'elektrohisob'"):
            sql.run(boss, "CREATE ROLE elektrohisob LOGIN CREATEDB")
    except Trouble as error:
        raise Trouble(
            f"{error.sentence}\n{tail(cluster.log)}",
            f"The cluster in {cluster.home} belongs to the user "
            f"{cluster.user.pw_name}: run the launcher as that user or as root.",
        ) from error
    check_extensions(boss)


def check_extensions(server: conf.Server) -> None:
    """Raise Trouble unless the server offers the extensions the addons need."""
    names = ", ".join(f"'{name}'" for name in EXTENSIONS)
    found = sql.rows(
        server, f"SELECT name FROM pg_available_extensions WHERE name IN ({names})"
    )
    missing = sorted(set(EXTENSIONS) - {row[0] for row in found})
    if missing:
        raise Trouble(
            f"This PostgreSQL lacks the extension {' and '.join(missing)}.",
            "Install PostgreSQL's contrib package of the same version "
            "(postgresql-contrib).",
        )


def _check_named(server: conf.Server) -> None:
    """Raise Trouble unless the server named in odoo.conf answers as it should."""
    try:
        sql.rows(server, "SELECT 1")
    except Trouble as error:
        raise Trouble(
            f"The server that odoo.conf names ({server.user}@{server.host}:"
            f"{server.port}) cannot be used: {error.sentence}",
            "Correct db_host, db_port, db_user and db_password in odoo.conf, or clear "
            "db_host to use the embedded cluster.",
        ) from error
    if server.user == "postgres":
        raise Trouble(
            "odoo.conf names the role postgres, which Odoo refuses.",
            "Create a role of its own: CREATE ROLE elektrohisob LOGIN CREATEDB "
            "PASSWORD '…', and name it in db_user.",
        )


def environment(server: conf.Server, database: str) -> dict[str, str]:
    """Return a full environment for libpq programs on `database`."""
    return clean_env(**server.env(database))


def program(cluster: Cluster, name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, None if it is not there."""
    path = _programs(cluster) / name
    return str(path) if path.is_file() else None
