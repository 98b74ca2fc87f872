from odoo import models


class Gl(models.AbstractModel):
    """The general ledger as other programs ask for it."""

    _name = "elektrohisob.gl"
    _description = "General ledger"
