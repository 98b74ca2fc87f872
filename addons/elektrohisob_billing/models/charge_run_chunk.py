from odoo import fields, models


class ChargeRunChunk(models.Model):
    """Slice of a billing run by account id: one job, one transaction."""

    _name = "elektrohisob.charge.run.chunk"
    _description = "Slice of a billing run"
    _order = "run_id, sequence"

    run_id = fields.Many2one(
        "elektrohisob.charge.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    sequence = fields.Integer()
    account_from = fields.Integer(string="First account id")
    account_to = fields.Integer(string="Last account id")
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done")], required=True, default="pending"
    )
    account_count = fields.Integer(string="Accounts")
    charged_count = fields.Integer(string="Charged")
    parked_count = fields.Integer(string="Parked")
    kwh = fields.Float(digits=(16, 3))
    amount = fields.Float(digits=(16, 2))
    duration = fields.Float(string="Seconds", digits=(16, 2))
