"""Comparison of a day of a payment service: how long, and by which plan.

`python payment_days.py DATABASE [ROWS]` with Odoo's own options after it. Give a
database with `elektrohisob_billing` installed and nothing of value in it. Events,
payments and a register of two days are written by INSERT … SELECT in a transaction that
is rolled back; every 10,000th payment is missing on each side.
"""

import argparse
import time
from datetime import date

import odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import SQL

from odoo.addons.elektrohisob_billing.tools import payment_day

DAY = date(2026, 5, 10)
PAYMENTS = """
    INSERT INTO elektrohisob_payment
           (company_id, account_id, date, amount, channel, state, provider_id,
            external_key, number)
    SELECT %(company)s, %(account)s, %(day)s::date + n %% 2, 1000 + n %% 900, 'online',
           'posted', %(provider)s, '1:' || n, n::text
      FROM generate_series(1, %(rows)s) AS n
"""
EVENTS = """
    INSERT INTO elektrohisob_payment_event
           (id, origin_id, step, provider_id, company_id, service, external_id, state,
            time, provider_time, account_id, amount, payment_id)
    SELECT paid.id, paid.id, 0, %(provider)s, %(company)s, '1', paid.number,
           'performed', told.ms, told.ms, %(account)s, paid.amount, paid.id
      FROM elektrohisob_payment AS paid
     CROSS JOIN LATERAL (
           SELECT (extract(epoch FROM paid.date) * 1000)::int8
                  + paid.number::int8 * 300 %% 60000000 AS ms) AS told
     WHERE paid.provider_id = %(provider)s AND paid.number::int8 %% 10000 <> 2
"""
TOLD = """
    INSERT INTO elektrohisob_payment_told
           (provider_id, company_id, message_id, day, key, account_id, amount, state)
    SELECT %(provider)s, %(company)s, 1, paid.date, paid.number, %(account)s,
           paid.amount, 'performed'
      FROM elektrohisob_payment AS paid
     WHERE paid.provider_id = %(provider)s AND paid.number::int8 %% 10000 <> 4
"""


def write(env: Environment, rows: int) -> int:
    """Two days of payments; the id of their provider."""
    account = env["elektrohisob.account"].search([], limit=1)
    provider = env["elektrohisob.exchange.provider"].create(
        {
            "name": "Load",
            "code": "load-days",
            "kind": "paynet",
            "company_id": account.company_id.id,
        }
    )
    env["elektrohisob.payment.clearing"].create(
        {"provider_id": provider.id, "date_start": "2026-01-01", "basis": "Load"}
    )
    env.flush_all()
    names = {
        "company": account.company_id.id,
        "account": account.id,
        "provider": provider.id,
        "day": DAY,
        "rows": 2 * rows,
    }
    for statement in (PAYMENTS, EVENTS, TOLD):
        env.cr.execute(SQL(statement, **names))
    # payments without events came by the API; here they are the missing ones
    env.cr.execute(
        SQL(
            "DELETE FROM elektrohisob_payment WHERE provider_id = %s "
            "AND number::int8 %% 10000 = 2",
            provider.id,
        )
    )
    for table in ("payment", "payment_event", "payment_told"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(f"elektrohisob_{table}")))
    return provider.id


def measure(env: Environment, rows: int) -> None:
    """Print times and the plan."""
    provider = env["elektrohisob.exchange.provider"].browse(write(env, rows))
    for turn in ("first", "again", "third"):
        start = time.perf_counter()
        document = env["elektrohisob.payment.day"]._derive(provider, [DAY])
        env.flush_all()
        spent = time.perf_counter() - start
        print(
            f"{document.our_count} payments, {document.told_count} told, "
            f"{len(document.line_ids)} differences ({turn}): {spent:.2f} s",
            flush=True,
        )
    print(payment_day.explain(env.cr, provider.id, DAY))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("rows", type=int, nargs="?", default=200_000)
    given, options = parser.parse_known_args()
    odoo.tools.config.parse_config(["-d", given.database, *options])
    with Registry(given.database).cursor() as cursor:
        measure(Environment(cursor, SUPERUSER_ID, {}), given.rows)
        cursor.rollback()
