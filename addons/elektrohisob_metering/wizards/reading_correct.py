from odoo import api, fields, models

from ..engine import checks


class ReadingCorrect(models.TransientModel):
    """Replace a reading by a right one, or take it out of force."""

    _name = "elektrohisob.reading.correct"
    _description = "Correct a reading"

    reading_id = fields.Many2one("elektrohisob.reading", required=True, readonly=True)
    account_id = fields.Many2one(related="reading_id.account_id")
    meter_id = fields.Many2one(related="reading_id.meter_id")
    source = fields.Selection(related="reading_id.source")
    state = fields.Selection(related="reading_id.state")
    old_value = fields.Float(related="reading_id.value", string="Reading so far")
    old_date = fields.Date(related="reading_id.date", string="Date so far")
    old_kwh = fields.Float(related="reading_id.kwh", string="Energy so far (kWh)")
    mode = fields.Selection(
        [("correct", "Correct it"), ("withdraw", "It was never taken: withdraw it")],
        string="What to do",
        required=True,
        default="correct",
    )
    value = fields.Char(
        string="Right reading (kWh)",
        compute="_compute_values",
        store=True,
        readonly=False,
    )
    date = fields.Date(
        string="Right date", compute="_compute_values", store=True, readonly=False
    )
    rollover = fields.Boolean(string="The register passed zero")
    note = fields.Char(string="Why", required=True)
    kwh = fields.Float(
        string="Energy then (kWh)", digits=(16, 3), compute="_compute_verdict"
    )
    reason = fields.Char(compute="_compute_verdict")
    is_possible = fields.Boolean(compute="_compute_verdict")

    @api.depends("reading_id")
    def _compute_values(self):
        Check = self.env["elektrohisob.reading.check"]
        for wizard in self:
            reading = wizard.reading_id
            wizard.value = Check._format_kwh(round(reading.value * checks.WH))
            wizard.date = reading.date

    @api.depends("value", "date", "rollover", "mode")
    def _compute_verdict(self):
        for wizard in self:
            wizard.kwh, wizard.reason, wizard.is_possible = 0.0, False, True
            if wizard.mode != "correct" or not (wizard.value and wizard.date):
                continue
            reading = wizard.reading_id
            row = reading._prepare_corrected_row(
                wizard.value, wizard.date, wizard.rollover
            )
            outcome = reading._accept(
                [row], source=reading.source, decision="", dry_run=True
            )[0]
            wizard.kwh = outcome["kwh"] or 0.0
            wizard.reason = outcome["reason"]
            wizard.is_possible = outcome["state"] == "accepted"

    def action_apply(self):
        """Write the new version, or withdraw the reading."""
        self.ensure_one()
        if self.mode == "withdraw":
            if self.state == "queued":
                self.reading_id._decide("refuse", self.note)
            else:
                self.reading_id._withdraw(self.note)
            return {"type": "ir.actions.act_window_close"}
        reading = self.reading_id._correct(
            value=self.value, day=self.date, rollover=self.rollover, note=self.note
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.reading",
            "res_id": reading.id,
            "view_mode": "form",
            "target": "current",
        }
