from odoo import models


class ResUsers(models.Model):
    """Users see the whole part of the tree they are allowed from the first page."""

    _inherit = "res.users"
