from odoo import fields, models


class SyncProposalRefuse(models.TransientModel):
    """Refuse proposals of divisions with a reason they read."""

    _name = "elektrohisob.sync.proposal.refuse"
    _description = "Refuse proposals"

    proposal_ids = fields.Many2many(
        "elektrohisob.sync.proposal",
        relation="elektrohisob_sync_proposal_refuse_rel",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text(string="Reason for the division", required=True)

    def action_refuse(self):
        """Refuse them; the answer travels with the next package."""
        self.ensure_one()
        self.proposal_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
