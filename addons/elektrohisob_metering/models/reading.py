from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one

from ..engine import checks
from .device_type_registers import digits_of

HISTORY = 12

# Register of the greatest power, read and reset monthly: kW, no energy.
DEMAND = "P+"
READING_TYPES = [
    ("A+", "Active import"),
    ("A+1", "Active import, zone 1"),
    ("A+2", "Active import, zone 2"),
    ("A+3", "Active import, zone 3"),
    ("A+4", "Active import, zone 4"),
    ("A-", "Active export"),
    ("R+", "Reactive import"),
    ("R-", "Reactive export"),
    (DEMAND, "Maximum demand (kW)"),
]


class Reading(models.Model):
    """State of a meter register at 00:00 of a day (CIM Reading).

    Bulk table: rows enter through ``_accept`` only and are never deleted; a
    replaced version stays with the state ``replaced``.
    """

    _name = "elektrohisob.reading"
    _description = "Reading"
    _order = "date desc, id desc"
    _check_company_auto = True

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    installation_id = BulkMany2one(
        "elektrohisob.installation", required=True, readonly=True, ondelete="restrict"
    )
    meter_id = fields.Many2one(related="installation_id.meter_id")
    company_id = BulkMany2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    reading_type = fields.Selection(
        READING_TYPES,
        string="Kind of energy",
        required=True,
        readonly=True,
        default="A+",
    )
    value = fields.Float(
        string="Reading (kWh)", digits=(16, 3), readonly=True, aggregator=None
    )
    source = fields.Selection(
        [
            ("act", "Act"),
            ("sheet", "Route sheet"),
            ("file", "File"),
            ("remote", "ASKUE"),
            ("portal", "Personal cabinet"),
            ("operator", "Operator"),
            ("phone", "Telephone"),
            ("sms", "SMS"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("queued", "Waiting for decision"),
            ("refused", "Refused"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        default="valid",
    )
    rollover = fields.Boolean(readonly=True, help="The register passed zero.")
    check_code = fields.Char(readonly=True)
    check_figures = fields.Json(string="Figures of the check", readonly=True)
    check_note = fields.Char(string="Why", compute="_compute_check_note")
    replaced_by_id = fields.Many2one(
        "elektrohisob.reading", readonly=True, index="btree_not_null"
    )
    version_ids = fields.One2many(
        "elektrohisob.reading", "replaced_by_id", string="Earlier versions"
    )
    message_id = fields.Many2one("elektrohisob.exchange.message", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decision_note = fields.Char(string="Decision", readonly=True)
    previous_id = fields.Many2one(
        "elektrohisob.reading",
        string="Reading before",
        compute="_compute_previous",
        compute_sudo=True,
    )
    days = fields.Integer(compute="_compute_previous", compute_sudo=True)
    kwh = fields.Float(
        string="Energy since (kWh)",
        digits=(16, 3),
        compute="_compute_previous",
        compute_sudo=True,
        help="Since the valid reading before, multiplier applied.",
    )
    kwh_day = fields.Float(
        string="kWh a day",
        digits=(16, 1),
        compute="_compute_previous",
        compute_sudo=True,
    )
    kwh_rollover = fields.Float(
        string="If the register passed zero (kWh)",
        digits=(16, 3),
        compute="_compute_previous",
        compute_sudo=True,
        help="Energy of a reading lower than the one before, were it accepted as a "
        "rollover.",
    )
    history_ids = fields.Many2many("elektrohisob.reading", compute="_compute_history")
    average_day = fields.Float(
        string="Usual kWh a day", digits=(16, 1), compute="_compute_history"
    )

    _one_valid = models.UniqueIndex(
        "(installation_id, reading_type, date) WHERE state = 'valid'",
        "The meter already has a valid reading of this day.",
    )
    _account_idx = models.Index("(account_id, date)")
    _company_idx = models.Index("(company_id, date, id)")
    _date_idx = models.Index("(date, id)")
    _queue_idx = models.Index("(company_id, id) WHERE state = 'queued'")
    _check_idx = models.Index("(company_id, check_code) WHERE check_code IS NOT NULL")

    @api.depends("date", "meter_id")
    def _compute_display_name(self):
        for reading in self:
            day = format_date(self.env, reading.date) if reading.date else ""
            reading.display_name = f"{reading.meter_id.serial or ''} {day}".strip()

    @api.depends("check_code", "check_figures")
    @api.depends_context("lang")
    def _compute_check_note(self):
        """What the check said, in the language of whoever reads it."""
        Check = self.env["elektrohisob.reading.check"]
        for reading in self:
            # a meter taken down stays with the district that handed it over
            meter = reading.installation_id.sudo().meter_id
            texts = Check._get_texts(
                reading.account_id.number, meter.serial, reading.date, reading.value
            )
            reading.check_note = Check._tell(
                reading.check_code, texts, reading.check_figures
            )

    @api.depends("installation_id", "date", "value", "state")
    def _compute_previous(self):
        """One query for the readings before, whatever the length of the list."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT r.id, p.id, p.date, (p.value * 1000)::bigint,
                       (r.value * 1000)::bigint, i.multiplier, %s
                  FROM elektrohisob_reading r
                  JOIN elektrohisob_installation i ON i.id = r.installation_id
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t ON t.id = m.type_id
                  JOIN LATERAL (
                       SELECT id, date, value FROM elektrohisob_reading
                        WHERE installation_id = r.installation_id
                          AND reading_type = r.reading_type
                          AND state = 'valid' AND date < r.date
                        ORDER BY date DESC LIMIT 1) p ON true
                 WHERE r.id = ANY(%s)
                """,
                digits_of(SQL("r.reading_type")),
                self.ids,
            )
        )
        found = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        for reading in self:
            before_id, day, before, value, multiplier, digits = found.get(
                reading._origin.id or reading.id, (False, None, 0, 0, 1, 0)
            )
            passed_zero = value < before
            turn = 10**digits * checks.WH if passed_zero else 0
            if reading.rollover:
                value += turn
            wh = 0 if reading.reading_type == DEMAND else (value - before) * multiplier
            waits = passed_zero and not reading.rollover and wh
            reading.kwh_rollover = (wh + turn * multiplier) / checks.WH if waits else 0
            days = (reading.date - day).days if day else 0
            reading.previous_id = before_id
            reading.days = days
            reading.kwh = wh / checks.WH
            reading.kwh_day = wh / checks.WH / days if days else 0.0

    @api.depends("installation_id", "date")
    def _compute_history(self):
        for reading in self:
            history = self.search(
                [
                    ("installation_id", "=", reading.installation_id.id),
                    ("reading_type", "=", reading.reading_type),
                    ("state", "=", "valid"),
                    ("date", "<", reading.date),
                ],
                order="date desc",
                limit=HISTORY,
            )
            measured = history.filtered("days")
            days = sum(measured.mapped("days"))
            reading.history_ids = history
            reading.average_day = sum(measured.mapped("kwh")) / days if days else 0.0

    # === ACTIONS === #

    def action_accept(self):
        """Ask why the readings may be charged as they are."""
        return self._open_decision("accept")

    def action_accept_rollover(self):
        """Ask why the register is believed to have passed zero."""
        return self._open_decision("rollover")

    def action_move(self):
        """Ask why the readings belong to the meter that hung on their day."""
        return self._open_decision("move")

    def action_refuse(self):
        """Ask why the readings are refused."""
        return self._open_decision("refuse")

    def action_correct(self):
        """Open the wizard that replaces the reading by a right one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the reading"),
            "res_model": "elektrohisob.reading.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reading_id": self.id},
        }

    def _open_decision(self, mode):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide on readings"),
            "res_model": "elektrohisob.reading.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reading_ids": self.ids, "default_mode": mode},
        }

    # === BUSINESS METHODS === #

    def _get_fact_name(self):
        """Register, day and value, as a change of facts names the reading."""
        self.ensure_one()
        day = format_date(self.env, self.date)
        serial = self.meter_id.serial or ""
        return f"{serial}, {self.reading_type}, {day}: {self.value:g}"

    def _get_day_before(self):
        """Day of the valid reading before this one, its own day if it is the first."""
        self.ensure_one()
        before = self.search_fetch(
            [
                ("installation_id", "=", self.installation_id.id),
                ("reading_type", "=", self.reading_type),
                ("state", "=", "valid"),
                ("date", "<", self.date),
            ],
            ["date"],
            order="date desc",
            limit=1,
        )
        return before.date or self.date
