from odoo import fields, models


class ApprovalRefuse(models.TransientModel):
    """Refuse a request with the reason its author will read."""

    _name = "elektrohisob.approval.refuse"
    _description = "Refuse a request"

    approval_id = fields.Many2one(
        "elektrohisob.approval", required=True, readonly=True, ondelete="cascade"
    )
    note = fields.Char(string="Why it is refused", required=True)

    def action_refuse(self):
        """Refuse the request."""
        self.ensure_one()
        self.approval_id._refuse(self.note)
        return {"type": "ir.actions.act_window_close"}
