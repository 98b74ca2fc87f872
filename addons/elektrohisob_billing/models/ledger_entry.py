from odoo import fields, models


class LedgerEntry(models.Model):
    """Append-only subledger of accounts: what is owed (+) and what is paid (−)."""

    _name = "elektrohisob.ledger.entry"
    _description = "Ledger entry"
    _order = "date desc, id desc"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "elektrohisob.period", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("opening", "Opening balance"),
            ("charge", "Charge"),
            ("correction", "Correction"),
            ("payment", "Payment"),
            ("refund", "Refund"),
            ("transfer", "Transfer"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    charge_id = fields.Many2one(
        "elektrohisob.charge", readonly=True, ondelete="restrict"
    )
    payment_id = fields.Many2one(
        "elektrohisob.payment", readonly=True, ondelete="restrict"
    )
    reverses_id = fields.Many2one(
        "elektrohisob.ledger.entry", readonly=True, ondelete="restrict"
    )
    note = fields.Char(readonly=True)

    _account_idx = models.Index("(account_id, date, id)")
    _period_idx = models.Index("(company_id, period_id)")
    _reversed_once = models.UniqueIndex(
        "(reverses_id) WHERE reverses_id IS NOT NULL",
        "This entry is already reversed.",
    )
