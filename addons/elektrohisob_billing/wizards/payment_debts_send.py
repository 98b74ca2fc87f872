from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.exchange_provider import PAYMENT_KINDS


class PaymentDebtsSend(models.TransientModel):
    """A register of debts for a bank or post office, written by a saved layout."""

    _name = "elektrohisob.payment.debts.send"
    _description = "Send debts to a bank or post office"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Bank or post office",
        required=True,
        domain=[("kind", "in", PAYMENT_KINDS)],
    )
    layout_id = fields.Many2one(
        "elektrohisob.payment.layout",
        required=True,
        domain=[("direction", "=", "out")],
        compute="_compute_layout_id",
        store=True,
        readonly=False,
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
    )
    category = fields.Selection(
        lambda self: (
            self.env["elektrohisob.account"]
            ._fields["category"]
            ._description_selection(self.env)
        ),
        string="Accounts of",
        default="household",
        help="Empty: all accounts.",
    )
    minimum = fields.Monetary(string="Debts above", help="In so'm.")
    with_zero = fields.Boolean(
        string="Also accounts that owe nothing",
        help="All active accounts, so that they can pay ahead.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends("provider_id")
    def _compute_layout_id(self):
        for wizard in self:
            wizard.layout_id = wizard.provider_id.charge_layout_id

    @api.depends("provider_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.provider_id.company_id

    # === ACTIONS === #

    def action_send(self):
        """Write the register into the journal and open it there."""
        self.ensure_one()
        provider = self.provider_id
        if f"/{provider.company_id.id}/" not in f"/{self.company_id.parent_path}":
            raise UserError(
                self.env._(
                    "%(company)s is not a unit for which %(provider)s takes payments. "
                    "Choose another one.",
                    company=self.company_id.name,
                    provider=provider.name,
                )
            )
        if self.minimum < 0:
            raise UserError(
                self.env._("Debts above %(sum)s: give zero or more.", sum=self.minimum)
            )
        message = provider._send_debts(
            self.company_id,
            self.layout_id,
            self.minimum,
            self.category or "",
            with_zero=self.with_zero,
        )
        if provider.charge_layout_id != self.layout_id:
            provider.charge_layout_id = self.layout_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register of debts"),
            "res_model": message._name,
            "res_id": message.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
