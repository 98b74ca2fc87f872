import time

from odoo import fields, models
from odoo.fields import Domain


class ChargeRunChunk(models.Model):
    """Slice of a billing run by account id: one job, one transaction."""

    _name = "elektrohisob.charge.run.chunk"
    _description = "Slice of a billing run"
    _order = "run_id, sequence"
    _rec_name = "sequence"

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
    kwh = fields.Float(string="kWh", digits=(16, 3))
    amount = fields.Float(digits=(16, 2))
    duration = fields.Float(string="Seconds", digits=(16, 2))

    def _process(self):
        """Bill the accounts of the slice; a slice already done is left alone."""
        self.ensure_one()
        self.lock_for_update()
        if self.state == "done":
            return
        started = time.monotonic()
        run = self.run_id
        accounts = self.env["elektrohisob.account"].search(
            run._get_domain()
            & Domain("id", ">=", self.account_from)
            & Domain("id", "<=", self.account_to),
            order="id",
        )
        settlement = self.env["elektrohisob.settlement"].with_context(
            elektrohisob_run_id=run.id
        )
        settled = settlement._settle(accounts, run.period_id)
        self.env["elektrohisob.charge.run.parked"]._record(run, settled)
        self.write(
            {
                "state": "done",
                "charged_count": len(settled.charged),
                "parked_count": len(settled.parked),
                "kwh": sum(wh for wh, _ in settled.charged.values()) / 1000,
                "amount": sum(tiyin for _, tiyin in settled.charged.values()) / 100,
                "duration": time.monotonic() - started,
            }
        )
