from odoo import api, fields, models


class PaymentClearingContract(models.Model):
    """The contract with the agent that the terms are part of."""

    _inherit = "elektrohisob.payment.clearing"

    agent_id = fields.Many2one(
        "res.partner",
        domain=[("is_company", "=", True)],
        ondelete="restrict",
        help="The organisation the contract is with.",
    )
    contract_number = fields.Char(string="Contract No.")
    contract_date = fields.Date(string="Contract of")
    commission_vat_percent = fields.Float(
        string="VAT in the commission, %",
        digits=(5, 2),
        help="0: the agent's services are free of VAT.",
    )

    _commission_vat_percent = models.Constraint(
        "CHECK(commission_vat_percent BETWEEN 0 AND 100)", "VAT is from 0 to 100 %."
    )

    @api.onchange("agent_id")
    def _onchange_agent_id(self):
        for terms in self.filtered(lambda row: row.agent_id.vat and not row.payer_stir):
            terms.payer_stir = terms.agent_id.vat
