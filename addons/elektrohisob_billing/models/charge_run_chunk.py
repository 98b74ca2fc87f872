from odoo import fields, models
from odoo.exceptions import LockError
from odoo.fields import Domain

from odoo.addons.queue_job.exception import RetryableJobError


class ChargeRunChunk(models.Model):
    """Slice of a billing run by account id: one job, one transaction."""

    _name = "elektrohisob.charge.run.chunk"
    _description = "Slice of a billing run"
    _inherit = ["elektrohisob.run.slice.mixin"]

    run_id = fields.Many2one(
        "elektrohisob.charge.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    account_from = fields.Integer(string="First account id")
    account_to = fields.Integer(string="Last account id")
    account_count = fields.Integer(string="Accounts")
    charged_count = fields.Integer(string="Charged")
    parked_count = fields.Integer(string="Parked")
    kwh = fields.Float(string="kWh", digits=(16, 3))
    amount = fields.Float(digits=(16, 2))

    def _process(self):
        """Override of `elektrohisob.run.slice.mixin`: a run that was paused or
        cancelled meanwhile keeps the slice as it is."""
        self.ensure_one()
        if self.run_id.stage not in ("running", "previewing"):
            return
        try:
            super()._process()
        except LockError as error:  # the job of before the pause is still at it
            raise RetryableJobError(self.display_name, ignore_retry=True) from error

    def _work(self):
        """Override of `elektrohisob.run.slice.mixin` to bill the accounts."""
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
        settled = settlement._settle(
            accounts, run.period_id, preview=run.stage == "previewing"
        )
        self.env["elektrohisob.charge.run.parked"]._record(run, settled)
        return {
            "charged_count": len(settled.charged),
            "parked_count": len(settled.parked),
            "kwh": sum(wh for wh, _ in settled.charged.values()) / 1000,
            "amount": sum(tiyin for _, tiyin in settled.charged.values()) / 100,
        }
