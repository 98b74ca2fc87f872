from odoo import fields, models


class Approval(models.Model):
    _inherit = "elektrohisob.approval"

    operation = fields.Selection(
        selection_add=[("remote_command", "Disconnect or limit a consumer remotely")],
        ondelete={"remote_command": "cascade"},
    )
