"""Ten years of one account: computed anew from its first reading, and corrected."""

import time
from datetime import date

from odoo.api import Environment
from odoo.fields import Date
from odoo.tools import SQL

YEARS = 10


def measure(env: Environment, account_id: int, period_id: int) -> None:
    """Give the account ten years of monthly readings and print seconds of its whole
    history, and of one reading three years back changed. Nothing is kept."""
    accounts = env["elektrohisob.account"].browse(account_id)
    period = env["elektrohisob.period"].browse(period_id)
    first = Date.subtract(period.date_start, years=YEARS)
    _make_old(env, account_id, first, period.date_start)
    settle = env["elektrohisob.settlement"]._settle
    began = time.perf_counter()
    settle(accounts, period)
    whole = time.perf_counter() - began
    changed = Date.subtract(period.date_start, years=3)
    env.cr.execute(
        SQL(
            """
            UPDATE elektrohisob_reading SET value = value - 7
             WHERE account_id = %(account)s AND date = %(day)s;
            UPDATE elektrohisob_account_state SET dirty_from = %(day)s - 31
             WHERE account_id = %(account)s
            """,
            account=account_id,
            day=changed,
        )
    )
    began = time.perf_counter()
    written = settle(accounts, period).written
    late = time.perf_counter() - began
    env.cr.execute(
        "SELECT count(DISTINCT month) FROM elektrohisob_charge WHERE account_id = %s",
        (account_id,),
    )
    (months,) = env.cr.fetchone()
    env.cr.rollback()
    if months <= YEARS * 12 or not written:
        raise SystemExit(f"Wrong: {months} months charged, {written} rows corrected")
    print(f"{YEARS} years of one account, {months} months: {whole:.3f} s")
    print(f"  one reading three years back changed: {late:.3f} s")


def _make_old(env: Environment, account_id: int, first: date, last: date) -> None:
    """Move the start of everything to ``first``; a reading on each first of a month."""
    env.cr.execute(
        SQL(
            """
            UPDATE elektrohisob_account SET date_open = %(first)s WHERE id = %(id)s;
            UPDATE elektrohisob_agreement SET date_start = %(first)s
             WHERE account_id = %(id)s;
            UPDATE elektrohisob_agreement_term SET date_start = %(first)s
             WHERE account_id = %(id)s;
            UPDATE elektrohisob_installation SET date_start = %(first)s
             WHERE account_id = %(id)s;
            UPDATE elektrohisob_reading SET value = value + 200000
             WHERE account_id = %(id)s;
            INSERT INTO elektrohisob_reading
                   (account_id, installation_id, company_id, date, reading_type, value,
                    source, state)
            SELECT i.account_id, i.id, i.company_id, day::date, 'A+',
                   1000 + (day::date - %(first)s::date) * 9, 'file', 'valid'
              FROM elektrohisob_installation i
             CROSS JOIN generate_series(%(first)s::date, %(last)s::date - 1,
                                        interval '1 month') AS day
             WHERE i.account_id = %(id)s;
            UPDATE elektrohisob_account_state SET settled_to = NULL, booked_to = NULL
             WHERE account_id = %(id)s
            """,
            id=account_id,
            first=first,
            last=last,
        )
    )
    env.invalidate_all()
