from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ChannelPoint(models.Model):
    """One channel for each kind of energy of a usage point on a day: what two of them
    bring would be either lost or counted twice."""

    _inherit = "elektrohisob.channel"

    @api.constrains("usage_point_id", "reading_type", "date_start", "date_end")
    def _check_point(self):
        """Say which channel is in the way; the database refuses it when the
        transaction ends."""
        for channel in self.filtered("usage_point_id"):
            # of whatever unit: the point is one
            other = channel.sudo()._get_beside()[:1]
            if other:
                raise ValidationError(
                    self.env._(
                        "Channel %(code)s already brings %(kind)s of this usage point "
                        "from %(start)s to %(end)s. Give it a last day before the "
                        "first day of channel %(new)s, or attach only one of them.",
                        code=other.point_code,
                        kind=channel.reading_type,
                        start=other.date_start,
                        end=other.date_end or "…",
                        new=channel.point_code,
                    )
                )

    def _get_beside(self):
        """Other channels of the same kind and point with days of this one."""
        self.ensure_one()
        domain = (
            Domain("usage_point_id", "=", self.usage_point_id.id)
            & Domain("reading_type", "=", self.reading_type)
            & Domain("id", "!=", self.id)
            & (
                Domain("date_end", "=", False)
                | Domain("date_end", ">=", self.date_start)
            )
        )
        if self.date_end:
            domain &= Domain("date_start", "<=", self.date_end)
        return self.search(domain)

    @api.model
    def _leave_points(self, rows):
        """Values of new channels of a file, without the point where it has a channel
        of this kind already: they wait for somebody to attach them.

        :param rows: list of (values, number of the meter if the sender names it)
        """
        points = {vals.get("usage_point_id") for vals, _serial in rows} - {None}
        known = {}
        for channel in self.search([("usage_point_id", "in", list(points))]):
            key = (channel.usage_point_id.id, channel.reading_type)
            known[key] = known.get(key, self) | channel
        taken = set()
        for vals, serial in rows:
            key = (vals.get("usage_point_id"), vals["reading_type"])
            if key[0] is None:
                continue
            if key in taken or not self._make_room(known.get(key), vals, serial):
                point = self.env["elektrohisob.usage.point"].browse(key[0])
                del vals["usage_point_id"]
                vals["company_id"] = point.company_id.id
            taken.add(key)
        return [vals for vals, _serial in rows]

    @api.model
    def _make_room(self, known, vals, serial):
        """Let a new channel begin where the one of the meter taken down ends.

        Senders that name the meter begin a channel with each meter: from the day the
        new one hangs the old channel brings nothing more. Any other channel in the
        way keeps the point.

        :param known: channels of the point and kind, if there are any
        :param vals: values of the new channel; ``date_start`` is set
        :return: whether it can be attached to the point
        """
        if not known:
            return True
        point = known.usage_point_id
        hung = point.installation_ids.filtered(
            lambda row: (
                (row.place_no or 1) == 1
                and row.meter_id.serial.lower() == (serial or "").lower()
            )
        ).sorted("date_start")[-1:]
        start = hung.date_start
        if not hung or any(
            channel.date_start >= start
            or (channel.date_end or channel.last_day or start) >= start
            for channel in known
        ):
            return False
        vals["date_start"] = start
        known.filtered(lambda row: not row.date_end).date_end = start - timedelta(1)
        return True
