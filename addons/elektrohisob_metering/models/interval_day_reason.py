from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..engine.figures import plain


class IntervalDay(models.Model):
    """Sentences of the protocol of automatic metering; see docs/askue.md."""

    _inherit = "elektrohisob.interval.day"

    @api.model
    def _get_reason(self, item):
        """Why a day was not taken, or what is to be known of it."""
        return self._tell(item.code, _get_names(item.day), item.figures or {})

    @api.model
    def _get_detail(self, item):
        """What tells the same in any language, to be kept with the row."""
        return {"channel": _get_names(item.day), "figures": plain(item.figures or {})}

    @api.model
    def _tell(self, code, channel, figures):
        """Sentence of a code.

        :param channel: dict of texts: ``point``, ``type`` and ``day`` (ISO, or "")
        """
        point, kind = channel["point"], channel["type"]
        day = fields.Date.to_date(channel["day"] or None)
        when = format_date(self.env, day) if day else ""
        if code == "I09":
            return self.env._(
                "No meter %(meter)s with the register %(register)s hangs on %(day)s in "
                "these districts. Check its number and its installation, then read "
                "the file again.",
                meter=point,
                register=kind,
                day=when,
            )
        name = {"channel": f"{point} {kind}".strip()}
        return (
            self._get_structure_reason(code, name, figures)
            or self._get_cell_reason(code, name, figures)
            or self._get_channel_reason(code, name | {"day": when}, figures)
            or self._get_version_reason(code, name | {"day": when}, figures)
        )

    @api.model
    def _get_structure_reason(self, code, name, figures):
        if code == "no_channel":
            return self.env._(
                "%(channel)s: the point has no code, or its channel is not 01, 02, 03 "
                "or 04. Have the sender name the channel.",
                **name,
            )
        if code == "periods":
            return self.env._(
                "%(channel)s: %(count)s periods do not divide the day into equal "
                "intervals. Have the sender make the file anew.",
                count=figures.get("count", 0),
                **name,
            )
        if code == "overlap":
            return self.env._(
                "%(channel)s: two periods begin at the same time. Have the sender make "
                "the file anew.",
                **name,
            )
        if code == "twice":
            return self.env._(
                "%(channel)s has two different values of %(value)s. Have the sender "
                "say which one is true.",
                value=figures.get("value", ""),
                **name,
            )
        if code == "negative":
            return self.env._(
                "%(channel)s has a negative value. Energy in the other direction comes "
                "in a channel of its own.",
                **name,
            )
        if code == "too_large":
            return self.env._(
                "%(channel)s has a value above 2,147,483 kWh in one interval. Check "
                "the unit with the sender.",
                **name,
            )
        if code == "other_unit":
            return self.env._(
                "%(channel)s: readings of the kind %(value)s are not energy that is "
                "kept here. Nothing was taken from them.",
                value=figures.get("value", ""),
                **name,
            )
        return ""

    @api.model
    def _get_cell_reason(self, code, name, figures):
        if code == "value":
            return self.env._(
                "%(channel)s: “%(value)s” is no number. Have the sender make the file "
                "anew.",
                value=figures.get("value", ""),
                **name,
            )
        if code == "day":
            return self.env._(
                "%(channel)s: “%(value)s” is no date or time. Correct the row, or the "
                "columns of the table.",
                value=figures.get("value", ""),
                **name,
            )
        return ""

    @api.model
    def _get_channel_reason(self, code, name, figures):
        if code == "I01":
            return self.env._(
                "Channel %(channel)s is not attached to a usage point. The day "
                "%(day)s is kept; attach the channel under Metering → ASKUE → "
                "Unknown channels.",
                **name,
            )
        if code == "I02":
            start, end = figures.get("start"), figures.get("end")
            return self.env._(
                "Channel %(channel)s is kept from %(start)s to %(end)s, not on "
                "%(day)s. Correct the days of the channel and read the file again.",
                start=format_date(self.env, start),
                end=format_date(self.env, end) if end else "…",
                **name,
            )
        if code == "I03":
            return self.env._(
                "Channel %(channel)s: the day %(day)s is in the future. Check the "
                "clock of the sender.",
                **name,
            )
        if code == "I11":
            return self.env._(
                "Channel %(channel)s: the day %(day)s is before 2000, when nothing was "
                "metered by intervals. Check the clock of the sender.",
                **name,
            )
        return ""

    @api.model
    def _get_version_reason(self, code, name, figures):
        number = {
            "number": figures.get("number") or "–",
            "sent": format_datetime(
                self.env, figures.get("sent"), tz="UTC", dt_format="short"
            )
            if figures.get("sent")
            else "–",
        }
        if code == "I04":
            return self.env._(
                "Channel %(channel)s: intervals are missing on %(day)s.", **name
            )
        if code == "I05":
            return self.env._(
                "Channel %(channel)s: the sender marks intervals of %(day)s as "
                "non-commercial.",
                **name,
            )
        if code == "I06":
            return self.env._(
                "Channel %(channel)s: %(day)s is known with the same values.", **name
            )
        if code == "I07":
            return self.env._(
                "Channel %(channel)s: %(day)s is known from a newer message, number "
                "%(number)s made on %(sent)s. Nothing was changed.",
                **name,
                **number,
            )
        if code == "I08":
            return self.env._(
                "Channel %(channel)s: %(day)s comes with other values under the same "
                "message number %(number)s. Have the sender raise the number.",
                **name,
                number=number["number"],
            )
        if code == "I10":
            return self.env._(
                "Channel %(channel)s: intervals of %(day)s are of another length than "
                "those known. Have the sender send the whole day.",
                **name,
            )
        return code


def _get_names(day):
    """Texts that name a day of a channel."""
    when = day.day.isoformat() if day.day else ""
    return {"point": day.point, "type": day.reading_type, "day": when}
