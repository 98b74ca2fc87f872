from odoo import models


class AgreementTerm(models.Model):
    _inherit = "elektrohisob.agreement.term"
