from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby
from odoo.tools.misc import split_every

from odoo.addons.elektrohisob_base.tools import bulk

#: Accounts of one savepoint; one bad account costs the batch a second pass.
ACCOUNTS_OF_A_BATCH = 50
# Charges in no invoice yet. A benefit is no revenue: the consumer does not pay it, the
# budget owes it (4890), and it has a posting of its own.
OPEN = """
SELECT e.account_id, e.company_id, e.period_id, e.date, c.kind, c.month,
       c.component_id, c.block, c.price, v.vat_rate, array_agg(c.id ORDER BY c.id),
       sum(c.kwh), sum(c.quantity), sum(e.amount), sum(c.vat), c.act_id
  FROM elektrohisob_ledger_entry e
  JOIN elektrohisob_charge c ON c.id = e.charge_id
  JOIN elektrohisob_tariff_version v ON v.id = c.version_id
  LEFT JOIN elektrohisob_invoice_charge i ON i.charge_id = c.id
 WHERE e.account_id = ANY(%(accounts)s::int[]) AND e.date <= %(last)s
   AND c.benefit_id IS NULL AND i.id IS NULL
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, c.act_id
 ORDER BY e.account_id, e.date, e.company_id, e.period_id, c.month, c.kind,
       c.act_id NULLS FIRST, c.component_id NULLS FIRST, c.block, c.price
"""
BENEFITS = """
SELECT e.account_id, e.date, c.month, -sum(e.amount)
  FROM elektrohisob_ledger_entry e
  JOIN elektrohisob_charge c ON c.id = e.charge_id
 WHERE e.account_id = ANY(%(accounts)s::int[]) AND c.benefit_id IS NOT NULL
   AND e.date = ANY(%(days)s::date[])
 GROUP BY 1, 2, 3
"""
BALANCES = """
SELECT e.account_id, d.day, sum(e.amount)
  FROM elektrohisob_ledger_entry e
  JOIN unnest(%(days)s::date[]) AS d(day) ON e.date <= d.day
 WHERE e.account_id = ANY(%(accounts)s::int[])
 GROUP BY 1, 2
"""
ENERGY = """
SELECT account_id, month, period_id,
       sum(kwh) FILTER (WHERE reading_type = 'A+' AND origin = 'loss'),
       sum(kwh) FILTER (WHERE reading_type = 'R+')
  FROM elektrohisob_consumption
 WHERE account_id = ANY(%(accounts)s::int[])
   AND period_id = ANY(%(periods)s::int[])
 GROUP BY 1, 2, 3
"""
COUNTED = ("kWh", "kW", "kVAr·h")


