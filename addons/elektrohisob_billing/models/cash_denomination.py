from odoo import api, fields, models


class CashDenomination(models.Model):
    """Note or coin that cashiers count."""

    _name = "elektrohisob.cash.denomination"
    _description = "Note or coin"
    _order = "value desc, kind desc"

    value = fields.Integer(string="Worth, so'm", required=True, aggregator=None)
    kind = fields.Selection(
        [("note", "Banknote"), ("coin", "Coin")], required=True, default="note"
    )
    active = fields.Boolean(default=True)

    _value_positive = models.Constraint(
        "CHECK(value > 0)", "Notes and coins are worth more than nothing."
    )
    _value_uniq = models.Constraint(
        "unique(value, kind)", "This note or coin already exists."
    )

    @api.depends("value", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            worth = f"{row.value:,}".replace(",", " ")
            row.display_name = f"{worth} ({kinds.get(row.kind, '').lower()})"
