"""Posting a month to the general ledger: how long, and against a plain GROUP BY.

`python gl_postings.py DATABASE [ENTRIES]` with Odoo's own options after it. Give a
database with `elektrohisob_billing` installed and nothing of value in it: a district of
ENTRIES / 10 households is generated, each with five charges and five payments of one
month. The plain statement adds the same entries up by day, kind, category and tariff
group and inserts the sums; it knows nothing of advances.
"""

import argparse
import time
from datetime import date

import generate
from clock import Clock

import odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import SQL

MONTH = date(2025, 10, 1)
EACH = 5
STATEMENTS = (
    """
    INSERT INTO elektrohisob_charge
           (account_id, company_id, period_id, kind, month, date_start, date_end,
            version_id, block, price, kwh, amount, vat)
    SELECT a.id, a.company_id, %(period)s, 'regular', %(month)s, %(month)s,
           %(month)s::date + 31, v.id, 1, 600, 10 + n, (10 + n) * 600,
           round((10 + n) * 600 * 12 / 112.0, 2)
      FROM elektrohisob_account a
     CROSS JOIN generate_series(1, %(each)s) AS n
     CROSS JOIN (SELECT v.id FROM elektrohisob_tariff_version v
                   JOIN elektrohisob_tariff t ON t.id = v.tariff_id
                  WHERE t.code = 'H-GEN' ORDER BY v.date_start DESC LIMIT 1) AS v
     WHERE a.company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_payment
           (company_id, account_id, date, amount, channel, state)
    SELECT a.company_id, a.id, %(month)s::date + 5 * n, 1000 * n,
           (ARRAY['bank', 'online', 'cash'])[1 + (a.id + n) %% 3], 'posted'
      FROM elektrohisob_account a
     CROSS JOIN generate_series(1, %(each)s) AS n
     WHERE a.company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_ledger_entry
           (account_id, company_id, period_id, date, kind, amount, charge_id)
    SELECT account_id, company_id, period_id, %(month)s::date + (id %% 28)::int,
           'charge', amount, id
      FROM elektrohisob_charge WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_ledger_entry
           (account_id, company_id, period_id, date, kind, amount, payment_id)
    SELECT account_id, company_id, %(period)s, date, 'payment', -amount, id
      FROM elektrohisob_payment WHERE company_id = %(company)s
    """,
    """
    UPDATE elektrohisob_account_state s SET balance = e.amount
      FROM (SELECT account_id, sum(amount) AS amount FROM elektrohisob_ledger_entry
             WHERE company_id = %(company)s GROUP BY 1) AS e
     WHERE s.account_id = e.account_id
    """,
)
PLAIN = """
CREATE TEMP TABLE plain_posting ON COMMIT DROP AS
SELECT e.date, e.kind, a.category, t."group", sum(e.amount) AS amount,
       sum(c.vat) AS vat
  FROM elektrohisob_ledger_entry e
  JOIN elektrohisob_account a ON a.id = e.account_id
  LEFT JOIN elektrohisob_charge c ON c.id = e.charge_id
  LEFT JOIN elektrohisob_tariff_version v ON v.id = c.version_id
  LEFT JOIN elektrohisob_tariff t ON t.id = v.tariff_id
 WHERE e.company_id = %s
 GROUP BY 1, 2, 3, 4
"""


def measure(env: Environment, entries: int) -> None:
    """Print times and their ratio."""
    company_id, period_id = generate.district(env, entries // (2 * EACH), MONTH)
    names = {
        "company": company_id,
        "period": period_id,
        "month": MONTH,
        "each": EACH,
    }
    for statement in STATEMENTS:
        env.cr.execute(SQL(statement, **names))
    for table in ("charge", "payment", "ledger_entry", "account_state"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(f"elektrohisob_{table}")))
    company = env["res.company"].browse(company_id)
    if not company.root_id.chart_template:
        env["account.chart.template"].try_loading("uz", company=company.root_id)
    clock = Clock(env.cr)
    start, before = time.perf_counter(), clock.seconds()
    env.cr.execute(SQL(PLAIN, company_id))
    plain, plain_cpu = time.perf_counter() - start, clock.seconds() - before
    print(f"{entries:,} entries, plain GROUP BY INSERT: {plain:.1f} s", end="")
    print(f" ({plain_cpu:.1f} s of processors)", flush=True)
    period = env["elektrohisob.period"].browse(period_id)
    for turn in ("first", "again"):
        start, before = time.perf_counter(), clock.seconds()
        posted = env["elektrohisob.gl.posting"]._post(period)
        env.flush_all()
        spent, cpu = time.perf_counter() - start, clock.seconds() - before
        print(
            f"  {turn}: {len(posted)} postings in {spent:.1f} s ({cpu:.1f} s of the "
            f"processors of worker and PostgreSQL); ratio to plain "
            f"{plain / spent:.2f} ({plain_cpu / cpu:.2f})",
            flush=True,
        )
    rows = env["elektrohisob.gl"]._compare(company, period.date_start, period.date_end)
    wrong = [row for row in rows if row["difference"]]
    print(f"{len(rows)} days and kinds compared, {len(wrong)} differ")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("entries", type=int, nargs="?", default=1_000_000)
    given, options = parser.parse_known_args()
    odoo.tools.config.parse_config(["-d", given.database, *options])
    with Registry(given.database).cursor() as cursor:
        measure(Environment(cursor, SUPERUSER_ID, {}), given.entries)
        cursor.rollback()
