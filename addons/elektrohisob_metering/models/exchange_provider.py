from odoo import fields, models


class ExchangeProvider(models.Model):
    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("readings", "File of readings")],
        ondelete={"readings": "cascade"},
    )
