from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..models.reading_acceptance import ACCEPTED, PARKED, REFUSED

TOTAL = "A+"


class ReadingEnter(models.TransientModel):
    """A clerk types in what a meter shows and sees at once what it means: the total,
    and the other registers of meters that have them."""

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
    register_ids = fields.One2many(
        "elektrohisob.reading.enter.register",
        "wizard_id",
        string="Other registers",
        compute="_compute_register_ids",
        store=True,
        readonly=False,
    )
    zones_warning = fields.Char(compute="_compute_zones_warning")

    @api.depends("account_id", "date")
    def _compute_installation_id(self):
        for wizard in self:
            day = wizard.date or business_today(wizard)
            installations = wizard.account_id.usage_point_ids.installation_ids
            hung = installations.filtered_domain(installations._domain_on(day))
            if wizard.installation_id not in hung:
                wizard.installation_id = hung if len(hung) == 1 else False

    @api.depends("installation_id")
    def _compute_register_ids(self):
        for wizard in self:
            meter_type = wizard.installation_id.meter_id.type_id
            codes = meter_type._get_register_codes() if meter_type else []
            wizard.register_ids = [
                Command.clear(),
                *(
                    Command.create({"reading_type": code})
                    for code in codes
                    if code != TOTAL
                ),
            ]

    @api.depends("kwh", "verdict", "last_date", "register_ids.kwh",
                 "register_ids.verdict", "register_ids.last_date")  # fmt: skip
    def _compute_zones_warning(self):
        for wizard in self:
            zones = wizard.register_ids.filtered(
                lambda register: register.reading_type.startswith(TOTAL)
            )
            wizard.zones_warning = False
            if not zones or {*zones.mapped("verdict"), wizard.verdict} != {ACCEPTED}:
                continue
            if {*zones.mapped("last_date")} != {
                wizard.last_date
            }:  # energy of other days
                continue
            # each register is read without its fraction
            most = (len(zones) + 1) * wizard.installation_id.multiplier
            together = sum(zones.mapped("kwh"))
            if abs(together - wizard.kwh) > most:
                wizard.zones_warning = self.env._(
                    "The zones add up to %(zones)s kWh, the total to %(total)s kWh. "
                    "Check the digits.",
                    zones=f"{together:.15g}",
                    total=f"{wizard.kwh:.15g}",
                )

    @api.depends("installation_id", "date")
    def _compute_last(self):
        for wizard in self:
            reading = wizard._find_last(TOTAL)
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
        """Take the readings, or say why not; doubtful ones go into the queue."""
        self.ensure_one()
        self.account_id._check_may_take_readings()
        if self.zones_warning and not self.is_confirmed:
            raise UserError(
                self.env._(
                    "%s Tick “I have checked it” if the meter shows it.",
                    self.zones_warning,
                )
            )
        outcome, *others = self._take_all()
        if outcome["state"] == REFUSED:
            raise UserError(outcome["reason"])
        return self._notify(outcome, others)

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

    def _find_last(self, reading_type):
        """The last valid reading of a register up to the day."""
        return self.env["elektrohisob.reading"].search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("state", "=", "valid"),
                ("reading_type", "=", reading_type),
                ("date", "<=", self.date),
            ],
            limit=1,
        )

    def _take(self, dry_run=False):
        row = self._prepare_row(self.value, TOTAL)
        return self._accept_rows([row], dry_run=dry_run)[0]

    def _take_all(self):
        """Outcomes of the total and of every register typed in: all or nothing.

        :raise UserError: another register than the total is refused
        """
        registers = self.register_ids.filtered("value")
        rows = [(self.value, TOTAL)]
        rows += [(register.value, register.reading_type) for register in registers]
        outcomes = self._accept_rows([self._prepare_row(*row) for row in rows])
        for (_value, reading_type), outcome in zip(rows[1:], outcomes[1:], strict=True):
            if outcome["state"] == REFUSED:
                raise UserError(
                    self.env._(
                        "%(register)s: %(problem)s",
                        register=reading_type,
                        problem=outcome["reason"],
                    )
                )
        return outcomes

    def _prepare_row(self, value, reading_type):
        return {
            "date": self.date,
            "value": value,
            "account_id": self.account_id._origin.id,
            "installation_id": self.installation_id._origin.id,
            "reading_type": reading_type,
            "rollover": self.rollover and reading_type == TOTAL,
        }

    def _accept_rows(self, rows, dry_run=False):
        decision = None
        if self.is_confirmed or self.rollover:
            decision = self.note or self.env._("Checked when it was entered")
        return self.env["elektrohisob.reading"]._accept(
            rows, source=self.source, decision=decision, dry_run=dry_run
        )

    def _notify(self, outcome, others):
        """Close the dialog and say what became of the readings."""
        waiting = [one for one in (outcome, *others) if one["state"] == PARKED]
        parked = bool(waiting)
        kind, message = "info", waiting[0]["reason"] if waiting else outcome["reason"]
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
