"""Billing speed in one run: the whole data path against plain SQL and invoices.

    ./elektrohisob bench [--accounts 100000] [--chunk 10000] [--processes 1,2]
    ./elektrohisob bench --only lists
    ./elektrohisob bench --only metering
    ./elektrohisob bench --only payments
    ./elektrohisob bench --only books
    ./elektrohisob bench --only invoices --legal 10000

The section of lists (see lists.py) sets up the country and opens every list; the
section of metering (see metering.py) measures what enters and what becomes of it;
that of payments (see pay.py) what online services ask over HTTP; that of books (see
books.py) the reports of the books; that of invoices (see invoices.py) invoices of
organisations made and posted.

Prints accounts per second of readings → consumption → charge → ledger → balance
(fsync on, one commit a chunk), its ratio to a plain ``INSERT … SELECT`` of the same
rows into the same tables in the same chunks, and to ``account.move`` create + post
of the same bills (a sample). Ratios are what counts; seconds are the machine's.
"""

import argparse
from datetime import date

import books
import generate
import invoices
import lists
import metering
import pay
import replay
import workers

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

MONTH = date(2025, 10, 1)
SECTIONS = ("billing", "books", "invoices", "lists", "metering", "payments")
OURS = "Elektrohisob, whole data path"
PLAIN = "plain INSERT … SELECT of the same rows"


def _settle(ids: list[int], *, period_id: int) -> int:
    """Settle one chunk in one transaction; returns the accounts charged."""
    with workers.environment() as env:
        period = env["elektrohisob.period"].browse(period_id)
        accounts = env["elektrohisob.account"].browse(ids)
        return len(env["elektrohisob.settlement"]._settle(accounts, period).charged)


def _copy(ids: list[int]) -> int:
    """Write the rows of one chunk again by plain SQL in one transaction."""
    bounds = {"low": ids[0], "high": ids[-1]}
    with workers.environment() as env:
        for statement in PLAIN_STATEMENTS:
            env.cr.execute(SQL(statement, **bounds))
    return len(ids)


PLAIN_STATEMENTS = (
    """
    INSERT INTO elektrohisob_consumption
           (account_id, company_id, period_id, usage_point_id, installation_id, month,
            date_start, date_end, reading_from_id, reading_to_id, quality, reading_type,
           origin, kwh)
    SELECT account_id, company_id, period_id, usage_point_id, installation_id, month,
           date_start, date_end, reading_from_id, reading_to_id, quality, reading_type,
           origin, kwh
      FROM bench_consumption WHERE account_id BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO elektrohisob_charge
           (account_id, company_id, period_id, run_id, kind, month, date_start,
            date_end, version_id, block, price, kwh, amount, vat, explanation)
    SELECT account_id, company_id, period_id, run_id, kind, month, date_start,
           date_end, version_id, block, price, kwh, amount, vat, explanation
      FROM bench_charge WHERE account_id BETWEEN %(low)s AND %(high)s
    """,
    """
    INSERT INTO elektrohisob_ledger_entry
           (account_id, company_id, period_id, date, kind, amount, charge_id)
    SELECT account_id, company_id, period_id, date, kind, amount, charge_id
      FROM bench_entry WHERE account_id BETWEEN %(low)s AND %(high)s
    """,
    """
    UPDATE elektrohisob_account_state AS state
       SET balance = state.balance + new.amount, settled_to = state.settled_to
      FROM (SELECT account_id, sum(amount) AS amount FROM bench_entry
             WHERE account_id BETWEEN %(low)s AND %(high)s GROUP BY 1) AS new
     WHERE state.account_id = new.account_id
    """,
)


