"""What the meters of the demonstration show, and which readings arrive.

Values are whole kWh of the register; a reading dated D is the register at 00:00.
"""

from collections.abc import Iterator
from datetime import date

from odoo.addons.elektrohisob_base.engine.period import next_month

from .district import END, MONTHS, START, Consumer

LATE_SWAP_FOUND = date(2026, 9, 1)
NO_READING_AFTER = date(2026, 7, 1)
HERO_TYPING_ERROR = date(2026, 8, 1)
SLOW_SOURCES = ("sheet", "sheet", "portal", "operator")


def used(consumer: Consumer, day: date) -> int:
    """kWh used from the start of the demonstration (or of the account) to ``day``,
    the multiplier taken out."""
    since = consumer.date_installed if consumer.story == "joined" else START
    total = 0.0
    for month, kwh in zip(MONTHS, consumer.use, strict=True):
        end = next_month(month)
        first, last = max(month, since), min(end, day)
        if first < last:
            total += kwh * (last - first).days / (end - month).days
    return int(total) // consumer.multiplier


def old_register(consumer: Consumer, day: date) -> int:
    """The register of the meter that hung at the start."""
    return consumer.register + used(consumer, day)


def is_swapped(consumer: Consumer, day: date) -> bool:
    """Whether a new meter hangs on ``day``."""
    return consumer.story in ("hero", "swap", "late_swap") and day > consumer.day


def register(consumer: Consumer, day: date) -> int:
    """The register of the meter that hangs on ``day``; a new one starts at zero."""
    if is_swapped(consumer, day):
        return used(consumer, day) - used(consumer, consumer.day)
    return old_register(consumer, day)


def error_day(consumer: Consumer) -> date | None:
    """Day whose reading was typed wrong and found out a month later."""
    if consumer.story == "hero":
        return HERO_TYPING_ERROR
    return consumer.day if consumer.story == "correction" else None


def shown(consumer: Consumer, day: date) -> int | None:
    """Reading handed in for ``day``, None if nobody read the meter."""
    story = consumer.story
    missing = (
        story == "no_meter"
        or (story == "joined" and day <= consumer.day)
        or (story == "closed" and day >= consumer.day)
        or (story == "unread" and day == consumer.day)
        or (story == "no_reading" and day > NO_READING_AFTER)
        or (story in ("october_missing", "reading_decreased") and day == END)
    )
    if missing:
        return None
    value = register(consumer, day)
    if story == "queued" and day == END:
        return value + 1_900
    if error_day(consumer) == day:
        month = MONTHS.index(day)
        if consumer.serial % 3:
            return value + max(9, consumer.use[month] * 2 // 5)
        return value - consumer.use[month - 1] // 4
    return value


def source(consumer: Consumer) -> str:
    """How the readings of the consumer arrive."""
    if not consumer.is_household:
        return "sheet"
    if consumer.meter_type in ("te71", "dds26d", "mercury_206"):
        return "remote"
    return SLOW_SOURCES[consumer.serial % len(SLOW_SOURCES)]


def readings(consumers: list[Consumer], day: date) -> Iterator[tuple[Consumer, int]]:
    """(consumer, value) of the readings that arrive for ``day``."""
    for consumer in consumers:
        value = shown(consumer, day)
        if value is not None:
            yield consumer, value
