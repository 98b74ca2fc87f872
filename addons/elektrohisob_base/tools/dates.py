"""The day of business: that of Tashkent, wherever the computer stands."""

from datetime import UTC, datetime, time

from odoo import fields
from odoo.exceptions import UserError

from ..engine.moment import TASHKENT as ZONE
from ..engine.moment import TIMEZONE

__all__ = ["TIMEZONE", "ZONE"]


def business_today(records):
    """Today in Tashkent, whatever zone the user of ``records`` has; also usable as
    the default of a field."""
    # no environment of another zone is made for it: payments ask several times each
    return datetime.now(ZONE).date()


def today_start(records):
    """The instant at which today began in Tashkent, UTC without a zone."""
    now = fields.Datetime.now()
    local = fields.Datetime.context_timestamp(records.with_context(tz=TIMEZONE), now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return now - (local - midnight)


def parse_day(records, value):
    """Day of an argument of the public API: text ``YYYY-MM-DD``, date or nothing.

    :raise UserError: the text is no day
    """
    try:
        return fields.Date.to_date(value) or None
    except (TypeError, ValueError) as error:
        raise UserError(
            records.env._(
                "“%s” is no day. Write it as year-month-day: 2026-01-31.", value
            )
        ) from error


def to_utc(day, moment=time.min):
    """The moment of a day of Tashkent as the database keeps it: UTC, without zone."""
    local = datetime.combine(day, moment, ZONE)
    return local.astimezone(UTC).replace(tzinfo=None)
