from odoo import fields, models


class AccountMove(models.Model):
    """Journal entries made from postings lead to them."""

    _inherit = "account.move"

    elektrohisob_posting_count = fields.Integer(
        string="Postings", compute="_compute_elektrohisob_posting_count"
    )

    def _compute_elektrohisob_posting_count(self):
        postings = self.env["elektrohisob.gl.posting"]
        counts = {}
        if postings.has_access("read"):
            domain = [("move_id", "in", self.ids)]
            counts = dict(postings._read_group(domain, ["move_id"], ["__count"]))
        for move in self:
            move.elektrohisob_posting_count = counts.get(move, 0)

    # === ACTIONS === #

    def action_view_postings(self):
        """Open the postings the journal entry was made from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.gl_posting_action"
        )
        return {**action, "domain": [("move_id", "=", self.id)], "context": {}}
