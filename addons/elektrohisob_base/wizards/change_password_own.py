from odoo import api, fields, models


class ChangePasswordOwn(models.TransientModel):
    """The rules stand beside the fields in which they are to be kept."""

    _inherit = "change.password.own"

    rules = fields.Text(compute="_compute_rules")

    @api.depends_context("uid")
    def _compute_rules(self):
        self.rules = "\n".join(
            f"• {text}" for text in self.env.user._get_password_texts()
        )
