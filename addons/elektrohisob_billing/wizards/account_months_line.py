from odoo import fields, models

from ..models.ledger_document import DEBTS


class AccountMonthsLine(models.TransientModel):
    """A debt of a month: what was owed, what is paid."""

    _name = "elektrohisob.account.months.line"
    _description = "Paid month"
    _order = "month desc, kind"

    wizard_id = fields.Many2one(
        "elektrohisob.account.months", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    kind = fields.Selection(DEBTS, readonly=True)
    month = fields.Date(readonly=True)
    owed = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    left = fields.Monetary(string="Not paid", readonly=True)
