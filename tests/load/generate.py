"""Generated district of any size, written by set statements."""

from datetime import date

from odoo.api import Environment
from odoo.tools import SQL

#: Monthly use (kWh) of a generated household: most stay inside the base norm.
USE = "(40 + (hashtext('kwh' || n::text || month::text) & 1023) * 0.33)::int"


def district(
    env: Environment,
    accounts: int,
    month: date,
    category: str = "household",
    tariff: str = "H-GEN",
) -> tuple[int, int]:
    """A district network with consumers read on the first day of ``month`` and of the
    next one. Returns (company id, period id)."""
    taken = env["res.company"].search([("district_id", "!=", False)]).district_id
    soato = env["elektrohisob.district"].search(
        [("id", "not in", taken.ids)], order="code", limit=1
    )
    company = env["res.company"].create(
        {
            "name": f"Bench {soato.name}",
            "network_level": "district",
            "district_id": soato.id,
            "currency_id": env.ref("base.UZS").id,
        }
    )
    period = env["elektrohisob.period"].create(
        {"company_id": company.id, "date_start": month}
    )
    meter_type = env["elektrohisob.device.type"].create(
        {"name": f"Bench {company.id}", "digits": 6}
    )
    priced = env["elektrohisob.tariff"].search([("code", "=", tariff)])
    env.flush_all()
    names = {
        "company": company.id,
        "prefix": soato.account_prefix,
        "accounts": accounts,
        "type": meter_type.id,
        "tariff": priced.id,
        "category": category,
        "month": month,
        "use": SQL(USE),
    }
    for statement in STATEMENTS:
        env.cr.execute(SQL(statement, **names))
        # the statistics of another district would lead to nested loops
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(_get_table(statement))))
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    return company.id, period.id


def _get_table(statement: str) -> str:
    """Table a statement writes: the first one it names."""
    return next(word for word in statement.split() if word.startswith("elektrohisob_"))


STATEMENTS = (
    """
    INSERT INTO elektrohisob_account
           (number, company_id, category, state, date_open, name, search_key)
    SELECT %(prefix)s || lpad(n::text, 8, '0'), %(company)s, %(category)s, 'active',
           %(month)s::date - 400, 'Bench ' || n, 'bench ' || n
      FROM generate_series(1, %(accounts)s) AS n
    """,
    """
    INSERT INTO elektrohisob_account_state (account_id, company_id, balance)
    SELECT id, company_id, 0 FROM elektrohisob_account WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_agreement
           (number, account_id, company_id, date_start, state)
    SELECT number, id, company_id, date_open, 'active'
      FROM elektrohisob_account WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_agreement_term
           (agreement_id, account_id, company_id, date_start, tariff_id)
    SELECT id, account_id, company_id, date_start, %(tariff)s
      FROM elektrohisob_agreement WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_usage_point
           (code, account_id, company_id, connection_state)
    SELECT '1', id, company_id, 'connected'
      FROM elektrohisob_account WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_device (serial, type_id, company_id, owner, state)
    SELECT number, %(type)s, company_id, 'company', 'installed'
      FROM elektrohisob_account WHERE company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_installation
           (usage_point_id, meter_id, account_id, company_id, multiplier, date_start)
    SELECT p.id, m.id, a.id, a.company_id, 1, a.date_open
      FROM elektrohisob_account a
      JOIN elektrohisob_usage_point p ON p.account_id = a.id
      JOIN elektrohisob_device m ON m.serial = a.number AND m.type_id = %(type)s
     WHERE a.company_id = %(company)s
    """,
    """
    INSERT INTO elektrohisob_reading
           (account_id, installation_id, company_id, date, reading_type, value,
            source, state)
    SELECT i.account_id, i.id, i.company_id, months.month, 'A+',
           1000 + CASE WHEN months.month = %(month)s THEN 0 ELSE used.kwh END,
           'file', 'valid'
      FROM elektrohisob_installation i
      JOIN elektrohisob_account a ON a.id = i.account_id
     CROSS JOIN LATERAL (SELECT right(a.number, 8)::int AS n,
                                %(month)s::date AS month) AS seed
     CROSS JOIN LATERAL (SELECT %(use)s AS kwh) AS used
     CROSS JOIN (VALUES (%(month)s::date),
                        ((%(month)s::date + interval '1 month')::date))
             AS months(month)
     WHERE i.company_id = %(company)s
     ORDER BY i.id, months.month
    """,
    """
    UPDATE elektrohisob_account_state SET settled_to = %(month)s
     WHERE company_id = %(company)s
    """,
)
