"""Seals of the ledger: cost for whoever writes entries, speed of sealing, verifying.

`python seals.py DATABASE [ROWS]` with Odoo's own options after it. Give a database with
`elektrohisob_billing` installed and nothing of value in it. Entries of districts and
days are written by INSERT … SELECT in a transaction that is rolled back.
"""

import argparse
import time

import odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import SQL

DAYS = 10
TABLE = "elektrohisob_ledger_entry"
PLAIN = (f"ALTER TABLE {TABLE} ALTER COLUMN create_date DROP DEFAULT",)
INSERT = f"""
    INSERT INTO {TABLE}
           (account_id, company_id, period_id, date, kind, amount, charge_id)
    SELECT %(account)s, (%(units)s)[1 + n / %(slice)s], 1, '2026-05-31', 'charge',
           n %% 900000 / 7.0, n
      FROM generate_series(0, %(rows)s - 1) AS n
"""


def clock(what: str, rows: int, work, *arguments) -> object:
    """Run, print rows a second, return what the work returns."""
    start = time.perf_counter()
    result = work(*arguments)
    spent = time.perf_counter() - start
    print(f"{what:42s} {spent:7.2f} s {rows / spent:12,.0f} entries/s", flush=True)
    return result


def write(env: Environment, rows: int) -> None:
    """Entries of all units, without a time of their own."""
    account = env["elektrohisob.account"].search([], limit=1)
    units = env["res.company"].search([]).ids
    options = {"account": account.id, "units": units, "rows": rows}
    env.cr.execute(SQL(INSERT, slice=-(-rows // len(units)), **options))


def measure(env: Environment, rows: int) -> None:
    """Print the figures."""
    for turn in ("first", "again"):
        with env.cr.savepoint() as savepoint:
            clock(f"written, with their time ({turn})", rows, write, env, rows)
            savepoint.rollback()
        with env.cr.savepoint() as savepoint:
            for statement in PLAIN:
                env.cr.execute(statement)
            clock(f"written, without it ({turn})", rows, write, env, rows)
            savepoint.rollback()
    write(env, rows)
    env.cr.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    env.cr.execute(
        f"UPDATE {TABLE} SET create_date = now() AT TIME ZONE 'UTC'"
        f" - interval '1 day' * (1 + id % {DAYS}) WHERE charge_id IS NOT NULL"
    )
    env.cr.execute(f"ANALYZE {TABLE}")
    seals = env["elektrohisob.ledger.seal"]
    env.cr.execute("SELECT elektrohisob_ledger_day(now() AT TIME ZONE 'UTC')")
    today = env.cr.fetchone()[0]
    made = clock("sealed", rows, seals._seal, today)
    query = SQL("SELECT * FROM elektrohisob_ledger_broken(NULL, NULL, NULL)")
    found = clock(f"verified, {made} seals", rows, env.execute_query, query)
    assert not found, found
    env.cr.execute(
        f"UPDATE {TABLE} SET amount = amount + 1 WHERE charge_id = {rows // 2}"
    )
    found = clock("verified, one entry changed", rows, env.execute_query, query)
    print("named:", found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    given, options = parser.parse_known_args()
    odoo.tools.config.parse_config(["-d", given.database, *options])
    with Registry(given.database).cursor() as cursor:
        measure(odoo.api.Environment(cursor, SUPERUSER_ID, {}), given.rows)
        cursor.rollback()
