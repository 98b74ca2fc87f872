from odoo import api, fields, models

from ..engine.bill_checks import CHECKS

CODES = [
    ("no_meter", "No meter"),
    ("no_reading", "No reading"),
    ("no_tariff", "No tariff"),
    ("reading_decreased", "Reading decreased"),
    ("correction_waits", "Large correction"),
    ("error", "Program error"),
    ("negative", "Below zero"),
    ("sum_high", "Sum many times the usual"),
    ("sum_new", "Large sum of a new account"),
    ("credit", "Large sum given back"),
    ("zero_bill", "Nothing used"),
    ("estimates", "Estimated several months"),
]


class ChargeRunParked(models.Model):
    """Account a billing run did not bill, or billed with a warning, with a coded
    reason, and what people decided about it.

    One row an account, month and code: a later run takes the row over while nobody
    has decided.
    """

    _name = "elektrohisob.charge.run.parked"
    _description = "Account parked by a billing run"
    _order = "run_id desc, code, id"
    _rec_name = "account_id"

    run_id = fields.Many2one(
        "elektrohisob.charge.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    period_id = fields.Many2one(related="run_id.period_id", store=True, string="Month")
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="cascade"
    )
    code = fields.Selection(CODES, string="Reason code", required=True)
    severity = fields.Selection(
        [("parks", "Not booked"), ("warns", "Booked with a warning")],
        required=True,
        default="parks",
    )
    reason = fields.Char()
    kwh = fields.Float(string="kWh of the month", digits=(16, 3), readonly=True)
    amount = fields.Monetary(string="Sum of the month", readonly=True)
    usual_amount = fields.Monetary(string="Usual sum", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    resolved = fields.Boolean(
        help="Released, or a later settlement of the account succeeded."
    )
    decision = fields.Selection(
        [
            ("released", "Released as it is"),
            ("field", "Sent to field check"),
            ("mended", "Mended and computed again"),
        ],
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    note = fields.Char(string="Why", readonly=True, help="Of the decision.")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)
    can_release = fields.Boolean(compute="_compute_can_release")

    _waiting_idx = models.Index("(company_id, code) WHERE resolved IS NOT TRUE")

    @api.depends("code", "resolved")
    def _compute_can_release(self):
        for row in self:
            row.can_release = not row.resolved and row.code in CHECKS

    # === BUSINESS METHODS === #

    def _to_plain(self):
        """This row for programs, see `elektrohisob.charge.run.parked`."""
        self.ensure_one()
        names = (
            *("id", "code", "severity", "reason", "kwh", "amount", "usual_amount"),
            *("can_release", "resolved", "decision", "note"),
        )
        return {"account": self.account_id.number, **{n: self[n] for n in names}}

    @api.model
    def _resolve(self, settled, period):
        """Tick off what the settlement does not object to any more: mended."""
        done = list(settled.pieces.keys() - settled.parked.keys())
        rows = self.search([("account_id", "in", done), ("resolved", "=", False)])
        rows.filtered(lambda row: not row._is_found(settled, period)).write(
            {"resolved": True, "decision": "mended"}
        )

    def _is_found(self, settled, period):
        """Whether this warning was found again, or not looked for."""
        self.ensure_one()
        if self.severity != "warns":
            return False
        remarks = settled.remarks.get(self.account_id.id, ())
        return self.period_id != period or any(
            remark.code == self.code for remark in remarks
        )

    @api.model
    def _record(self, run, settled):
        """Write what a chunk found; rows nobody decided are taken over by the run."""
        if not settled.is_preview:
            self._resolve(settled, run.period_id)
        found = self._prepare_rows_vals(settled)
        known = {
            (row.account_id.id, row.code): row
            for row in self.search(
                [
                    ("account_id", "in", list({key[0] for key in found})),
                    ("period_id", "=", run.period_id.id),
                    ("resolved", "=", False),
                ]
            )
        }
        new = []
        for key, vals in found.items():
            row = known.get(key)
            if row:
                row.write({**vals, "run_id": run.id})
            else:
                new.append({**vals, "run_id": run.id})
        self.create(new)
        parked = settled.parked.keys()
        for (account_id, code), row in known.items():
            if account_id in parked and (account_id, code) not in found:
                row.write({"resolved": True, "decision": "mended"})  # by another one

    @api.model
    def _prepare_rows_vals(self, settled):
        """Values of the rows to write, by account id and code."""
        found = {}
        for account_id, (code, reason) in settled.parked.items():
            found[account_id, code] = {
                "account_id": account_id,
                "code": code,
                "severity": "parks",
                "reason": reason,
            }
        for account_id, remarks in settled.remarks.items():
            for remark in remarks:
                if remark.severity == "warns" and account_id in settled.parked:
                    continue  # nothing was booked, so there is nothing to warn of
                found[account_id, remark.code] = {
                    "account_id": account_id,
                    "code": remark.code,
                    "severity": remark.severity,
                    "reason": remark.text,
                    "kwh": remark.wh / 1000,
                    "amount": remark.tiyin / 100,
                    "usual_amount": remark.usual / 100,
                }
        return found
