from odoo import api, fields, models


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
    code = fields.Selection(
        [
            ("no_meter", "No meter"),
            ("no_reading", "No reading"),
            ("no_tariff", "No tariff"),
            ("reading_decreased", "Reading decreased"),
            ("correction_waits", "Large correction"),
            ("error", "Program error"),
        ],
        string="Reason code",
        required=True,
    )
    reason = fields.Char()
    resolved = fields.Boolean(help="A later settlement of the account succeeded.")

    def action_settle(self):
        """Try the accounts again after their facts were corrected."""
        for period, parked in self.grouped(lambda row: row.run_id.period_id).items():
            settled = (
                self.env["elektrohisob.settlement"]
                .sudo()  # bulk tables are written by the settlement alone
                ._settle(parked.account_id, period)
            )
            for row in parked:
                problem = settled.parked.get(row.account_id.id)
                row.write(
                    {"code": problem[0], "reason": problem[1]}
                    if problem
                    else {"resolved": True}
                )

    @api.model
    def _resolve(self, account_ids):
        """Tick off accounts that were billed by now."""
        self.search(
            [("account_id", "in", list(account_ids)), ("resolved", "=", False)]
        ).resolved = True

    @api.model
    def _record(self, run, settled):
        """Park the accounts of a chunk and tick off those billed by now."""
        self._resolve(settled.pieces.keys() - settled.parked.keys())
        self.create(
            [
                {
                    "run_id": run.id,
                    "account_id": account_id,
                    "code": code,
                    "reason": reason,
                }
                for account_id, (code, reason) in settled.parked.items()
            ]
        )
