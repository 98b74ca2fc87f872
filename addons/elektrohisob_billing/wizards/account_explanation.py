from odoo import api, fields, models


class AccountExplanation(models.TransientModel):
    """Dialog: what a month cost an account, from what, and why more than before."""

    _name = "elektrohisob.account.explanation"
    _description = "Why this sum"

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
    text = fields.Html(compute="_compute_text", sanitize=False)

    @api.depends("account_id")
    def _compute_period_id(self):
        for dialog in self:
            company = dialog.account_id.company_id
            dialog.period_id = dialog.account_id.last_charge_period_id or self.env[
                "elektrohisob.period"
            ].search([("company_id", "=", company.id)], limit=1)

    @api.depends("account_id", "period_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for dialog in self:
            account, period = dialog.account_id, dialog.period_id
            found = account._explain_months(period).get(period)
            told = found and account._tell_explanation(period, found)
            dialog.text = self.env["ir.qweb"]._render(
                "elektrohisob_billing.account_explanation",
                {"told": told, "money": {"widget": "float", "precision": 2}},
            )