def _keep_rows(env, company_id) -> None:
    """Keep what our run wrote, for the plain statements to write again."""
    for name, table in (
        ("bench_consumption", "elektrohisob_consumption"),
        ("bench_charge", "elektrohisob_charge"),
        ("bench_entry", "elektrohisob_ledger_entry"),
    ):
        env.cr.execute(
            SQL(
                "DROP TABLE IF EXISTS %(name)s; CREATE UNLOGGED TABLE %(name)s AS "
                "SELECT * FROM %(table)s WHERE company_id = %(company)s; "
                "CREATE INDEX ON %(name)s (account_id); ANALYZE %(name)s",
                name=SQL.identifier(name),
                table=SQL.identifier(table),
                company=company_id,
            )
        )
    env.cr.commit()


def _check(env, company_id, accounts) -> None:
    """The run must be right before its speed means anything."""
    env.cr.execute(
        """
        SELECT count(*), sum(s.balance),
               (SELECT sum(amount) FROM elektrohisob_ledger_entry
                 WHERE company_id = %(company)s),
               (SELECT sum(amount) FROM elektrohisob_charge
                 WHERE company_id = %(company)s)
          FROM elektrohisob_account_state s
         WHERE s.company_id = %(company)s AND s.balance > 0
        """,
        {"company": company_id},
    )
    count, balance, entries, charges = env.cr.fetchone()
    if count != accounts or not balance == entries == charges:
        raise SystemExit(
            f"Wrong: {count} of {accounts} billed, balances {balance}, "
            f"entries {entries}, charges {charges}"
        )


def main() -> None:
    """Parse the arguments, generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--only", choices=SECTIONS, default="billing")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--chunk", type=int, default=10_000)
    parser.add_argument("--processes", default="1,2")
    parser.add_argument("--invoices", type=int, default=500)
    invoices.add_options(parser)
    metering.add_options(parser)
    pay.add_options(parser)
    options = parser.parse_args()
    arguments = ["-c", options.config, "-d", options.database, "--log-level=warn"]
    odoo.tools.config.parse_config(arguments, setup_logging=True)
    registry = Registry(options.database)
    if options.only == "lists":
        # in a database of its own: no district is left for the billing afterwards
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            lists.main(env, options.accounts, MONTH)
    elif options.only == "books":
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            books.main(env, options.accounts, MONTH)
    elif options.only == "invoices":
        invoices.main(options, arguments, registry, MONTH)
    elif options.only == "metering":
        metering.main(options, arguments, registry)
    elif options.only == "payments":
        pay.main(options, arguments, registry)
    else:
        _billing(options, arguments, registry)


def _billing(options, arguments, registry) -> None:
    """Measure the whole data path."""
    speeds = {}
    for processes in map(int, options.processes.split(",")):
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            print(f"Generating {options.accounts:,} accounts …", flush=True)
            company_id, period_id = generate.district(env, options.accounts, MONTH)
            ids = (
                env["elektrohisob.account"]
                .search([("company_id", "=", company_id)], order="id")
                .ids
            )
        chunks = [
            ids[start : start + options.chunk]
            for start in range(0, len(ids), options.chunk)
        ]
        pool = (chunks, processes, arguments)
        settled = workers.timed(_settle, *pool, period_id=period_id)
        ours = options.accounts / settled.seconds
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            _check(env, company_id, options.accounts)
            _keep_rows(env, company_id)
        plain = options.accounts / workers.timed(_copy, *pool).seconds
        speeds[processes] = ours
        print(f"{processes} process(es), chunks of {options.chunk:,}:")
        print(f"  {OURS:42} {ours:10,.0f} accounts/s")
        print(f"  {PLAIN:42} {plain:10,.0f} accounts/s")
        print(f"  ratio to plain SQL {ours / plain:34.2f}")
        print(f"  peak memory of a worker {settled.peak:29.0f} MB", flush=True)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        bills = invoices.speed(env, company_id, options.invoices)
        cr.rollback()
        replay.measure(env, ids[0], period_id)
    print(
        f"account.move create + post of {options.invoices} bills: {bills:.1f} bills/s"
    )
    for processes, ours in speeds.items():
        print(f"  ratio to account.move, {processes} process(es) {ours / bills:14,.0f}")


if __name__ == "__main__":
    main()
