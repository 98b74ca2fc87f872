from odoo import fields, models


class Approval(models.Model):
    _inherit = "elektrohisob.approval"

    operation = fields.Selection(
        selection_add=[
            ("remote_command", "Disconnect or limit a consumer remotely"),
            ("act_correction", "Correct an act that changes much energy"),
        ],
        ondelete={"remote_command": "cascade", "act_correction": "cascade"},
    )
