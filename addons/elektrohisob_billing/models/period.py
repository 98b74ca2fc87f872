from odoo import models


class Period(models.Model):
    _inherit = "elektrohisob.period"
