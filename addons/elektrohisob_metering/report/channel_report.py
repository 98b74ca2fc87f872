import csv
import io
from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import business_today

LAYOUT = "%Y-%m-%d"


class ChannelReport(models.Model):
    """Completeness: days received and missing of each attached channel by month.

    Of the month that is going on and the twelve before; a month counts from the first
    day of data to yesterday, within the days of the channel.
    """

    _name = "elektrohisob.channel.report"
    _description = "Completeness of interval data"
    _auto = False
    _order = "month desc, missing desc, channel_id"
    _rec_name = "channel_id"
    _depends = {
        "elektrohisob.channel": [
            "account_id",
            "company_id",
            "date_end",
            "date_start",
            "last_day",
            "usage_point_id",
        ],
        "elektrohisob.interval.day": ["channel_id", "date", "state", "wh", "missing"],
    }

    channel_id = fields.Many2one("elektrohisob.channel", readonly=True)
    company_id = fields.Many2one(
        "res.company", string="District network", readonly=True
    )
    account_id = fields.Many2one(
        "elektrohisob.account", string="Personal account", readonly=True
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point", string="Usage point", readonly=True
    )
    reading_type = fields.Selection(related="channel_id.reading_type")
    month = fields.Date(readonly=True)
    expected = fields.Integer(string="Days expected", readonly=True)
    received = fields.Integer(string="Days received", readonly=True)
    missing = fields.Integer(string="Days missing", readonly=True)
    holes = fields.Integer(string="Missing intervals", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    last_day = fields.Date(string="Data until", readonly=True)
    silent_days = fields.Integer(
        string="Silent days",
        readonly=True,
        aggregator="max",
        help="Days up to yesterday since the newest day that was received.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH today AS (SELECT (now() AT TIME ZONE 'Asia/Tashkent')::date AS day),
            known AS (
                SELECT c.id, first.day AS first
                  FROM elektrohisob_channel c
                 CROSS JOIN LATERAL (
                       SELECT date AS day FROM elektrohisob_interval_day
                        WHERE channel_id = c.id AND state = 'valid'
                        ORDER BY date LIMIT 1) first
                 WHERE c.usage_point_id IS NOT NULL),
            months AS (
                SELECT k.id, m::date AS month,
                       GREATEST(m::date, k.first, c.date_start) AS start,
                       LEAST((m + interval '1 month')::date - 1, c.date_end,
                             t.day - 1) AS stop
                  FROM known k JOIN elektrohisob_channel c USING (id), today t,
                       generate_series(
                           GREATEST(date_trunc('month', k.first),
                                    date_trunc('month', t.day) - interval '12 months'),
                           date_trunc('month', t.day), '1 month') m)
            SELECT m.id::bigint * 4096 + (extract(year FROM m.month) - 2000)::int * 12
                       + extract(month FROM m.month)::int AS id,
                   m.id AS channel_id, c.company_id, c.account_id, c.usage_point_id,
                   m.month, m.stop - m.start + 1 AS expected, d.received,
                   m.stop - m.start + 1 - d.received AS missing, d.holes,
                   d.wh::numeric / 1000 AS kwh, c.last_day,
                   GREATEST(LEAST(t.day - 1, c.date_end) - c.last_day, 0)
                       AS silent_days
              FROM months m JOIN elektrohisob_channel c ON c.id = m.id
              CROSS JOIN today t
              CROSS JOIN LATERAL (
                   SELECT count(*)::int AS received,
                          coalesce(sum(missing), 0)::int AS holes,
                          coalesce(sum(wh), 0) AS wh
                     FROM elektrohisob_interval_day
                    WHERE channel_id = m.id AND state = 'valid'
                      AND date BETWEEN m.start AND m.stop) d
             WHERE m.stop >= m.start
            """
        )

    # === ACTIONS === #

    def action_open_days(self):
        """Days of the channel in the month."""
        self.ensure_one()
        stop = fields.Date.end_of(self.month, "month")
        action = self.channel_id.action_open_days()
        action["domain"] += [("date", ">=", self.month), ("date", "<=", stop)]
        return action

    def action_request(self):
        """Put requests for the missing days into the journal, one for each sender.

        A request is a table of points, channels and days, to be sent to the operator
        of the system; senders answer with the files of these days.
        """
        missing = self._get_missing_days()
        if not missing:
            raise UserError(
                self.env._("No day is missing in the chosen rows. Choose others.")
            )
        by_provider = defaultdict(list)
        for channel, day in missing:
            by_provider[self._get_provider(channel)].append((channel, day))
        messages = self.env["elektrohisob.exchange.message"]
        for provider, rows in by_provider.items():
            messages |= messages._send(
                provider,
                self.env._("Request of missing days %(day)s.csv", day=rows[0][1]),
                _table(rows),
                {"rows": len(rows)},
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests of missing days"),
            "res_model": "elektrohisob.exchange.message",
            "view_mode": "list,form",
            "domain": [("id", "in", messages.ids)],
        }

    # === BUSINESS METHODS === #

    def _get_missing_days(self):
        """(channel, day) of the days without data."""
        today = business_today(self)
        found = []
        for row in self:
            channel = row.channel_id
            days = set(
                self.env["elektrohisob.interval.day"]
                .search(
                    [
                        ("channel_id", "=", channel.id),
                        ("state", "=", "valid"),
                        ("date", ">=", row.month),
                        ("date", "<=", fields.Date.end_of(row.month, "month")),
                    ]
                )
                .mapped("date")
            )
            first = channel._get_first_day()
            day, stop = max(row.month, first), fields.Date.end_of(row.month, "month")
            stop = min(stop, today - timedelta(days=1), channel.date_end or stop)
            while day <= stop:
                if day not in days:
                    found.append((channel, day))
                day += timedelta(days=1)
        return found

    def _get_provider(self, channel):
        """Whose files brought the newest day of the channel."""
        newest = self.env["elektrohisob.interval.day"].search(
            [("channel_id", "=", channel.id), ("message_id", "!=", False)],
            order="date desc",
            limit=1,
        )
        provider = newest.message_id.provider_id
        return provider or self.env["elektrohisob.exchange.provider"]._find_provider(
            "askue_80020"
        )


def _table(rows):
    """Bytes of the table of a request."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(("area", "point", "channel", "day"))
    for channel, day in rows:
        writer.writerow(
            (
                channel.area_code or "",
                channel.point_code,
                channel.reading_type,
                day.strftime(LAYOUT),
            )
        )
    return stream.getvalue().encode("utf-8-sig")
