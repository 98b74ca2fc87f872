from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.amount import HIGHEST
from ..tools.open_debts import ODD


class LedgerEntry(models.Model):
    """Append-only subledger of accounts: what is owed (+) and what is paid (−)."""

    _name = "elektrohisob.ledger.entry"
    _description = "Ledger entry"
    _order = "date desc, id desc"
    _plain_payment = "TRUE"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    company_id = BulkMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = BulkMany2one("elektrohisob.period", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("opening", "Opening balance"),
            ("charge", "Charge"),
            ("correction", "Correction"),
            ("benefit", "Benefit"),
            ("payment", "Payment"),
            ("refund", "Refund"),
            ("transfer", "Transfer"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    charge_id = BulkMany2one("elektrohisob.charge", readonly=True)
    payment_id = fields.Many2one(
        "elektrohisob.payment", readonly=True, ondelete="restrict"
    )
    reverses_id = BulkMany2one("elektrohisob.ledger.entry", readonly=True)
    transfer_id = fields.Many2one(
        "elektrohisob.account.transfer",
        string="Handed over",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Char(readonly=True)

    _account_idx = models.Index("(account_id, date, id)")
    _period_idx = models.Index("(company_id, period_id)")
    _company_idx = models.Index("(company_id, date, id)")
    _date_idx = models.Index("(date, id)")
    _payment_idx = models.Index("(payment_id) WHERE payment_id IS NOT NULL")
    _odd_idx = models.Index(f"(account_id) WHERE {ODD}")
    _amount_highest = models.Constraint(
        f"CHECK(abs(amount) < {HIGHEST + 1})",
        "An entry is not above ten thousand billion so'm.",
    )
    _reversed_once = models.UniqueIndex(
        "(reverses_id) WHERE reverses_id IS NOT NULL",
        "This entry is already reversed.",
    )

    @api.depends("kind", "date", "account_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            parts = [
                entry.account_id.display_name,
                kinds.get(entry.kind),
                entry.date and format_date(self.env, entry.date),
            ]
            entry.display_name = " · ".join(part for part in parts if part)

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)

    # === BUSINESS METHODS === #

    @api.model
    def _get_booking_date(self, period):
        """Today, or the nearest day of ``period`` when today lies outside it."""
        today = business_today(self)
        return max(period.date_start, min(today, period.date_end))

    @api.model
    def _record(self, vals_list):
        """Append entries and move the balances: the tail of payments, refunds,
        transfers and reversals. Charges come through ``elektrohisob.settlement``.

        :param vals_list: dicts with ``account_id``, ``kind``, ``amount`` (so'm, above
            zero increases the debt) and optionally ``date``, ``payment_id``,
            ``reverses_id``, ``transfer_id``, ``note``; company and open period are
            filled in
        :return: the new entries
        """
        accounts = self.env["elektrohisob.account"].browse(
            {vals["account_id"] for vals in vals_list}
        )
        period_model = self.env["elektrohisob.period"]
        periods = {
            company: period_model._get_open(company) for company in accounts.company_id
        }
        companies = {account.id: account.company_id for account in accounts}
        rows = []
        deltas: dict[int, int] = {}
        for vals in vals_list:
            company = companies[vals["account_id"]]
            period = periods[company]
            tiyin = round(vals["amount"] * 100)
            if not tiyin:
                raise UserError(self.env._("An entry of zero so'm cannot be recorded."))
            rows.append(
                {
                    "date": self._get_booking_date(period),
                    **vals,
                    "company_id": company.id,
                    "period_id": period.id,
                }
            )
            account_id = vals["account_id"]
            deltas[account_id] = deltas.get(account_id, 0) + tiyin
        entries = self.sudo().create(rows)  # append-only: nobody has the right
        self.env["elektrohisob.account.state"].sudo()._add_balances(deltas)
        return entries.sudo(False)

    def _reverse(self, note):
        """Append entries that take these back, each at most once."""
        return self._record(
            [
                {
                    "account_id": entry.account_id.id,
                    "kind": entry.kind,
                    "amount": -entry.amount,
                    "payment_id": entry.payment_id.id,
                    "reverses_id": entry.id,
                    "note": note,
                }
                for entry in self
            ]
        )
