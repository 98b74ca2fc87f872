from odoo import fields, models


class OneCCode(models.Model):
    """What an account of our general ledger is called in a 1C."""

    _name = "elektrohisob.onec.code"
    _description = "Account of 1C"
    _order = "provider_id, code"
    _rec_name = "peer_code"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="1C",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index=True
    )
    code = fields.Char(string="Our account", required=True, size=10)
    peer_code = fields.Char(string="Account in 1C", required=True, size=20)

    _code_uniq = models.Constraint(
        "unique(provider_id, code)", "The account is in the list already."
    )
