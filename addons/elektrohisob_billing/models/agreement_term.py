from odoo import fields, models


class AgreementTerm(models.Model):
    _inherit = "elektrohisob.agreement.term"

    tariff_id = fields.Many2one("elektrohisob.tariff", index=True, ondelete="restrict")
