from collections import Counter
from dataclasses import dataclass, field

from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby
from odoo.tools.misc import split_every

from odoo.addons.elektrohisob_base.tools import bulk

#: Accounts of one savepoint.
ACCOUNTS_OF_A_BATCH = 500
#: How often a batch takes other numbers.
TURNS = 3
ONCE = "elektrohisob_invoice_charge_once"
NUMBERS = ("elektrohisob_invoice_number_uniq", "account_move_unique_name")
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


@dataclass
class Making:
    """What is asked, and what came of it beside the invoices."""

    last: object  # day until which charges are taken
    run: object
    #: account → why it has no invoice
    skipped: dict = field(default_factory=dict)
    #: (company id, day) → numbers taken and not used, for the next attempt
    spare: dict = field(default_factory=dict)


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
        made, making = self.browse(), Making(last, run)
        for ids in split_every(ACCOUNTS_OF_A_BATCH, accounts.ids):
            made += self._make_some(accounts.browse(ids), making)
        return made, making.skipped

    @api.model
    def _make_some(self, accounts, making):
        """Invoices of some accounts at once; if one is bad, of each half for itself,
        until that one is alone with its reason."""
        try:
            return self._make_batch_again(accounts, making)
        except UserError as error:
            reason = str(error)
        except IntegrityError as error:
            reason = self._explain(error)
        if len(accounts) == 1:
            making.skipped[accounts] = reason
            return self.browse()
        middle = len(accounts) // 2
        first = self._make_some(accounts[:middle], making)
        return first + self._make_some(accounts[middle:], making)

    @api.model
    def _make_batch_again(self, accounts, making):
        """A batch in a savepoint; with new numbers if somebody took one meanwhile."""
        for left in reversed(range(TURNS)):
            try:
                with self.env.cr.savepoint():
                    invoices = self._make_batch(accounts, making)
            except UniqueViolation as error:
                if error.diag.constraint_name not in NUMBERS:
                    raise
                making.spare.clear()
                if not left:
                    raise
            else:
                used = set(invoices.mapped("number"))
                for key, numbers in making.spare.items():
                    making.spare[key] = [n for n in numbers if n not in used]
                return invoices
        raise AssertionError  # the last turn returns or raises

    @api.model
    def _explain(self, error):
        """Why the database refused an invoice."""
        if error.diag.constraint_name == ONCE:
            return self.env._("another run has invoiced it meanwhile")
        if error.diag.constraint_name in NUMBERS:
            return self.env._(
                "the numbers of invoices are in use already; an administrator sets "
                "the next number of the sequence “%s”",
                self._name,
            )
        return self.env._(
            "the database refused the invoice: %s",
            error.diag.message_primary or str(error),
        )

    @api.model
    def _make_batch(self, accounts, making):
        """Write, post and reconcile the invoices of some accounts."""
        groups = self._load_open(accounts, making.last)
        found = accounts.browse({key[0] for key, _rows in groups})
        for account in accounts - found:
            reason = self.env._("has no charge without an invoice")
            making.skipped[account] = reason
        if not groups:
            return self.browse()
        found._find_counterparties()
        facts = self._load_facts(found, groups)
        facts["numbers"] = self._load_numbers(groups, making.spare)
        # nobody writes invoices by hand; whoever starts the run has the right
        makers = self.sudo()
        invoices = makers.create(
            [
                self._prepare_invoice(key, rows, facts, making.run)
                for key, rows in groups
            ]
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
        months = {key[:6:5] for key, _rows in groups}
        return {
            "meters": self._load_meters(months),
            # cards of the accounts, whoever starts the run
            "accounts": {account.id: account for account in accounts.sudo()},
            "balances": balances,
            "benefits": benefits,
            "energy": {tuple(r[:3]): r[3:] for r in query(SQL(ENERGY, **values))},
            "origins": {(row.account_id.id, row.month): row for row in first},
            "seen": {(row.account_id.id, row.month) for row in first},
            "due": {},
        }

    @api.model
    def _load_numbers(self, groups, spare):
        """Numbers of the invoices to come: (company id, day) → iterator.

        :param spare: numbers that former attempts took; lent until they are used
        """
        counts = Counter((key[1], key[3]) for key, _rows in groups)
        companies, found = self.env["res.company"], {}
        for (company_id, day), count in counts.items():
            numbers = spare.setdefault((company_id, day), [])
            if missing := max(0, count - len(numbers)):
                company = companies.browse(company_id)
                numbers += self._take_numbers(company, day, missing)
            found[company_id, day] = iter(numbers[:count])
        return found

    @api.model
    def _load_meters(self, months):
        """Meters with readings and coefficient, as printed: (account id, month) →
        rows.

        :param months: set of (account id, month)
        """
        acts = self.env["elektrohisob.reading.act"].sudo()  # readings of the accounts
        found = {}
        for month in {month for _account, month in months}:
            ids = [account for account, of in months if of == month]
            rows = acts._load_rows_of(ids, month)
            found.update({(id_, month): rows.get(id_, []) for id_ in ids})
        return found
