from odoo import models


class Settlement(models.AbstractModel):
    _inherit = "elektrohisob.settlement"
