from odoo import models


class ResCurrency(models.Model):
    _inherit = "res.currency"
