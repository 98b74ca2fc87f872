from odoo import api, fields, models


class AccountBill(models.TransientModel):
    """Choice of month and language of a bill."""

    _name = "elektrohisob.account.bill"
    _description = "Print a bill"

    account_id = fields.Many2one("elektrohisob.account", required=True, readonly=True)
    company_id = fields.Many2one(related="account_id.company_id")
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Month",
        required=True,
        domain="[('company_id', '=', company_id)]",
        compute="_compute_period_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        compute="_compute_period_id",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("account_id")
    def _compute_period_id(self):
        for wizard in self:
            account = wizard.account_id
            wizard.period_id = account.last_charge_period_id or self.env[
                "elektrohisob.period"
            ].search([("company_id", "=", account.company_id.id)], limit=1)
            wizard.lang = account.lang or self.env.lang

    def action_print(self):
        """Download the bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.account_id._get_bill_url(self.period_id, self.lang),
            "target": "new",
        }
