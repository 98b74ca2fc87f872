"""The naive Odoo way: one posted ``account.move`` for each bill."""

import time

from odoo.api import Environment


def speed(env: Environment, company_id: int, count: int) -> float:
    """Bills a second when ``count`` of the charges become posted invoices."""
    company = env["res.company"].create({"name": "Bench invoices"})
    env["account.chart.template"].try_loading("generic_coa", company=company)
    env = env(context={"tracking_disable": True})
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
    )
    partner = env["res.partner"].create({"name": "Bench"})
    env.cr.execute(
        """
        SELECT account_id, array_agg(ARRAY[kwh, price])
          FROM elektrohisob_charge WHERE company_id = %s
         GROUP BY account_id ORDER BY account_id LIMIT %s
        """,
        (company_id, count),
    )
    bills = env.cr.fetchall()
    vals_list = [
        {
            "move_type": "out_invoice",
            "journal_id": journal.id,
            "company_id": company.id,
            "partner_id": partner.id,
            "invoice_date": "2025-10-31",
            "invoice_line_ids": [
                (0, 0, {"name": "kWh", "quantity": float(kwh), "price_unit": float(p)})
                for kwh, p in lines
            ],
        }
        for _account, lines in bills
    ]
    began = time.perf_counter()
    for start in range(0, len(vals_list), 100):
        moves = (
            env["account.move"]
            .with_company(company)
            .create(vals_list[start : start + 100])
        )
        moves.action_post()
        env.flush_all()
    return len(vals_list) / (time.perf_counter() - began)
