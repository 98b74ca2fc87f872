from odoo import api, fields, models


class AccountBill(models.TransientModel):
    """What a month cost an account, from what, why more than before; its bill."""

    _name = "elektrohisob.account.bill"
    _description = "Bill of a month"

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
        string="Language of the print",
        required=True,
        compute="_compute_period_id",
        store=True,
        precompute=True,
        readonly=False,
    )

    text = fields.Html(compute="_compute_text", sanitize=False)

    @api.depends("account_id")
    def _compute_period_id(self):
        for wizard in self:
            account = wizard.account_id
            wizard.period_id = account.last_charge_period_id or self.env[
                "elektrohisob.period"
            ].search([("company_id", "=", account.company_id.id)], limit=1)
            wizard.lang = account.lang or self.env.lang

    @api.depends("account_id", "period_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for wizard in self:
            account, period = wizard.account_id, wizard.period_id
            found = account._explain_months(period).get(period)
            told = found and account._tell_explanation(period, found)
            wizard.text = self.env["ir.qweb"]._render(
                "elektrohisob_billing.account_explanation",
                {"told": told, "money": {"widget": "float", "precision": 2}},
            )

    # === ACTIONS === #

    def action_print(self):
        """Download the bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.account_id._get_bill_url(self.period_id, self.lang),
            "target": "new",
        }
