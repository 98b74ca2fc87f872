from odoo import fields, models


class Approval(models.Model):
    _inherit = "elektrohisob.approval"

    operation = fields.Selection(
        selection_add=[("correction", "Book a large correction")],
        ondelete={"correction": "cascade"},
    )
