from odoo import fields, models


class Approval(models.Model):
    _inherit = "elektrohisob.approval"

    operation = fields.Selection(
        selection_add=[
            ("correction", "Book a large correction"),
            ("charge_run", "Book a billing run"),
        ],
        ondelete={"correction": "cascade", "charge_run": "cascade"},
    )
