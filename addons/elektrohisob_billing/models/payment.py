from odoo import fields, models


class Payment(models.Model):
    """Money received from a channel; without an account while unidentified."""

    _name = "elektrohisob.payment"
    _description = "Payment"
    _order = "date desc, id desc"

    account_id = fields.Many2one(
        "elektrohisob.account", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    channel = fields.Selection(
        [("cash", "Cash desk"), ("bank", "Bank")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("unidentified", "Unidentified"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    number = fields.Char(string="Receipt or document", readonly=True)
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider", readonly=True, ondelete="restrict"
    )
    external_key = fields.Char(
        readonly=True, help="Identity of the payment at its provider: taken once."
    )
    message_id = fields.Many2one("elektrohisob.exchange.message", readonly=True)
    payer = fields.Char(readonly=True)
    payer_stir = fields.Char(string="Payer's STIR", readonly=True)
    purpose = fields.Char(readonly=True)
    entry_ids = fields.One2many("elektrohisob.ledger.entry", "payment_id")

    _external_uniq = models.UniqueIndex(
        "(provider_id, external_key) WHERE external_key IS NOT NULL",
        "This payment of the provider is already taken.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A payment is above zero."
    )
    _unidentified_idx = models.Index("(company_id, id) WHERE state = 'unidentified'")
    _company_idx = models.Index("(company_id, date)")
