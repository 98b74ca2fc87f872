from odoo import fields, models


class AgreementValues(models.AbstractModel):
    """The tariff is one of the values that a version of the terms fixes."""

    _inherit = "elektrohisob.agreement.values"

    tariff_id = fields.Many2one("elektrohisob.tariff", ondelete="restrict")