class Invoice(models.Model):
    """Invoices are made of the charges that are in none yet."""

    _inherit = "elektrohisob.invoice"

    # === MAKING === #

    @api.model
    def _make(self, accounts, month, run):
        """Override of `elektrohisob.legal.document.mixin` to invoice all that was
        booked until the last day of the run, or of the month."""
        last = run._get_last_day() if run else fields.Date.end_of(month, "month")
        return self._make_until(accounts, last, run)

    @api.model
    def _make_until(self, accounts, last, run=None):
        """Invoice what was booked until a day and is in no invoice.

        :return: (invoices, account → why it has none)
        """
        made, skipped = self.browse(), {}
        for ids in split_every(ACCOUNTS_OF_A_BATCH, accounts.ids):
            batch = accounts.browse(ids)
            try:
                with self.env.cr.savepoint():
                    made += self._make_batch(batch, last, run, skipped)
            except (UserError, IntegrityError):
                made += self._make_one_by_one(batch, last, run, skipped)
        return made, skipped

    @api.model
    def _make_one_by_one(self, accounts, last, run, skipped):
        """Second pass over a batch with a bad account: the others have invoices."""
        made = self.browse()
        for account in accounts:
            skipped.pop(account, None)
            try:
                with self.env.cr.savepoint():
                    made += self._make_batch(account, last, run, skipped)
            except UserError as error:
                skipped[account] = str(error)
            except IntegrityError:
                skipped[account] = self.env._(
                    "another run invoiced it at the same time; start this one again"
                )
        return made

    @api.model
    def _make_batch(self, accounts, last, run, skipped):
        """Write, post and reconcile the invoices of some accounts."""
        groups = self._load_open(accounts, last)
        found = accounts.browse({key[0] for key, _rows in groups})
        for account in accounts - found:
            skipped[account] = self.env._("has no charge without an invoice")
        if not groups:
            return self.browse()
        facts = self._load_facts(found, groups)
        # nobody writes invoices by hand; whoever starts the run has the right
        makers = self.sudo()
        invoices = makers.create(
            [self._prepare_invoice(key, rows, facts, run) for key, rows in groups]
        )
        invoices._set_origins(facts["origins"])
        invoices._post_moves()
        makers._reconcile(found)
        return invoices.sudo(False)

    def _set_origins(self, origins):
        """Chain corrections to the first invoice of their month.

        :param origins: (account id, month) → its first invoice
        """
        for invoice in self:
            key = (invoice.account_id.id, invoice.month)
            if invoice.kind == "regular":
                origins[key] = invoice
            elif origin := origins.get(key):
                invoice.origin_id = origin

    # === FACTS === #

    @api.model
    def _load_open(self, accounts, last):
        """Charges without an invoice: ((account, company, period, day, kind, month),
        priced rows) in the order of booking."""
        self.env.flush_all()
        values = {"accounts": bulk.array_text(accounts.ids), "last": last}
        rows = self.env.execute_query(SQL(OPEN, **values))
        return [
            (key, [row[6:] for row in found])
            for key, found in groupby(rows, key=lambda row: row[:6])
        ]

    @api.model
    def _load_facts(self, accounts, groups):
        """What invoices tell beside the charges; sums in tiyin."""
        days = sorted({key[3] for key, _rows in groups})
        values = {
            "accounts": bulk.array_text(accounts.ids),
            "days": bulk.array_text([str(day) for day in days]),
            "periods": bulk.array_text(sorted({key[2] for key, _rows in groups})),
        }
        query = self.env.execute_query
        benefits = {tuple(row[:3]): row[3] for row in query(SQL(BENEFITS, **values))}
        balances = {tuple(row[:2]): row[2] for row in query(SQL(BALANCES, **values))}
        for (account_id, day, _month), amount in benefits.items():
            balances[account_id, day] += amount  # it is no payment made ahead
        for key, rows in groups:
            # the day ends with what is invoiced now
            balances[key[0], key[3]] -= sum(row[7] for row in rows)
        # whoever starts the run
        first = self.sudo().search(
            [
                ("account_id", "in", accounts.ids),
                ("kind", "=", "regular"),
                ("state", "=", "posted"),
            ]
        )
        return {
            # cards of the accounts, whoever starts the run
            "accounts": {account.id: account for account in accounts.sudo()},
            "balances": balances,
            "benefits": benefits,
            "energy": {tuple(r[:3]): r[3:] for r in query(SQL(ENERGY, **values))},
            "origins": {(row.account_id.id, row.month): row for row in first},
            "seen": {(row.account_id.id, row.month) for row in first},
        }

    # === VALUES === #

    @api.model
    def _prepare_invoice(self, key, rows, facts, run):
        """Values of one invoice; moves the running balance of the account on."""
        account_id, company_id, period_id, day, kind, month = key
        account = facts["accounts"][account_id]
        amount = sum(row[7] for row in rows)
        vat = sum(row[8] for row in rows)
        event = self._get_event(day, month, amount)
        if kind == "regular" and (account_id, month) in facts["seen"]:
            kind = "correction"  # of an invoice of the same month
        elif kind == "regular":
            facts["seen"].add((account_id, month))
        company = self.env["res.company"].browse(company_id)
        period = self.env["elektrohisob.period"].browse(period_id)
        return {
            "number": self._next_number_on(company, day),
            "account_id": account_id,
            "company_id": company_id,
            "period_id": period_id,
            "agreement_id": (account.agreement_id or account.agreement_ids[:1]).id,
            "run_id": run and run.id,
            "kind": kind,
            "month": month,
            "date": day,
            "date_due": self._get_due_day(period),
            "kwh": float(sum(row[5] or 0 for row in rows)),
            **self._prepare_sums(key, amount, vat, facts),
            "meters": self._load_meters(account, month),
            "line_ids": [
                fields.Command.create(self._prepare_line(place, row, event))
                for place, row in enumerate(rows, start=1)
            ],
            "charge_ids": [
                fields.Command.create({"charge_id": charge})
                for row in rows
                for charge in row[4]
            ],
        }

    @api.model
    def _prepare_sums(self, key, amount, vat, facts):
        """Sums of an invoice from the balance before to benefits; energy beside it."""
        account_id, _company, period_id, day, _kind, month = key
        opening = facts["balances"][account_id, day]
        facts["balances"][account_id, day] = opening + amount
        benefit = facts["benefits"].pop((account_id, day, month), 0)
        loss, kvarh = facts["energy"].get((account_id, month, period_id), (0, 0))
        return {
            "net": float(amount - vat),
            "vat": float(vat),
            "amount": float(amount),
            "loss_kwh": float(loss or 0),
            "kvarh": float(kvarh or 0),
            "opening": float(opening),
            "offset": float(max(0, min(amount - benefit, -opening))),
            "benefit_amount": float(benefit),
        }

    @api.model
    def _get_event(self, day, month, amount):
        """What is posted: a correction of an earlier calendar year is no revenue."""
        if month.year < day.year:
            return "past_year_up" if amount > 0 else "past_year_down"
        return "charge"

    @api.model
    def _prepare_line(self, place, row, event):
        """Values of one line from its priced row."""
        component_id, block, _price, rate, _ids, kwh, quantity, *sums, act_id = row
        amount, vat = sums
        component = self.env["elektrohisob.tariff.component"].browse(component_id)
        unit = self.env["elektrohisob.invoice.line"]._get_unit_of(component)
        count = (quantity if component or act_id else kwh) if unit in COUNTED else 1
        net = amount - vat
        return {
            "sequence": place,
            "component_id": component_id,
            "act_id": act_id,
            "block": block,
            "unit": unit if unit in COUNTED else "sum",
            "quantity": float(count or 0),
            "price": float(net / count) if count else 0.0,
            "net": float(net),
            "vat_percent": rate,
            "vat": float(vat),
            "amount": float(amount),
            "kwh": float(kwh or 0),
            "event": event,
        }

    @api.model
    def _next_number_on(self, company, day):
        """Number of the next invoice; its year is that of the booking day."""
        # numbers are given whoever makes the documents
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        dated = sequences.with_context(ir_sequence_date=fields.Date.to_string(day))
        return dated.next_by_code(self._name)

    @api.model
    def _get_due_day(self, period):
        """By when the charges of a month are to be paid."""
        day = self.env["elektrohisob.parameter"]._get_value(
            "legal_due_day", period.company_id, period.date_start
        )
        return fields.Date.add(period.date_end, days=day)

    @api.model
    def _load_meters(self, account, month):
        """Meters of the month with readings and coefficient, as printed."""
        acts = self.env["elektrohisob.reading.act"].sudo()  # readings of the account
        return acts.new({"account_id": account.id, "month": month})._load_rows()
