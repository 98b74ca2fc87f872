from odoo import api, fields, models


class AccountMonths(models.TransientModel):
    """Which months of an account are paid, on a day."""

    _name = "elektrohisob.account.months"
    _description = "Paid months"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="account_id.currency_id")
    advance = fields.Monetary(string="Paid ahead", readonly=True)
    line_ids = fields.One2many("elektrohisob.account.months.line", "wizard_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to look at once what is paid."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            account = wizard.account_id
            account.check_access("read")
            found = account.allocation(account=account.number)
            wizard.advance = found["advance"]
            wizard.line_ids = [
                fields.Command.create({**row, "month": f"{row['month']}-01"})
                for row in reversed(found["months"])
            ]
        return wizards

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "Paid months: %s", wizard.account_id.display_name
            )

    def action_reallocate(self):
        """Ask to have money of one month cover another one."""
        self.ensure_one()
        return self.env["elektrohisob.ledger.document"]._get_new_action(
            "reallocation", account_id=self.account_id.id
        )

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paid months"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "large"},
        }
