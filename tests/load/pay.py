"""Payments over the real HTTP endpoint, beside a controller that inserts one row.

    ./elektrohisob bench --only payments [--payments 20000] [--clients 16] [--hot]
                                         [--kill 2] [--restart] [--beside 100000]

The inbox is started as `./elektrohisob start` does it, with two workers; clients pay
as PAYNET does (JSON-RPC), send every tenth payment twice and cancel every fiftieth. The
bare controller runs in an Odoo of two workers of its own. ``--kill``: the whole inbox
is killed (-9) so many times meanwhile and started again; ``--restart``: PostgreSQL is
ended at once in the middle, and recovers; clients repeat what was not answered.
``--beside``: once more while so many accounts are billed by another process. In the end
every payment must be there exactly once under the number that was told, cancelled ones
reversed, each balance equal to its entries, and the chain of seals whole. Prints
requests a second, p50 and p99.
"""

import json
import os
import statistics
import subprocess
import threading
import time
from multiprocessing import get_context

import generate
import pay_load
import workers
from pay_load import PATH, Load
from pay_server import BARE, Server

from odoo import SUPERUSER_ID, api, fields, sql_db


def add_options(parser) -> None:
    """Options of this section."""
    parser.add_argument("--payments", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kill", type=int, default=0)
    parser.add_argument("--restart", action="store_true", help="of PostgreSQL")
    parser.add_argument("--hot", action="store_true", help="all to one account")
    parser.add_argument("--beside", type=int, default=0, help="accounts billed")


def _prepare(env, options) -> tuple[int, list[str]]:
    """A district with accounts and its PAYNET; (company id, numbers)."""
    month = fields.Date.today().replace(day=1)
    company, _period = generate.district(env, max(options.accounts // 100, 100), month)
    providers = env["elektrohisob.exchange.provider"]
    providers.search([("kind", "=", "paynet")]).active = False
    providers.create(
        {**pay_load.PROVIDER, "code": f"bench-{company}", "company_id": company}
    )
    env["elektrohisob.parameter.value"].search(
        [("parameter_id.code", "=", "payment_calls_minute")]
    ).value = "10000000"
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS bench_bare (id serial PRIMARY KEY, n int)"
    )
    env.cr.commit()
    found = env["elektrohisob.account"].search([("company_id", "=", company)])
    numbers = found.mapped("number")
    return company, numbers[:1] if options.hot else numbers


class Trouble(threading.Thread):
    """Kills the inbox, and ends the database, while payments are under way."""

    def __init__(self, server: Server, options) -> None:
        super().__init__()
        self.server, self.options = server, options
        self.done: list[str] = []

    def run(self) -> None:
        """One after the other, some seconds apart."""
        for number in range(self.options.kill):
            time.sleep(3)
            self.server.kill()
            self.server.start()
            self.done.append("killed")
            if self.options.restart and number == 0:
                time.sleep(3)
                _restart_database()
                self.done.append("database restarted")
        if self.options.restart and not self.options.kill:
            time.sleep(3)
            _restart_database()
            self.done.append("database restarted")


def _restart_database() -> None:
    """End PostgreSQL as a failure of power would, and start it again."""
    command = os.environ.get("ELH_PG_RESTART")
    if not command:
        raise SystemExit("--restart needs the cluster of ./elektrohisob bench.")
    given = json.loads(command)
    subprocess.run(**given, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _run(server, path, groups, options, trouble=None):
    """Send everything with two client processes; (requests a second, times, loads)."""
    shares = [groups[0::2], groups[1::2]]
    threads = max(options.clients // 2, 1)
    loads = [Load(server.port, path, share, threads) for share in shares]
    with get_context("spawn").Pool(2) as pool:
        pool.map(abs, [1, 2])
        began = time.perf_counter()
        if trouble:
            trouble.start()
        done = pool.map(pay_load.work, loads, 1)
        seconds = time.perf_counter() - began
    if trouble:
        trouble.join()
    wrong = [text for load in done for text in load.wrong]
    if wrong:
        raise SystemExit(f"{len(wrong)} wrong answers, the first: {wrong[0]}")
    times = sorted(second for load in done for second in load.times)
    return len(times) / seconds, times, done


def _print(what, speed, times) -> None:
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    print(
        f"  {what:42} {speed:8,.0f} requests/s  p50 {p50 * 1000:6.1f} ms"
        f"  p99 {p99 * 1000:6.1f} ms",
        flush=True,
    )


def _check(registry, company, payments, numbers) -> None:
    """Nothing is lost, nothing is twice, and the books are whole."""
    sql_db.close_all()  # of before the database was ended
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        cr.execute(pay_load.FOUND, {"company": company})
        found, expected = cr.fetchone(), pay_load.expected(payments)
        if tuple(map(int, found)) != expected:
            raise SystemExit(f"Wrong: {found}, expected {expected}")
        cr.execute(pay_load.NUMBERS, {"company": company})
        if dict(cr.fetchall()) != numbers:
            raise SystemExit("Numbers were told that are not those of the events.")
        today = fields.Date.add(fields.Date.today(), days=1)
        env["elektrohisob.ledger.seal"]._seal(today)
        env.user.company_ids += env["res.company"].browse(company)
        unit = env["elektrohisob.ledger.entry"].with_context(
            allowed_company_ids=[company]
        )
        seals = unit.verify()
        if seals["broken"] or not seals["entries"]:
            raise SystemExit(f"The chain of seals: {seals}")
        print(
            f"  {expected[0]:,} payments once each, {expected[2]:,} of them reversed; "
            f"{seals['entries']:,} entries sealed and verified"
        )
        cr.rollback()


def _bill(ids: list[int], *, period_id: int) -> int:
    """Settle a chunk of accounts in a transaction."""
    with workers.environment() as env:
        period = env["elektrohisob.period"].browse(period_id)
        accounts = env["elektrohisob.account"].browse(ids)
        return len(env["elektrohisob.settlement"]._settle(accounts, period).charged)


def _beside(env, options, arguments) -> threading.Thread:
    """A billing run of another district in a process of its own."""
    month = fields.Date.today().replace(day=1)
    company, period = generate.district(env, options.beside, month)
    ids = env["elektrohisob.account"].search([("company_id", "=", company)]).ids
    chunks = [ids[start : start + 1000] for start in range(0, len(ids), 1000)]
    return threading.Thread(
        target=workers.timed, args=(_bill, chunks, 1, arguments),
        kwargs={"period_id": period},
    )  # fmt: skip


def main(options, arguments, registry) -> None:
    """Measure the section."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        company, accounts = _prepare(env, options)
        registry.signal_changes()
    plain = 0.0
    if not options.kill:
        plain = _measure_bare(options)
    server = Server(options.config, is_inbox=True)
    server.start()
    try:
        trouble = Trouble(server, options) if options.kill or options.restart else None
        groups = pay_load.groups(accounts, 0, options.payments)
        ours, times, loads = _run(server, PATH, groups, options, trouble)
        _print(f"PAYNET, {options.clients} clients", ours, times)
        if trouble:
            print(
                f"  {', '.join(trouble.done)}; sent again {sum(x.again for x in loads)}"
            )
        if plain:
            print(f"  ratio {ours / plain:51.2f}")
        paid = options.payments
        if options.beside:
            loads += _measure_beside(server, accounts, options, arguments, registry)
            paid *= 2
    finally:
        server.kill()
    numbers = {key: value for load in loads for key, value in load.numbers.items()}
    _check(registry, company, paid, numbers)


def _measure_bare(options) -> float:
    """Requests a second of the controller that inserts one row."""
    server = Server(options.config, is_inbox=False)
    server.start()
    try:
        groups = [["x" * 200] for _number in range(options.payments)]
        speed, times, _loads = _run(server, BARE, groups, options)
        _print("a controller that inserts one row", speed, times)
        return speed
    finally:
        server.kill()


def _measure_beside(server, accounts, options, arguments, registry) -> list[Load]:
    """The same number of payments while a billing run goes on."""
    with registry.cursor() as cr:
        run = _beside(api.Environment(cr, SUPERUSER_ID, {}), options, arguments)
    run.start()
    time.sleep(4)  # its process loads Odoo first
    groups = pay_load.groups(accounts, options.payments, options.payments)
    speed, times, loads = _run(server, PATH, groups, options)
    state = "goes on" if run.is_alive() else "ended before"
    _print(f"beside a billing run ({state})", speed, times)
    run.join()
    return loads
