"""Published household tariffs, typed from the decisions (UZS/kWh, VAT included)."""

from datetime import date

from odoo.addons.elektrohisob_billing.engine.tariff import Block, Term, Version


def blocks(*bounds_and_prices: tuple[int | None, float]) -> tuple[Block, ...]:
    """Blocks from (upper bound in kWh, price in UZS)."""
    result, lower = [], 0
    for no, (upper, price) in enumerate(bounds_and_prices, 1):
        top = None if upper is None else upper * 1000
        result.append(Block(no, lower, top, round(price * 100)))
        lower = top or 0
    return tuple(result)


# Decision of the Cabinet of Ministers 204 of 16.04.2024, from 2024-05-01
GENERAL_2024 = Version(
    2024, date(2024, 5, 1), date(2025, 5, 1), 1200,
    blocks((200, 450), (1000, 900), (5000, 1350), (10000, 1575), (None, 1800)),
)  # fmt: skip
# Decision of the Cabinet of Ministers 194 of 2025, from 2025-05-01
GENERAL_2025 = Version(
    2025, date(2025, 5, 1), date(2026, 5, 1), 1200,
    blocks((200, 600), (500, 800), (1000, 1000), (5000, 1500), (10000, 1750),
           (None, 2000)),
)  # fmt: skip
# The same decision of 2024 for houses centrally equipped with electric stoves
STOVE_2024 = Version(
    12024, date(2024, 5, 1), date(2025, 5, 1), 1200,
    blocks((200, 225), (1000, 450), (5000, 675), (10000, 787.5), (None, 900)),
)  # fmt: skip
# Flat prices before the blocks
FLAT_2018 = Version(
    2018, date(2018, 4, 1), date(2018, 11, 16), 2000, blocks((None, 228.60))
)
FLAT_2018_11 = Version(
    201811, date(2018, 11, 16), date(2019, 6, 1), 2000, blocks((None, 250))
)
GENERAL = Term(
    date(2018, 1, 1), None, (FLAT_2018, FLAT_2018_11, GENERAL_2024, GENERAL_2025)
)
STOVE = Term(date(2018, 1, 1), None, (STOVE_2024,))
