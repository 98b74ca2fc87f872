from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..models.reading_acceptance import ACCEPTED, PARKED

ENDING = ("swap", "ratio", "remove")  # acts that end an installation


class InstallationSwap(models.TransientModel):
    """Act on the meter of a usage point: install, replace or remove it.

    On a replacement dated D the old meter hangs to D - 1 and the new one from D;
    closing and opening readings are both of 00:00 of D, so no day is without a
    meter and none has two.
    """

    _name = "elektrohisob.installation.swap"
    _description = "Install, replace or remove a meter"

    account_id = fields.Many2one("elektrohisob.account", required=True)
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Point",
        required=True,
        domain="[('account_id', '=', account_id)]",
    )
    company_id = fields.Many2one(related="usage_point_id.company_id")
    phases = fields.Selection(related="usage_point_id.phases")
    meter_count = fields.Integer(related="usage_point_id.meter_count")
    date = fields.Date(string="Date of the act", required=True, default=business_today)
    mode = fields.Selection(
        [
            ("install", "Install a meter"),
            ("swap", "Replace the meter"),
            ("ratio", "Change transformers: same meter, new multiplier"),
            ("remove", "Remove the meter"),
            ("seal", "Seals only"),
        ],
        string="Kind of act",
        required=True,
        compute="_compute_mode",
        store=True,
        readonly=False,
    )
    act_number = fields.Char(string="Act number", required=True)
    place_no = fields.Integer(
        string="Meter of the point",
        default=1,
        required=True,
        help="1 is the main meter, others hang beside it.",
    )
    old_installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="Old meter",
        compute="_compute_old_installation_id",
    )
    last_value = fields.Float(
        string="Last reading", digits=(16, 3), compute="_compute_closing"
    )
    last_date = fields.Date(string="Last read on", compute="_compute_closing")
    closing_value = fields.Char(string="Closing reading (kWh)")
    rollover = fields.Boolean(string="The old register passed zero")
    closing_kwh = fields.Float(
        string="Will be charged for the old meter (kWh)",
        digits=(16, 3),
        compute="_compute_closing",
    )
    closing_reason = fields.Char(string="Objection", compute="_compute_closing")
    closing_state = fields.Char(string="Verdict", compute="_compute_closing")
    later_count = fields.Integer(
        string="Later readings of the old meter", compute="_compute_closing"
    )
    is_confirmed = fields.Boolean(string="I have checked the closing reading")
    multiplier = fields.Integer(
        compute="_compute_multiplier",
        store=True,
        readonly=False,
        help="Product of the current and voltage transformer ratios.",
    )
    seal_number = fields.Char(string="Seal number")

    @api.depends("usage_point_id", "date", "place_no")
    def _compute_old_installation_id(self):
        """The meter hanging there on the eve of the act, if any."""
        for wizard in self:
            installations = wizard.usage_point_id.installation_ids
            wizard.old_installation_id = (
                wizard.date
                and installations.filtered(
                    lambda row, day=wizard.date, place=wizard.place_no: (
                        row.date_start < day
                        and (not row.date_end or row.date_end >= day)
                        and (row.place_no or 1) == place
                    )
                )[:1]
            )

    @api.depends("usage_point_id", "date", "place_no")
    def _compute_mode(self):
        for wizard in self:
            has_meter = bool(wizard.old_installation_id)
            if has_meter == (wizard.mode == "install") or not wizard.mode:
                wizard.mode = "swap" if has_meter else "install"

    @api.depends("old_installation_id", "date", "closing_value", "rollover", "mode",
                 "is_confirmed")  # fmt: skip
    def _compute_closing(self):
        for wizard in self:
            old = wizard.old_installation_id
            last = self.env["elektrohisob.reading"].search(
                [
                    ("installation_id", "=", old._origin.id),
                    ("reading_type", "=", wizard._get_main_code(old)),
                    ("state", "=", "valid"),
                    ("date", "<=", wizard.date),
                ],
                limit=1,
            )
            wizard.last_value, wizard.last_date = last.value, last.date
            wizard.later_count = len(wizard._get_later_readings())
            wizard.closing_kwh = 0.0
            wizard.closing_reason = wizard.closing_state = False
            if old and wizard.mode in ENDING and wizard.closing_value:
                outcome = wizard._take_closing(dry_run=True)
                if wizard._get_main_code(old) == "A+":
                    wizard.closing_kwh = outcome["kwh"] or 0.0
                wizard.closing_state = outcome["state"]
                wizard.closing_reason = outcome["reason"]

    # === ACTIONS === #

    def action_apply(self):
        """Write the act: installations, meters and act readings."""
        self.ensure_one()
        self._check_act()
        why = self.env._("Act %s", self.act_number)
        self = self.with_context(elektrohisob_change_note=why)
        old = installation = self.old_installation_id
        rest = self._prepare_rest()
        meter = self.mode in ("install", "swap") and self._get_new_meter()
        self._record_movement(meter)
        if rest:  # linked again once the new installation is between
            rest["following"]._relink(old.browse())
        if self.mode == "ratio":
            installation = self._change_ratio(rest)
        elif self.mode in ("swap", "remove"):
            self._close_old()
        if meter:
            installation = self._open_new(meter, self.mode == "swap" and old, rest)
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.installation",
            "res_id": installation.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    def _check_act(self):
        old = self.old_installation_id
        if self.mode == "install" and old:
            raise UserError(
                self.env._(
                    "Meter %(meter)s hangs at the point on %(day)s. Choose to replace "
                    "it, or change the date.",
                    meter=old.meter_id.serial,
                    day=self.date,
                )
            )
        if self.mode != "install" and not old:
            raise UserError(
                self.env._(
                    "No meter hangs at the point on the eve of %(day)s. Choose to "
                    "install one, or change the date.",
                    day=self.date,
                )
            )
        if self.mode == "remove" and old.date_end:
            raise UserError(
                self.env._(
                    "Meter %(meter)s was already taken down after %(end)s by the act "
                    "%(act)s. Take that act back by “Correct the act” first, or give "
                    "it this day there.",
                    meter=old.meter_id.serial,
                    end=old.date_end,
                    act=old.act_number_end or "",
                )
            )
        if self.mode == "swap" and self.meter_id == old.meter_id:
            raise UserError(self.env._("The new meter is the old one. Choose another."))
        self._check_multiplier()

    def _close_old(self):
        """Take the old meter down; its later readings wait for a decision."""
        old = self.old_installation_id
        self._get_later_readings()._park(
            "R02", {"removed": self.date, "act": self.act_number or ""}
        )
        self._end(old)

    def _end(self, old):
        """End the installation and take the closing readings of all its registers.

        :raise UserError: one of them is objected to
        """
        old.write(
            {
                "date_end": fields.Date.subtract(self.date, days=1),
                "act_number_end": self.act_number,
            }
        )
        outcome = self._take_closing()
        if outcome["state"] != ACCEPTED:
            remedy = ""
            if outcome["state"] == PARKED and not self._is_decided():
                remedy = self.env._(
                    "Tick that you have checked the closing reading to go on."
                )
            raise UserError(f"{outcome['reason']}\n{remedy}".strip())
        self._take_registers(old, is_closing=True)

    def _get_later_readings(self, old=None):
        """Valid readings of the old meter after the act: they cannot be its own."""
        old = old or self.old_installation_id
        if not self.date or not old:
            return self.env["elektrohisob.reading"]
        return self.env["elektrohisob.reading"].search(
            [
                ("installation_id", "=", old._origin.id),
                ("state", "=", "valid"),
                ("date", ">", self.date),
            ]
        )

    @api.model
    def _get_main_code(self, installation):
        """Register whose reading an act always has: A+, unless the meter lacks it."""
        if not installation:
            return "A+"
        return installation.meter_id.type_id._get_register_codes()[0]

    def _is_decided(self):
        return self.is_confirmed or self.rollover

    def _take_closing(self, dry_run=False):
        row = {
            "installation_id": self.old_installation_id._origin.id,
            "reading_type": self._get_main_code(self.old_installation_id),
            "date": self.date,
            "value": self.closing_value,
            "rollover": self.rollover,
            "without": self._get_later_readings().ids,
        }
        return self._take(row, dry_run, self._is_decided())

    def _take(self, row, dry_run=False, is_decided=True):
        decision = self._get_decision() if is_decided else None
        return self.env["elektrohisob.reading"]._accept(
            [row], source="act", decision=decision, dry_run=dry_run
        )[0]

    def _get_decision(self):
        return self.env._("Act %(act)s", act=self.act_number or "")
