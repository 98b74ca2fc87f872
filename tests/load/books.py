"""Reports of the books over a district of any size: seconds and memory.

    ./elektrohisob bench --only books [--accounts 1000000]

A district with two months of charges and payments; then a page of the turnover by
consumer, its CSV and its workbook, receivables by age, and the plans of their queries.
What counts is the ratio to a plain ``SELECT`` of the same rows, and that memory stays.
"""

import resource
import time
from datetime import date

import generate

from odoo.api import Environment
from odoo.tools import SQL

# Accounts, contracts and states are those of ``generate``; the rest is not needed here.
NEEDED = generate.STATEMENTS[:4]
BOOKS = (
    """
    INSERT INTO elektrohisob_charge
           (account_id, company_id, period_id, kind, month, date_start, date_end,
            version_id, block, price, kwh, amount, vat)
    SELECT a.id, a.company_id, %(period)s, 'regular', m.month, m.month, m.month + 30,
           (SELECT min(id) FROM elektrohisob_tariff_version), 1, 600, 100, 60000,
           6428.57
      FROM elektrohisob_account a
     CROSS JOIN (VALUES (%(month)s - 31), (%(month)s)) AS m (month)
     WHERE a.company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_ledger_entry
           (account_id, company_id, period_id, date, kind, amount, charge_id)
    SELECT account_id, company_id, period_id, month + 29, 'charge', amount, id
      FROM elektrohisob_charge WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_ledger_entry
           (account_id, company_id, period_id, date, kind, amount)
    SELECT id, company_id, %(period)s, %(month)s + id %% 28, 'payment',
           -(50000 + id %% 7 * 10000)
      FROM elektrohisob_account WHERE company_id = %(company)s
    """,
    """
    UPDATE elektrohisob_account_state s SET balance = e.amount
      FROM (SELECT account_id, sum(amount) AS amount FROM elektrohisob_ledger_entry
             WHERE company_id = %(company)s GROUP BY 1) e
     WHERE e.account_id = s.account_id
    """,
)
PLAIN = """
SELECT a.id, a.number, a.name, s.balance FROM elektrohisob_account a
  JOIN elektrohisob_account_state s ON s.account_id = a.id
 WHERE a.company_id = %s ORDER BY a.number
"""


def main(env: Environment, accounts: int, month: date) -> None:
    """The whole section."""
    unit, period = generate.district(env, 0, month)
    names = {
        "company": unit,
        "period": period,
        "prefix": env["res.company"].browse(unit).district_id.account_prefix,
        "accounts": accounts,
        "month": month,
        "tariff": env["elektrohisob.tariff"].search([("code", "=", "H-GEN")]).id,
    }
    started = time.perf_counter()
    for statement in (*NEEDED, *BOOKS):
        env.cr.execute(SQL(statement, **names))
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    taken = time.perf_counter() - started
    print(f"{accounts:,} accounts with their books in {taken:.0f} s", flush=True)
    report(env, unit, month)


def report(env: Environment, unit: int, month: date) -> None:
    """Times and memory; changes nothing that stays."""
    days = {"date_from": month, "date_to": date(month.year, month.month, 28)}
    env = env(context={"allowed_company_ids": [unit]})
    made = env["elektrohisob.gl.sheet"]
    consumers = made.create({"kind": "consumers", "company_id": unit, **days})
    debts = made.create({"kind": "debts", "company_id": unit, **days})
    env.flush_all()
    plain = timed("plain SELECT of the accounts", lambda: _drain(env, SQL(PLAIN, unit)))
    timed("page of 80 of the turnover by consumer", consumers._get_page, plain)
    consumers.is_whole = True
    timed("the same with totals and proof", consumers._get_page, plain)
    timed("receivables by age", debts._get_page, plain)
    timed("CSV of the turnover by consumer", lambda: _file(consumers, "csv"), plain)
    timed("workbook of the same", lambda: _file(consumers, "xlsx"), plain)
    _explain(env, consumers)


def timed(name, work, plain=None) -> float:
    """Seconds of a piece of work, printed with the memory of the process so far."""
    started = time.perf_counter()
    told = work()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = f", {seconds / plain:.1f} times plain" if plain else ""
    more = f"; {told}" if isinstance(told, str) else ""
    print(f"  {name:42} {seconds:7.1f} s{ratio}; peak {peak:.0f} MB{more}", flush=True)
    return seconds


def _drain(env, query) -> str:
    from odoo.addons.elektrohisob_billing.tools.gl_stream import stream

    return f"{sum(1 for _row in stream(env.cr, query)):,} rows"


def _file(sheet, file_format) -> str:
    file, _name, count = sheet._write_file(file_format)
    with file:
        return f"{count:,} rows, {file.seek(0, 2) / 2**20:.0f} MB"


def _explain(env, sheet) -> None:
    """How the database finds the rows: every scan of a large table."""
    ledger = env["elektrohisob.gl"]
    query = ledger._get_consumers(sheet._get_asked())
    env.cr.execute(SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) %s", query))
    for (line,) in env.cr.fetchall():
        if any(word in line for word in ("Scan", "Join", "Sort", "Memory", "Time")):
            print(f"    {line.strip()}", flush=True)
