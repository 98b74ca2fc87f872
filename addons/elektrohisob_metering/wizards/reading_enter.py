from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..models.reading_acceptance import PARKED, REFUSED


class ReadingEnter(models.TransientModel):
    """A clerk types in one reading and sees at once what it means."""

    _name = "elektrohisob.reading.enter"
    _description = "New reading"

    account_id = fields.Many2one("elektrohisob.account", required=True)
    date = fields.Date(required=True, default=business_today)
    installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="Meter",
        compute="_compute_installation_id",
        store=True,
        readonly=False,
        domain="[('account_id', '=', account_id)]",
    )
    value = fields.Char(string="Reading (kWh)", help="As the register shows.")
    source = fields.Selection(
        [
            ("operator", "Operator"),
            ("phone", "Telephone"),
            ("sms", "SMS"),
            ("sheet", "Route sheet"),
        ],
        required=True,
        default="operator",
    )
    is_confirmed = fields.Boolean(string="I have checked it: take it as it is")
    rollover = fields.Boolean(string="The register passed zero")
    note = fields.Char(string="Why")
    last_reading_id = fields.Many2one(
        "elektrohisob.reading", string="Last reading", compute="_compute_last"
    )
    last_value = fields.Float(
        string="Last shown", digits=(16, 3), compute="_compute_last"
    )
    last_date = fields.Date(string="Last read on", compute="_compute_last")
    kwh = fields.Float(string="kWh since", digits=(16, 3), compute="_compute_verdict")
    verdict = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        compute="_compute_verdict",
    )
    code = fields.Char(string="Check", compute="_compute_verdict")
    reason = fields.Char(compute="_compute_verdict")

    @api.depends("account_id", "date")
    def _compute_installation_id(self):
        for wizard in self:
            day = wizard.date or business_today(wizard)
            installations = wizard.account_id.usage_point_ids.installation_ids
            hung = installations.filtered_domain(installations._domain_on(day))
            if wizard.installation_id not in hung:
                wizard.installation_id = hung if len(hung) == 1 else False

    @api.depends("installation_id", "date")
    def _compute_last(self):
        for wizard in self:
            reading = self.env["elektrohisob.reading"].search(
                [
                    ("installation_id", "=", wizard.installation_id.id),
                    ("state", "=", "valid"),
                    ("reading_type", "=", "A+"),
                    ("date", "<=", wizard.date),
                ],
                limit=1,
            )
            wizard.last_reading_id = reading
            wizard.last_value = reading.value
            wizard.last_date = reading.date

    @api.depends("account_id", "installation_id", "date", "value", "rollover",
                 "is_confirmed")  # fmt: skip
    def _compute_verdict(self):
        for wizard in self:
            wizard.kwh = 0.0
            wizard.verdict = wizard.code = wizard.reason = False
            if not (wizard.account_id and wizard.date and wizard.value):
                continue
            outcome = wizard._take(dry_run=True)
            wizard.kwh = outcome["kwh"] or 0.0
            wizard.verdict = outcome["state"]
            wizard.code = outcome["code"]
            wizard.reason = outcome["reason"]

    def action_save(self):
        """Take the reading, or say why not; a doubtful one goes into the queue."""
        self.ensure_one()
        self.account_id._check_may_take_readings()
        outcome = self._take()
        if outcome["state"] == REFUSED:
            raise UserError(outcome["reason"])
        return self._notify(outcome)

    def action_save_next(self):
        """Take the reading and wait for the next consumer on the line."""
        action = self.action_save()
        following = {
            "type": "ir.actions.act_window",
            "name": self.env._("New reading"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_date": self.date, "default_source": self.source},
        }
        if action["type"] == "ir.actions.client":
            action["params"]["next"] = following
            return action
        return following

    def _take(self, dry_run=False):
        row = {
            "date": self.date,
            "value": self.value,
            "account_id": self.account_id._origin.id,
            "installation_id": self.installation_id._origin.id,
            "rollover": self.rollover,
        }
        decision = None
        if self.is_confirmed or self.rollover:
            decision = self.note or self.env._("Checked when it was entered")
        return self.env["elektrohisob.reading"]._accept(
            [row], source=self.source, decision=decision, dry_run=dry_run
        )[0]

    def _notify(self, outcome):
        """Close the dialog and say what became of the reading."""
        parked = outcome["state"] == PARKED
        kind, message = "info", outcome["reason"]
        if parked:
            kind, title = "warning", self.env._("The reading waits in the queue")
        elif outcome["repeat"]:
            title = self.env._("The reading is already there")
        else:
            kind, title = "success", self.env._("The reading is accepted")
            energy = pdf.kwh(round((outcome["kwh"] or 0.0) * 1000))
            message = self.env._("%s kWh since the reading before.", energy)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "title": title,
                "message": message,
                "sticky": parked,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
