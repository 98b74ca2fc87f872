from odoo import fields, models


class ChargeRunParked(models.Model):
    """Account a billing run could not bill, with a coded reason."""

    _name = "elektrohisob.charge.run.parked"
    _description = "Account parked by a billing run"
    _order = "run_id desc, code, id"
    _rec_name = "account_id"

    run_id = fields.Many2one(
        "elektrohisob.charge.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(string="Reason code", required=True)
    reason = fields.Char()
    resolved = fields.Boolean(help="A later settlement of the account succeeded.")
