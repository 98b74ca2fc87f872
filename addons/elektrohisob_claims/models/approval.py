from odoo import fields, models


class Approval(models.Model):
    _inherit = "elektrohisob.approval"

    operation = fields.Selection(
        selection_add=[("debt_reminder", "Remind many debtors by SMS")],
        ondelete={"debt_reminder": "cascade"},
    )
