from odoo import fields, models


class ChargeRun(models.Model):
    """Billing of a district network for a month: readings to ledger, by chunks."""

    _name = "elektrohisob.charge.run"
    _description = "Billing run"
    _inherit = ["elektrohisob.run.mixin", "mail.thread"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        domain=[("network_level", "=", "district")],
        index=True,
        ondelete="restrict",
    )
    period_id = fields.Many2one(
        "elektrohisob.period",
        required=True,
        domain="[('company_id', '=', company_id), ('state', '!=', 'closed')]",
        ondelete="restrict",
    )
    chunk_ids = fields.One2many("elektrohisob.charge.run.chunk", "run_id")
    parked_ids = fields.One2many("elektrohisob.charge.run.parked", "run_id")
    chunk_size = fields.Integer(default=2000, string="Accounts per job")
