"""Who pays what in a month of the demonstration. Money is so'm."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .district import Consumer

LAST_PAID = date(2026, 10, 20)


@dataclass(frozen=True)
class Paid:
    """``amount`` paid on ``day`` by a consumer, or by one nobody recognises."""

    consumer: Consumer | None
    day: date
    amount: float
    channel: str
    purpose: str = ""
    payer: str = ""


def paid(
    rng: Random, consumers: list[Consumer], balances: dict[int, float], month: date
) -> list[Paid]:
    """Payments of ``month``; ``balances`` by serial at its start."""
    found = []
    for consumer in consumers:
        amount = _amount(rng, consumer, balances.get(consumer.serial, 0), month)
        day = month + timedelta(days=min(27, int(rng.triangular(1, 27, 9))))
        if amount > 0 and day <= LAST_PAID:
            desk = consumer.is_household and rng.random() < 0.4
            found.append(Paid(consumer, day, amount, "cash" if desk else "bank"))
    return sorted(found, key=lambda one: (one.day, one.consumer.serial))


def _amount(rng: Random, consumer: Consumer, owed: float, month: date) -> float:
    """A consumer's way of paying, from ``owed`` (below zero: prepaid)."""
    if consumer.payer == "ahead":
        bill = max(consumer.use) * (1_000 if not consumer.is_household else 600)
        return -(-bill // 50_000) * 50_000 if owed > -bill else 0
    if owed <= 0 or consumer.payer == "never":
        return 0
    if consumer.payer == "late":
        pays = (consumer.serial + month.month) % 3 == 0
        part = rng.choice((1, 1, 0.7, 0.5))
        return -(-owed * part // 1_000) * 1_000 if pays else 0
    if rng.random() < 0.5 or not consumer.is_household:
        return round(owed, 2)
    return -(-owed // 1_000) * 1_000


def strangers() -> list[Paid]:
    """Payments of October that name nobody: work for the accountant."""
    return [
        Paid(None, date(2026, 10, 6), 84_000, "bank", "Elektr energiyasi uchun toʻlov",
             "Azizov Temur"),
        Paid(None, date(2026, 10, 8), 152_500, "bank",
             "Оплата за электроэнергию, л/с 26269 00900017", "Каримова Нигора"),
        Paid(None, date(2026, 10, 13), 2_640_000, "bank",
             "Shartnoma № 77-E boʻyicha elektr energiyasi uchun", "“Nurli yoʻl” MCHJ"),
    ]  # fmt: skip
