"""Text messages on their way: what a report changes, when one may be sent."""

from datetime import datetime, timedelta

#: How far a message has come; a report never takes it back.
ORDER = {
    "queued": 0,
    "sending": 1,
    "unknown": 2,
    "sent": 3,
    "expired": 4,
    "failed": 4,
    "refused": 4,
    "delivered": 4,
}
FINAL = 4
PAUSES = (60, 300, 900, 3600)  # seconds before the second and further attempts


def later(old: str, old_at: datetime | None, new: str, new_at: datetime | None) -> bool:
    """Whether a report of ``new`` takes the place of ``old``; reports may come twice,
    late and in another order.

    Of two final states the later one by the gateway's clock counts; without a clock
    a delivered message stays delivered.

    >>> later("sent", None, "delivered", None), later("delivered", None, "sent", None)
    (True, False)
    """
    if ORDER[new] != ORDER[old] or new == old:
        return ORDER[new] > ORDER[old]
    if old_at and new_at and old_at != new_at:
        return new_at > old_at
    return new == "delivered"


def pause(attempts: int) -> int:
    """Seconds before the next attempt after ``attempts`` of them.

    >>> pause(1), pause(2), pause(9)
    (60, 300, 3600)
    """
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def quiet_until(moment: datetime, start: int, end: int) -> datetime | None:
    """When the quiet hours ``moment`` lies in are over; None outside of them.

    :param moment: on the clock of the consumers
    :param start, end: full hours, the first quiet one and the first one after them;
        equal: there are none

    >>> quiet_until(datetime(2026, 11, 5, 22, 30), 21, 8)
    datetime.datetime(2026, 11, 6, 8, 0)
    """
    hour = moment.hour
    inside = start <= hour < end if start <= end else hour >= start or hour < end
    if not inside:
        return None
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    over = day + timedelta(hours=end)
    return over if over > moment else over + timedelta(days=1)


def phone_digits(text: str) -> str:
    """``+998 (90) 123-45-67`` → ``998901234567``; "" if it is no number of Uzbekistan.

    >>> phone_digits("90 123-45-67"), phone_digits("+7 900 123-45-67")
    ('998901234567', '')
    """
    digits = "".join(letter for letter in text if letter in "0123456789")
    if len(digits) == 9:
        digits = f"998{digits}"
    return digits if len(digits) == 12 and digits.startswith("998") else ""
