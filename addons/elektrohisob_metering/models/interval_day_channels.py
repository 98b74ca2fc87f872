from odoo import api, models
from odoo.tools import SQL


class IntervalDay(models.Model):
    """Acceptance: to which channel a day that came belongs."""

    _inherit = "elektrohisob.interval.day"

    @api.model
    def _find_channels(self, items, companies, company):
        """The channel of each item; what nobody knows becomes a channel of no point."""
        known = self._load_channels(items, companies)
        unknown = {}
        for item in items:
            item.channel = self._pick_channel(item, known)
            if not item.channel and not item.code:
                unknown.setdefault(_key(item.day), []).append(item)
        if not unknown:
            return
        points = self._find_points(unknown, companies)
        # Channels are made for whoever may load the file; engineers attach them.
        Channel = self.env["elektrohisob.channel"].sudo()
        channels = Channel.create(
            Channel._leave_points(
                [
                    (
                        self._prepare_channel(items_[0].day, points, company),
                        items_[0].day.serial,
                    )
                    for items_ in unknown.values()
                ]
            )
        )
        channels.flush_recordset()
        for channel, items_ in zip(channels, unknown.values(), strict=True):
            for item in items_:
                item.channel = _channel(channel)

    @api.model
    def _load_channels(self, items, companies):
        self.env.cr.execute(
            SQL(
                """
                SELECT coalesce(c.area_code, ''), c.point_code, c.reading_type, c.id,
                       c.account_id, c.company_id, c.date_start, c.date_end,
                       p.permitted_power, a.number
                  FROM elektrohisob_channel c
                  LEFT JOIN elektrohisob_usage_point p ON p.id = c.usage_point_id
                  LEFT JOIN elektrohisob_account a ON a.id = c.account_id
                 WHERE c.point_code = ANY(%s) AND c.company_id = ANY(%s)
                 ORDER BY c.account_id IS NULL, c.id
                """,
                list({item.day.point for item in items}),
                companies.ids,
            )
        )
        known = {}
        names = ("id", "account_id", "company_id", "start", "end", "power", "number")
        for row in self.env.cr.fetchall():
            known.setdefault(row[:3], []).append(dict(zip(names, row[3:], strict=True)))
        return known

    @api.model
    def _pick_channel(self, item, known):
        channels = known.get(_key(item.day), ())
        for channel in channels:
            end = channel["end"]
            if channel["start"] <= item.day.day and (not end or item.day.day <= end):
                return channel
        if channels:
            item.code = "I02"
            item.figures = {"start": channels[0]["start"], "end": channels[0]["end"]}
        return None

    @api.model
    def _prepare_channel(self, day, points, company):
        point_id = points.get(day.serial.lower()) if day.serial else None
        point_id = point_id or points.get(("account", day.account))
        is_primary = not day.serial if day.is_primary is None else day.is_primary
        vals = {
            "area_code": day.area or False,
            "point_code": day.point,
            "reading_type": day.reading_type,
            "name": day.name or False,
            "step": day.step,
            "coefficient_applied": is_primary,
        }
        owner = {"usage_point_id": point_id} if point_id else {"company_id": company.id}
        return vals | owner


def _key(day):
    return (day.area, day.point, day.reading_type)


def _channel(channel):
    """A channel just made, as ``_load_channels`` gives it."""
    return {
        "id": channel.id,
        "account_id": channel.account_id.id,
        "company_id": channel.company_id.id,
        "start": channel.date_start,
        "end": channel.date_end,
    }
