"""The command line: one function a command."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time

from launcher import (
    bench,
    conf,
    database,
    doctor,
    paths,
    postgres,
    server,
    simulators,
    sql,
    tests,
    welcome,
)
from launcher.conf import DEMO
from launcher.odoo_run import argv
from launcher.process import clean_env
from launcher.say import Trouble, failure, note

MAIN = server.Service()


def start(args: argparse.Namespace) -> int:
    """Make everything ready and start the server with the demonstration database."""
    options = conf.read()
    interface = conf.value(options, "http_interface", "127.0.0.1")
    port = args.port or int(conf.value(options, "http_port", "8069"))
    running = MAIN.pid("odoo")
    if running and not args.fresh:
        note(f"The server is running already (process {running}).")
        simulators.start(postgres.ensure())
        welcome.show(MAIN.port(), interface)
        return 0
    server.stop(MAIN)
    server.check_port(interface, port)
    started = time.monotonic()
    site = database.prepare()
    database.ensure_demo(site, fresh=args.fresh)
    processes = server.launch(MAIN, site, DEMO, port)
    try:
        server.wait_ready(MAIN, processes)
    except BaseException:
        server.stop(MAIN)
        raise
    simulators.start(site.server)
    welcome.show(port, interface)
    note(f"Ready in {time.monotonic() - started:.1f} s; log: {MAIN.log}")
    return _follow(processes) if args.foreground else 0


def _follow(processes: list[subprocess.Popen]) -> int:
    """Stay until the server ends or the user or the system asks to stop."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    note("Running in the foreground; Ctrl-C stops the server.")
    try:
        return processes[0].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        simulators.stop()
        server.stop(MAIN)


def stop(args: argparse.Namespace) -> int:
    """Stop the server; with --all the embedded PostgreSQL too."""
    simulators.stop()
    if not server.stop(MAIN):
        note("The server was not running.")
    if args.all:
        if conf.named_server(conf.read()):
            note("PostgreSQL is the server named in odoo.conf; it is left alone.")
        elif not postgres.stop(postgres.locate()):
            note("PostgreSQL was not running.")
    return 0


def status(args: argparse.Namespace) -> int:
    """Say what runs; the exit code is 0 if the pages and the inbox of payments
    answer, 3 if not."""
    pid = MAIN.pid("odoo")
    problem = server.page_problem(MAIN.port()) if pid else "not running"
    where = f"process {pid}, port {MAIN.port()}" if pid else "start it with start"
    note(f"server:     {problem or 'answers'} ({where})")
    pid = MAIN.pid("inbox")
    closed = server.inbox_problem(MAIN.port()) if pid else "not running"
    where = f"process {pid}, log {MAIN.inbox_log}" if pid else "stop, then start"
    note(f"payments:   {closed or 'answers'} ({where})")
    for one in simulators.ALL:
        note(f"{one.name + ':':11} {one.state()}, simulator of the demonstration")
    named = conf.named_server(conf.read())
    if named:
        note(f"PostgreSQL: {named.host}:{named.port}, named in odoo.conf")
    else:
        cluster = postgres.locate()
        state = "runs" if cluster.running else "not running"
        note(f"PostgreSQL: {state} ({cluster.home}, user {cluster.user.pw_name})")
        if cluster.running and paths.VENV_PYTHON.exists():
            mine = [d for d in sql.databases(cluster.server) if d.startswith("el")]
            note(f"databases:  {', '.join(sorted(mine)) or 'none yet'}")
    return 3 if problem or closed else 0


def update(args: argparse.Namespace) -> int:
    """Bring the database up to date with the addons' files, and restart."""
    was_running = MAIN.pid("odoo")
    port = MAIN.port() if was_running else None
    site = database.prepare()
    server.stop(MAIN)
    database.update_demo(site)
    if port:
        return start(argparse.Namespace(port=port, fresh=False, foreground=False))
    note("The server was not running and was not started.")
    return 0


