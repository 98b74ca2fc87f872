"""What a till holds: from what went in and out during a shift, and from a count.

Sums are tiyin, denominations so'm. No norm says more of a till than that every sum has
its paper and that a count that differs is explained (rules of cash operations, Central
Bank of Uzbekistan; the exact wording is unverified).
"""

from collections.abc import Mapping
from dataclasses import dataclass

TIYIN = 100


class CountWrong(ValueError):
    """A count names notes below zero."""


@dataclass(frozen=True, slots=True)
class Till:
    """Cash of one shift: counted at its opening, then what came and went."""

    opening: int
    taken: int = 0
    returned: int = 0
    brought: int = 0
    collected: int = 0

    @property
    def expected(self) -> int:
        """What must be in the till."""
        return self.opening + self.taken - self.returned + self.brought - self.collected

    def difference(self, counted: int) -> int:
        """Above zero: surplus; below: shortage."""
        return counted - self.expected


def count(notes: Mapping[int, int]) -> int:
    """Tiyin of a count: denomination → how many.

    >>> count({50_000: 2, 1_000: 3})
    10300000
    """
    for value, quantity in notes.items():
        if value <= 0 or quantity < 0:
            raise CountWrong(f"{quantity} × {value}")
    return TIYIN * sum(value * quantity for value, quantity in notes.items())
