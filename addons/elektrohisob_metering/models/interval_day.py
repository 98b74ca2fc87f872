import base64

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkBigint, BulkMany2one

from ..engine import chart

WH = 1000


class IntervalDay(models.Model):
    """Energy of a channel on one day, by intervals of equal length.

    Bulk table: rows enter through ``_accept`` only and are never deleted; a version
    that was sent anew stays with the state ``replaced``. The columns ``values``
    (int4[], Wh or varh per interval as sent) and ``qualities`` (smallint[], 0
    commercial, 1 non-commercial, 2 missing) are no fields: see ``_get_profile``.
    """

    _name = "elektrohisob.interval.day"
    _description = "Interval data of a day"
    _order = "date desc, channel_id, id desc"
    _rec_name = "date"
    _log_access = False

    channel_id = BulkMany2one(
        "elektrohisob.channel", required=True, readonly=True, ondelete="restrict"
    )
    company_id = BulkMany2one("res.company", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    wh = BulkBigint(string="Wh", readonly=True, help="Sum of the day, Wh or varh.")
    kwh = fields.Float(string="kWh", digits=(16, 3), compute="_compute_kwh")
    missing = fields.Integer(
        readonly=True, help="Intervals without a value.", default=0
    )
    doubtful = fields.Integer(
        string="Non-commercial", readonly=True, help="Intervals the sender doubts."
    )
    state = fields.Selection(
        [("valid", "Valid"), ("replaced", "Replaced")],
        required=True,
        readonly=True,
        default="valid",
    )
    number = fields.Integer(
        string="Number of the message",
        readonly=True,
        aggregator=None,
        help="Given by the sender; a higher one replaces the day.",
    )
    sent = fields.Datetime(string="Made on", readonly=True)
    message_id = BulkMany2one("elektrohisob.exchange.message", readonly=True)
    account_id = fields.Many2one(related="channel_id.account_id")
    usage_point_id = fields.Many2one(related="channel_id.usage_point_id")
    reading_type = fields.Selection(related="channel_id.reading_type")
    # an address and no binary: a picture of the web client asks for `write_date`
    chart = fields.Char(compute="_compute_chart")
    profile_table = fields.Html(string="Intervals", compute="_compute_chart")

    _one_valid = models.UniqueIndex(
        # completeness counts months of all channels without looking at the days
        "(channel_id, date) INCLUDE (missing, wh) WHERE state = 'valid'",
        "The channel already has valid data of this day.",
    )
    _company_idx = models.Index("(company_id, date)")
    _message_idx = models.Index("(message_id)")
    _history_idx = models.Index("(channel_id, date) WHERE state = 'replaced'")

    def init(self):
        """Arrays are columns that the ORM neither reads nor writes."""
        self.env.cr.execute(
            SQL(
                """
                ALTER TABLE elektrohisob_interval_day
                      ADD COLUMN IF NOT EXISTS values int4[] NOT NULL,
                      ADD COLUMN IF NOT EXISTS qualities smallint[] NOT NULL
                """
            )
        )

    @api.depends("wh")
    def _compute_kwh(self):
        for day in self:
            day.kwh = day.wh / WH

    @api.depends("channel_id", "date")
    def _compute_display_name(self):
        for day in self:
            channel = day.channel_id.display_name
            day.display_name = f"{channel} {format_date(self.env, day.date)}"

    def _compute_chart(self):
        profiles = self._get_profile()
        for day in self:
            values, qualities = profiles.get(day.id, ([], []))
            picture = chart.picture(values, qualities) if values else ""
            address = base64.b64encode(picture.encode()).decode()
            day.chart = picture and f"data:image/svg+xml;base64,{address}"
            day.profile_table = chart.table(values, qualities) if values else False

    # === ACTIONS === #

    def action_open_versions(self):
        """All versions of the same day."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Versions of the day"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [
                ("channel_id", "=", self.channel_id.id),
                ("date", "=", self.date),
            ],
        }

    # === BUSINESS METHODS === #

    def _get_profile(self):
        """Arrays of the days: dict of id → (Wh per interval, qualities)."""
        self.env.cr.execute(
            SQL(
                "SELECT id, values, qualities FROM elektrohisob_interval_day"
                " WHERE id = ANY(%s)",
                self.ids,
            )
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}
