from odoo import api, fields, models


class CashOperation(models.Model):
    """Cash that came into a till or left it without being a consumer's payment.

    Append-only: written by the shift, never changed; what was wrong goes back by an
    operation of the other kind.
    """

    _name = "elektrohisob.cash.operation"
    _description = "Cash operation"
    _order = "id desc"

    shift_id = fields.Many2one(
        "elektrohisob.cash.shift",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    desk_id = fields.Many2one(related="shift_id.desk_id", store=True, index=True)
    company_id = fields.Many2one(related="shift_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="shift_id.user_id", string="Cashier")
    date = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    kind = fields.Selection(
        [("collect", "Handed over to the bank"), ("bring", "Change brought")],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(required=True, readonly=True)
    document = fields.Char(
        required=True, readonly=True, help="Number of the slip, bag or order."
    )
    note = fields.Char(string="Remark", readonly=True)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Cash handed over or brought is above zero."
    )

    @api.depends("kind", "document")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{kinds.get(row.kind, '')} {row.document or ''}"
