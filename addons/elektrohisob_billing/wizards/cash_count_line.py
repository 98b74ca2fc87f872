from odoo import api, fields, models


class CashCountLine(models.TransientModel):
    """How many notes or coins of one worth lie in the till."""

    _name = "elektrohisob.cash.count.line"
    _description = "Counted notes or coins"
    _order = "id"

    count_id = fields.Many2one(
        "elektrohisob.cash.count", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="count_id.currency_id")
    denomination_id = fields.Many2one(
        "elektrohisob.cash.denomination",
        string="Note or coin",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    quantity = fields.Integer(string="How many")
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("quantity", "denomination_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.denomination_id.value
