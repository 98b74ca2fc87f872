"""Days, energy and sums of the naive bill: nothing here is shared with the engine."""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

DAY = timedelta(days=1)
HALF = Fraction(1, 2)
ROUND = {"half_up": lambda x: floor(x + HALF), "up": ceil, "down": floor}
TIYIN = Fraction(1, 100)


def days_of(month: date) -> list[date]:
    """All days of a month."""
    found = []
    day = month
    while day.month == month.month:
        found.append(day)
        day += DAY
    return found


def used_on(day: date, pieces) -> int:
    """Wh of one day: a piece is spread evenly, whole Wh, its rest towards the end."""
    total = 0
    for piece in pieces:
        if piece.start <= day < piece.end:
            length = (piece.end - piece.start).days
            nth = (day - piece.start).days
            total += piece.wh * (nth + 1) // length - piece.wh * nth // length
    return total


def version_on(day: date, terms):
    """The version of the tariff of the account on a day."""
    for term in terms:
        if term.start <= day and (term.end is None or day < term.end):
            for version in term.versions:
                if version.start <= day and (version.end is None or day < version.end):
                    return version
    return None


def rounded(amount: Fraction, version) -> Fraction:
    """So'm by the rounding of a version; discounts mirror charges."""
    step = Fraction(version.rounding.step, 100)
    sign = -1 if amount < 0 else 1
    return sign * ROUND[version.rounding.method](abs(amount) / step) * step


def nearest(number: Fraction) -> Fraction:
    """A whole number; a half goes away from nothing."""
    return Fraction(floor(abs(number) + HALF) * (-1 if number < 0 else 1))


def money(amount: Fraction) -> Fraction:
    """To the nearest tiyin; half a tiyin goes away from nothing."""
    return nearest(amount / TIYIN) * TIYIN


def tiyin(amount: Fraction) -> Fraction:
    """To the nearest tiyin; half a tiyin of a discount goes towards the sum above."""
    return floor(amount / TIYIN + HALF) * TIYIN
