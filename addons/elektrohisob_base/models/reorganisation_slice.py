from odoo import fields, models


class ReorganisationSlice(models.Model):
    """Slice of a reorganisation: some of its lines, one job, one transaction."""

    _name = "elektrohisob.reorganisation.slice"
    _description = "Slice of a reorganisation"
    _inherit = ["elektrohisob.run.slice.mixin"]

    run_id = fields.Many2one(
        "elektrohisob.reorganisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    line_from = fields.Integer(string="First line")
    line_to = fields.Integer(string="Last line")
    account_count = fields.Integer(string="Accounts")

    def _work(self):
        """Override of `elektrohisob.run.slice.mixin` to hand the accounts over."""
        lines = self.env["elektrohisob.account.transfer"].search(
            [
                ("reorganisation_id", "=", self.run_id.id),
                ("id", ">=", self.line_from),
                ("id", "<=", self.line_to),
            ],
            order="account_id",
        )
        self.run_id._check_months()
        lines._carry_out()
        return {"account_count": len(lines)}
