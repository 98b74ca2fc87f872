"""Money of a charge line: integer tiyin, exact until it is rounded once."""

from dataclasses import dataclass

#: So'm; a larger single sum is a slip of the writer, and sums of it would overflow.
HIGHEST = 10**13

HALF_UP = "half_up"
UP = "up"
DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A sum is a multiple of ``step`` tiyin, found by ``method``."""

    step: int = 1
    method: str = HALF_UP

    def apply(self, numerator: int, denominator: int = 1) -> int:
        """Tiyin of ``numerator`` / ``denominator``, away from zero as towards it.

        >>> Rounding(100, UP).apply(12345), Rounding(100, DOWN).apply(-12345)
        (12400, -12300)
        """
        if numerator < 0:
            return -self.apply(-numerator, denominator)
        unit = self.step * denominator
        if self.method == HALF_UP:
            return (2 * numerator + unit) // (2 * unit) * self.step
        if self.method == UP:
            return -(-numerator // unit) * self.step
        return numerator // unit * self.step


EXACT = Rounding()


def money(wh: int, price: int) -> int:
    """Tiyin of ``wh`` at ``price`` tiyin per kWh, half a tiyin rounded up.

    >>> money(500, 45001)
    22501
    """
    return (wh * price + 500) // 1000


def vat_inside(amount: int, rate: int) -> int:
    """VAT contained in a gross ``amount`` at ``rate`` basis points.

    >>> vat_inside(36000000, 1200)
    3857143
    """
    base = 10000 + rate
    return (2 * amount * rate + base) // (2 * base)


def vat_on(net: int, rate: int) -> int:
    """VAT to be added to ``net`` at ``rate`` basis points.

    >>> vat_on(10000, 1200)
    1200
    """
    return EXACT.apply(net * rate, 10000)


def ratio(value: int, numerator: int, denominator: int) -> int:
    """``value`` × ``numerator`` ÷ ``denominator``, half rounded up.

    >>> ratio(20430, 1000, 1500)
    13620
    """
    return EXACT.apply(value * numerator, denominator)
