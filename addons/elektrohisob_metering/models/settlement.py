from odoo import models


class Settlement(models.AbstractModel):
    _name = "elektrohisob.settlement"
    _description = "Settlement"
