from odoo import fields, models


class Partner(models.Model):
    """Who pays for benefits."""

    _inherit = "res.partner"

    benefit_programme_ids = fields.One2many(
        "elektrohisob.benefit.programme", "payer_id", string="Benefit programmes"
    )
