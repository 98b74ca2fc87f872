from odoo import api, fields, models


class ReadingEnterRegister(models.TransientModel):
    """A register beside the total of active import, read on the same day: zones,
    export, reactive energy, maximum demand."""

    _name = "elektrohisob.reading.enter.register"
    _description = "Register of a new reading"

    wizard_id = fields.Many2one(
        "elektrohisob.reading.enter", required=True, ondelete="cascade"
    )
    reading_type = fields.Selection(
        lambda self: (
            self.env["elektrohisob.reading"]
            ._fields["reading_type"]
            ._description_selection(self.env)
        ),
        string="Register",
        required=True,
    )
    last_value = fields.Float(
        string="Last shown", digits=(16, 3), compute="_compute_last"
    )
    last_date = fields.Date(string="Last read on", compute="_compute_last")
    value = fields.Char(string="Reading", help="As the register shows.")
    kwh = fields.Float(string="Since then", digits=(16, 3), compute="_compute_verdict")
    verdict = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        compute="_compute_verdict",
    )
    reason = fields.Char(string="Why", compute="_compute_verdict")

    @api.depends("reading_type", "wizard_id.installation_id", "wizard_id.date")
    def _compute_last(self):
        for register in self:
            last = register.wizard_id._find_last(register.reading_type)
            register.last_value, register.last_date = last.value, last.date

    @api.depends("value", "reading_type", "wizard_id.installation_id", "wizard_id.date",
                 "wizard_id.is_confirmed")  # fmt: skip
    def _compute_verdict(self):
        for register in self:
            register.kwh = 0.0
            register.verdict = register.reason = False
            wizard = register.wizard_id
            if not (register.value and wizard.installation_id and wizard.date):
                continue
            row = wizard._prepare_row(register.value, register.reading_type)
            outcome = wizard._accept_rows([row], dry_run=True)[0]
            register.kwh = outcome["kwh"] or 0.0
            register.verdict = outcome["state"]
            register.reason = outcome["reason"]