def shell(args: argparse.Namespace) -> int:
    """Open Odoo's Python shell; standard input may be a script."""
    site = _with_database(args.database)
    config = conf.derive(
        paths.LOCAL / "odoo-shell.conf",
        site.odoo,
        site.server,
        args.database,
        workers=0,
        max_cron_threads=0,
    )
    note("After env.cr.commit() call env.registry.signal_changes(), so that a running")
    note("server forgets what it has cached.")
    words = argv("shell", "-c", config, "--no-http", *args.rest)
    os.execve(words[0], [str(word) for word in words], clean_env())


def psql(args: argparse.Namespace) -> int:
    """Open psql on the database."""
    site = _with_database(args.database)
    program = shutil.which("psql")
    if not program and site.server.embedded:
        program = postgres.program(postgres.locate(), "psql")
    if not program:
        raise Trouble(
            "This machine has no psql.",
            "Install PostgreSQL's client (Debian: postgresql-client); or use "
            "./elektrohisob shell.",
        )
    env = postgres.environment(site.server, args.database)
    os.execve(program, ["psql", *args.rest], env)


def _with_database(name: str) -> database.Site:
    site = database.prepare()
    if name not in sql.databases(site.server):
        raise Trouble(
            f"There is no database {name}.",
            "./elektrohisob start makes the demonstration; ./elektrohisob status "
            "lists what there is.",
        )
    return site


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="elektrohisob",
        description="Runs Elektrohisob: electricity sales on Odoo 19. Nothing is "
        "installed into the system; all it makes is in .local and in the user's cache.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, action: object, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(action=action)
        return command

    one = add(
        "start",
        start,
        "start the server with the demonstration; first time: "
        "fetch and build everything",
    )
    one.add_argument("--port", type=int, help="port to listen on (odoo.conf: 8069)")
    one.add_argument("--foreground", action="store_true", help="stay; Ctrl-C stops")
    one.add_argument("--fresh", action="store_true", help="rebuild the demonstration")
    one = add("stop", stop, "stop the server")
    one.add_argument("--all", action="store_true", help="stop PostgreSQL too")
    add("status", status, "say what runs, and which databases there are")
    tests.add_arguments(add("test", tests.main, "run the tests; without a stage: all"))
    for name, action, text in (
        ("shell", shell, "open Odoo's Python shell on the database"),
        ("psql", psql, "open psql on the database"),
    ):
        one = add(name, action, text)
        one.add_argument("-d", "--database", default=DEMO, help=f"default: {DEMO}")
        one.add_argument("rest", nargs="*", help="passed on (after --)")
    add("update", update, "bring the database up to date with the addons; restart")
    one = add("bench", bench.main, "measure on a fresh database of its own")
    one.epilog = "All further arguments are passed on to tests/load/bench.py."
    one.set_defaults(rest=[])
    add("doctor", doctor.main, "check every prerequisite and the books' invariants")
    one = add("help", None, "show this help, or that of a command")
    one.add_argument("topic", nargs="?")
    one.set_defaults(action=lambda args: _help(top, commands, args.topic))
    return top


def _help(top: argparse.ArgumentParser, commands: object, topic: str | None) -> int:
    known = commands.choices  # type: ignore[attr-defined]
    if topic and topic not in known:
        raise Trouble(f"There is no command {topic}.", f"Known: {', '.join(known)}")
    (known[topic] if topic else top).print_help()
    return 0


def main(words: list[str]) -> int:
    """Run the command line; return the exit code."""
    os.umask(0o022)
    args, more = parser().parse_known_args(words or ["help"])
    if more and args.command != "bench":
        parser().error(f"unknown: {' '.join(more)} (see ./elektrohisob help)")
    if more:
        args.rest = more
    try:
        return args.action(args)
    except Trouble as trouble:
        failure(trouble)
        return 1
    except OSError as error:
        remedy = "Check that the file or folder exists and that you may use it."
        if error.errno == 28:
            remedy = "The disk is full: free some space and repeat."
        failure(Trouble(str(error), remedy))
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
