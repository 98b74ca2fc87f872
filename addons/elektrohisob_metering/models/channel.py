from dataclasses import replace
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.facts import Change

from ..engine import zones

START = date(2000, 1, 1)
READING_TYPES = [
    ("A+", "Active import"),
    ("A-", "Active export"),
    ("R+", "Reactive import"),
    ("R-", "Reactive export"),
]


class Channel(models.Model):
    """Channel of automatic metering (ASKUE) that sends energy by intervals.

    A channel nobody attached to a usage point yet keeps its days all the same; they
    are used from the moment it is attached.
    """

    _name = "elektrohisob.channel"
    _description = "ASKUE channel"
    _inherit = "elektrohisob.dated.mixin"
    _order = "point_code, reading_type, date_start desc"

    date_start = fields.Date(string="First day", default=START)
    date_end = fields.Date(string="Last day")
    name = fields.Char(string="Name in the file", help="As the sender calls it.")
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty while nobody said whose energy this is.",
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
    )
    area_code = fields.Char(string="Area", help="Code of the area in the file.")
    point_code = fields.Char(
        string="Measuring point",
        required=True,
        index=True,
        help="Code of the measuring point, or number of the meter, in the file.",
    )
    reading_type = fields.Selection(
        READING_TYPES, string="Kind of energy", required=True, default="A+"
    )
    step = fields.Integer(
        string="Interval (minutes)", default=30, aggregator=None, required=True
    )
    coefficient_applied = fields.Boolean(
        string="Sent as primary energy",
        default=True,
        help="The sender already multiplied by the ratios of the transformers. If "
        "not, the multiplier of the installation is applied in settlement.",
    )
    last_day = fields.Date(
        string="Data until", readonly=True, help="Newest day that was received."
    )
    day_ids = fields.One2many("elektrohisob.interval.day", "channel_id")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (company_id WITH =, (coalesce(area_code, '')) WITH =, "
        "point_code WITH =, reading_type WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The measuring point already has a channel of this kind on these days.",
    )
    _point_no_overlap = models.Constraint(
        "EXCLUDE USING gist (usage_point_id WITH =, reading_type WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        "The usage point already has a channel of this kind of energy on these days.",
    )
    _step_divides_day = models.Constraint(
        "CHECK(step > 0 AND 1440 % step = 0)",
        "The interval of a channel divides the day: 15, 30 or 60 minutes.",
    )

    @api.depends("usage_point_id.company_id")
    def _compute_company_id(self):
        for channel in self:
            owner = channel.usage_point_id.company_id or channel.company_id
            channel.company_id = owner or self.env.company

    @api.depends("point_code", "reading_type")
    def _compute_display_name(self):
        for channel in self:
            channel.display_name = f"{channel.point_code} {channel.reading_type}"

    # === CRUD METHODS === #

    def init(self):
        """Leave room in each page: every day moves ``last_day`` of all its channels,
        and seven indexes stay as they are if the new row fits beside the old one."""
        self.env.cr.execute("ALTER TABLE elektrohisob_channel SET (fillfactor = 45)")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to settle again accounts a channel brings days to."""
        channels = super().create(vals_list)
        channels._record_change("added")
        return channels

    def write(self, vals):
        """Override of `base` to move the days along and settle again accounts that
        lose or get them."""
        facts = {"usage_point_id", "coefficient_applied", "date_start", "date_end"}
        if not facts & vals.keys():
            return super().write(vals)
        self._record_change("changed")
        result = super().write(vals)
        self._record_change("changed")
        if "usage_point_id" in vals:
            self._move_days()
            self.filtered("usage_point_id")._release_lines()
        return result

    # === ACTIONS === #

    def action_open_days(self):
        """Days received for the channel."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interval data"),
            "res_model": "elektrohisob.interval.day",
            "view_mode": "list,graph,form",
            "domain": [("channel_id", "in", self.ids)],
            "context": {"search_default_valid": 1},
        }

    def action_attach(self):
        """Open the wizard that says whose energy the channels bring."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Attach to a usage point"),
            "res_model": "elektrohisob.channel.attach",
            "view_mode": "form",
            "target": "new",
            "context": {"default_channel_ids": self.ids},
        }

    # === BUSINESS METHODS === #

    def _get_zone_wh(self, start, end):
        """Energy of the channel by zone of the day, as sent.

        :param start: first day
        :param end: day after the last one
        :return: dict of (first day of the month, zone) → Wh (varh)
        """
        self.ensure_one()
        calendars = self.env["elektrohisob.zone.calendar"]._get_calendars(start, end)
        self.env.cr.execute(
            SQL(
                "SELECT date, values FROM elektrohisob_interval_day"
                " WHERE channel_id = %s AND state = 'valid'"
                " AND date >= %s AND date < %s",
                self.id,
                start,
                end,
            )
        )
        return zones.sums_by_month(self.env.cr.fetchall(), calendars)

    def _record_change(self, operation):
        """Have the accounts settled again from the first day of the channels on."""
        attached = self.filtered("account_id")
        if not attached:
            return
        self.flush_model(["account_id"])
        self.env.cr.execute(
            SQL(
                """
                SELECT c.account_id, min(d.date), c.id
                  FROM elektrohisob_channel c
                  JOIN elektrohisob_interval_day d ON d.channel_id = c.id
                 WHERE c.id = ANY(%s) AND d.state = 'valid'
                 GROUP BY 1, 3
                """,
                attached.ids,
            )
        )
        changes = [
            Change(*row, {"name": self.browse(row[2]).display_name})
            for row in self.env.cr.fetchall()
        ]
        self.env["elektrohisob.fact.change"]._record(
            self._name, operation, self._widen(changes)
        )

    @api.model
    def _widen(self, changes):
        """Changes of days of channels, from the reading before them on where one after
        them was taken too: all days between the two lay their energy on months."""
        if not changes:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT w.id, max(before.date)
                  FROM unnest(%s::int[], %s::date[]) AS w(id, day)
                  JOIN elektrohisob_channel c ON c.id = w.id
                  JOIN elektrohisob_installation i
                    ON i.usage_point_id = c.usage_point_id AND i.active
                   AND i.date_start <= w.day
                   AND (i.date_end IS NULL OR i.date_end >= w.day)
                   AND COALESCE(i.place_no, 1) = 1
                 CROSS JOIN LATERAL (
                       SELECT max(r.date) AS date FROM elektrohisob_reading r
                        WHERE r.installation_id = i.id AND r.state = 'valid'
                          AND r.reading_type = c.reading_type
                          AND r.date <= w.day) AS before
                 WHERE before.date IS NOT NULL AND EXISTS (
                       SELECT FROM elektrohisob_reading later
                        WHERE later.installation_id = i.id AND later.state = 'valid'
                          AND later.reading_type = c.reading_type
                          AND later.date > w.day)
                 GROUP BY w.id
                """,
                bulk.array_text(change.res_id for change in changes),
                bulk.array_text(change.day for change in changes),
            )
        )
        earlier = dict(rows)
        return [
            replace(change, day=earlier.get(change.res_id, change.day))
            for change in changes
        ]

    def _get_first_day(self):
        """First day of the channel with data."""
        self.ensure_one()
        first = self.env["elektrohisob.interval.day"].search(
            [("channel_id", "=", self.id), ("state", "=", "valid")],
            order="date",
            limit=1,
        )
        return max(first.date or self.date_start, self.date_start)

    def _move_days(self):
        """Days of a channel belong to the district of its usage point."""
        self.flush_recordset(["company_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_interval_day d SET company_id = c.company_id
                  FROM elektrohisob_channel c
                 WHERE c.id = d.channel_id AND c.id = ANY(%s)
                   AND d.company_id <> c.company_id
                """,
                self.ids,
            )
        )
        self.env["elektrohisob.interval.day"].invalidate_model(["company_id"])

    def _release_lines(self):
        """Rows of messages that waited for the channel to be attached are accepted."""
        # The protocol is written by the receiving of files only, not by its readers.
        lines = self.env["elektrohisob.exchange.line"].sudo()
        waiting = lines.search(
            [("channel_id", "in", self.ids), ("state", "=", "parked")]
        )
        for line in waiting:
            line.write(
                {
                    "state": "accepted",
                    "account_id": line.channel_id.account_id.id,
                    "reason": False,
                    "detail": False,
                    "code": False,
                }
            )
        waiting.message_id._count_lines()
