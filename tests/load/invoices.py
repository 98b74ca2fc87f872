"""Invoices of organisations, made and posted by jobs, and the naive Odoo way.

    ./elektrohisob bench --only invoices [--legal 10000] [--naive 300] [--processes 1,2]

Ours: the parts of a run as its jobs work them off, each in a transaction of its own:
our invoice with its lines, charges, meters and readings, and the posted journal entry.
Naive: for organisations of the same month one ``account.move`` after the other by
``create`` and ``action_post``, with the same lines, and nothing of our invoice. Every
organisation has its partner before either begins. The naive way goes first, so that it
has the smaller tables.
"""

import time
from datetime import date

import generate
import workers

from odoo import SUPERUSER_ID, api
from odoo.api import Environment

SETTLED_AT_ONCE = 2_000
COMMITTED_AT_ONCE = 50
LINES = """
SELECT c.account_id, a.counterparty_id,
       array_agg(ARRAY[COALESCE(c.quantity, c.kwh), c.amount - c.vat] ORDER BY c.id)
  FROM elektrohisob_charge c
  JOIN elektrohisob_account a ON a.id = c.account_id
 WHERE c.company_id = %s GROUP BY 1, 2 ORDER BY 1 LIMIT %s
"""
CHECK = """
SELECT count(*), sum(i.amount), sum(m.amount_total),
       count(*) FILTER (WHERE i.state = 'posted' AND m.state = 'posted'),
       (SELECT sum(amount) FROM elektrohisob_charge WHERE company_id = %(company)s)
  FROM elektrohisob_invoice i JOIN account_move m ON m.id = i.move_id
 WHERE i.company_id = %(company)s
"""


def add_options(parser) -> None:
    """Sizes of this section."""
    parser.add_argument("--legal", type=int, default=2_000)
    parser.add_argument("--naive", type=int, default=300)


def main(options, arguments, registry, month: date) -> None:
    """The section: the naive way once, ours in a new district for each number of
    processes."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        company_id, _period_id = _charge(env, options.naive, month)
        naive = _measure_naive(env, company_id, options.naive, month)
    print(f"one at a time, create + action_post: {naive:.1f} invoices/s", flush=True)
    for processes in map(int, options.processes.split(",")):
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company_id, period_id = _charge(env, options.legal, month)
            parts = _start(env, company_id, period_id)
            cr.commit()
        made = workers.timed(_work, parts, processes, arguments)
        with registry.cursor() as cr:
            _check(cr, company_id, options.legal)
        ours = options.legal / made.seconds
        print(f"{processes} process(es), {options.legal:,} invoices:")
        print(f"  by jobs, with lines, meters and entry {ours:16.1f} invoices/s")
        print(f"  ratio to one at a time {ours / naive:31.1f}")
        print(f"  peak memory of a worker {made.peak:30.0f} MB", flush=True)


def _charge(env: Environment, count: int, month: date) -> tuple[int, int]:
    """A district of organisations that are charged, with books and partners."""
    print(f"Generating {count:,} organisations …", flush=True)
    found = generate.district(env, count, month, category="legal", tariff="L-II")
    company = env["res.company"].browse(found[0])
    env["account.chart.template"].try_loading("uz", company=company)
    company._set_currency_uzs()
    env.cr.commit()
    period = env["elektrohisob.period"].browse(found[1])
    accounts = env["elektrohisob.account"].search([("company_id", "=", company.id)])
    for start in range(0, len(accounts), SETTLED_AT_ONCE):
        some = accounts[start : start + SETTLED_AT_ONCE]
        env["elektrohisob.settlement"]._settle(some, period)
        some._find_counterparties()
        env.cr.commit()
        env.invalidate_all()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return found


def _start(env: Environment, company_id: int, period_id: int) -> list[int]:
    """Parts of a run of invoices, which jobs would work off; ids."""
    vals = {"company_id": company_id, "period_id": period_id, "kind": "invoice"}
    run = env["elektrohisob.legal.run"].create(vals)
    return run.part_ids.create(run._prepare_slices_vals()).ids


def _work(part_id: int) -> int:
    """One job; returns the invoices made."""
    with workers.environment() as env:
        part = env["elektrohisob.legal.run.part"].browse(part_id)
        part._process()
        if part.skipped:
            raise SystemExit("\n".join(part.skipped))
        return part.made_count


def _check(cr, company_id: int, count: int) -> None:
    """What was made must be right before its speed means anything."""
    cr.execute(CHECK, {"company": company_id})
    made, invoiced, booked, posted, charged = cr.fetchone()
    if not made == posted == count or not invoiced == booked == charged:
        raise SystemExit(
            f"Wrong: {made} of {count} made, {posted} posted; {charged} charged, "
            f"{invoiced} invoiced, {booked} in the books"
        )


def _measure_naive(env: Environment, company_id, count, month: date) -> float:
    """Invoices a second, one after the other."""
    company = env["res.company"].browse(company_id)
    env.cr.execute(LINES, (company_id, count))
    bills = env.cr.fetchall()
    moves = env["account.move"].with_company(company)
    taxes = env["account.tax"].with_company(company)
    tax = taxes.search(
        [
            ("company_id", "=", company_id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 12),
        ],
        limit=1,
    )
    began = time.perf_counter()
    for place, (_account_id, partner_id, lines) in enumerate(bills, start=1):
        move = moves.create(
            {
                "move_type": "out_invoice",
                "company_id": company_id,
                "partner_id": partner_id,
                "invoice_date": month.replace(day=28),
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "kWh",
                            "quantity": float(kwh),
                            "price_unit": float(net) / float(kwh),
                            "tax_ids": [(6, 0, tax.ids)],
                        },
                    )
                    for kwh, net in lines
                ],
            }
        )
        move.action_post()
        env.flush_all()
        if not place % COMMITTED_AT_ONCE:
            env.cr.commit()
    env.cr.commit()
    return len(bills) / (time.perf_counter() - began)


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
