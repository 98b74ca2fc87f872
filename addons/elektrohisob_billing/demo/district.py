"""Plan of the demonstration: who the consumers are and what happens to them.

The same seed gives the same district. Money is so'm, energy kWh; nothing here
knows the database.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random

from . import names

#: Months with readings; the last one is the open period.
MONTHS = tuple(date(2026, month, 1) for month in range(4, 11))
START = MONTHS[0]
END = date(2026, 11, 1)
SEASON = (0.86, 0.82, 1.02, 1.36, 1.28, 0.96, 0.84)
SCHOOL_YEAR = (1.1, 1.0, 0.55, 0.4, 0.45, 1.1, 1.2)
LEGAL_SEASON = (0.95, 0.95, 1.05, 1.2, 1.15, 1.0, 0.95)

#: Seed, households, legal entities, budget organisations among them.
MAIN = (1, 2_000, 60, 12)
SMALL = (2, 40, 0, 0)

#: What makes an account worth looking at → how many households of 2,000 have it.
STORIES = {
    "swap": 9,
    "late_swap": 3,
    "correction": 25,
    "new_tariff": 12,
    "joined": 15,
    "closed": 12,
    "unread": 70,
    "no_meter": 3,
    "no_reading": 3,
    "no_tariff": 3,
    "reading_decreased": 3,
    "queued": 6,
    "october_missing": 190,
}
PAYERS = (("prompt", 0.62), ("late", 0.20), ("never", 0.12), ("ahead", 0.06))
SMART = ("te71", "dds26d", "mercury_206")
PLAIN = ("mercury_201_5", "energomera_ce101")
THREE_PHASE = ("te73", "dts27", "mercury_231", "energomera_ce303")


@dataclass
class Consumer:
    """One personal account with its meter; ``use`` is kWh by month of MONTHS.

    ``day``: when its story happens; ``street`` counts on round the district's streets.
    """

    serial: int
    category: str
    tariff: str
    street: int
    house: str
    flat: str
    meter_type: str
    date_installed: date
    register: int
    use: list[int]
    payer: str
    name: str = ""
    person: names.Person | None = None
    stir: str = ""
    phone: str = ""
    residents: int = 0
    multiplier: int = 1
    power: float = 5.0
    story: str = ""
    day: date = START
    debts: list[tuple[date, int]] = field(default_factory=list)

    @property
    def local_number(self) -> str:
        """The account number after the digits of the district."""
        return f"{self.serial + 1:08}"

    @property
    def agreement_number(self) -> str:
        """Number of the contract."""
        kind = "M" if self.is_household else "YU"
        return f"{kind}-{self.serial + 1:05}/{self.date_installed:%y}"

    @property
    def is_household(self) -> bool:
        """Whether the consumer is a person."""
        return self.category == "household"


def plan(seed: int, households: int, legal: int, budget: int) -> list[Consumer]:
    """The consumers of a district in the order of their account numbers.

    ``budget`` of the ``legal`` consumers are budget organisations.
    """
    rng = Random(seed)
    consumers: list[Consumer] = []
    while len(consumers) < households:
        room = households - len(consumers)
        consumers += _building(rng, len(consumers), room)
    for consumer in consumers:
        consumer.person = names.person(rng, seed % 1_000 * 10_000 + consumer.serial + 1)
    _tell_stories(rng, consumers)
    for number in range(legal):
        consumers.append(_legal(rng, len(consumers), number, number < budget))
    for consumer in consumers:
        _open_books(rng, consumer)
    return consumers


def _building(rng: Random, serial: int, room: int) -> list[Consumer]:
    """A house of one family, or a block of flats in which all cook by gas or none."""
    street, house = rng.randrange(10_000), str(rng.randint(1, 98))
    if rng.random() < 0.75:
        return [_household(rng, serial, "H-GEN", (street, house, ""), 6)]
    flats = rng.choice((8, 12, 16, 24, 32, 40))
    tariff = "H-STOVE" if rng.random() < 0.08 else "H-GEN"
    return [
        _household(rng, serial + flat, tariff, (street, house, str(flat + 1)), 3)
        for flat in range(min(flats, room))
    ]


def _household(rng, serial, tariff, place, residents) -> Consumer:
    level = 134 * exp(rng.gauss(0, 0.68)) * (1.35 if tariff == "H-STOVE" else 1)
    level *= 1.2 if not place[2] else 0.93
    if rng.random() < 0.025:
        level = rng.choice((0, 3, 8))
    return Consumer(
        serial=serial,
        category="household",
        tariff=tariff,
        street=place[0],
        house=place[1],
        flat=place[2],
        meter_type=rng.choice(SMART if rng.random() < 0.8 else PLAIN),
        date_installed=_any_day(rng, 2017, 2025),
        register=rng.randint(1_500, 48_000),
        use=_use(rng, level, SEASON, 0.12),
        payer=_weighted(rng, PAYERS),
        phone=names.phone(rng),
        residents=rng.randint(1, residents),
        power=rng.choice((5.0, 7.0, 10.0)),
    )


def _legal(rng, serial, number, is_budget) -> Consumer:
    level = rng.choice((400, 700, 1_200, 2_500, 6_000, 14_000))
    multiplier = 1 if level < 2_000 else rng.choice((20, 30, 40))
    if is_budget:
        shape, level = SCHOOL_YEAR, rng.choice((2_200, 3_800, 5_200))
        name = names.BUDGET[number % len(names.BUDGET)].format(number * 17 + 9)
    else:
        shape, name = LEGAL_SEASON, names.firm(rng, number)
    use = [kwh // multiplier * multiplier for kwh in _use(rng, level, shape, 0.08)]
    return Consumer(
        serial=serial,
        category="budget" if is_budget else "legal",
        tariff="B-I" if is_budget else "L-II",
        street=rng.randrange(10_000),
        house=str(rng.randint(1, 98)),
        flat="",
        meter_type=rng.choice(THREE_PHASE),
        date_installed=_any_day(rng, 2018, 2025),
        register=rng.randint(300, 9_000),
        use=use,
        payer=rng.choice(("prompt", "prompt", "prompt", "late", "ahead")),
        name=name,
        stir=f"3099{number:03}{rng.randint(0, 99):02}",
        phone=names.phone(rng),
        multiplier=multiplier,
        power=float(max(15, level // 60)),
    )


def _use(rng, level, shape, spread) -> list[int]:
    return [
        max(0, round(level * factor * rng.uniform(1 - spread, 1 + spread)))
        for factor in shape
    ]


def _any_day(rng, first, last) -> date:
    return date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28))


def _weighted(rng, choices) -> str:
    names_, weights = zip(*choices, strict=True)
    return rng.choices(names_, weights)[0]


def _tell_stories(rng: Random, consumers: list[Consumer]) -> None:
    """Give stories to households; the first one has a swap and a correction."""
    share = len(consumers) / 2_000
    hero, free = consumers[0], consumers[1:]
    hero.story, hero.payer = "hero", "prompt"
    hero.use, hero.day = [176, 168, 224, 318, 291, 203, 171], date(2026, 6, 17)
    free = [one for one in free if min(one.use) > 40]
    rng.shuffle(free)
    for story, count in STORIES.items():
        count = round(count * share) if share < 1 else count
        for _number in range(count):
            one = free.pop()
            one.story = story
            if story in ("swap", "new_tariff", "joined"):
                one.day = date(2026, rng.randint(5, 8), rng.randint(4, 26))
            elif story == "late_swap":
                one.day = date(2026, 7, rng.randint(8, 20))
            elif story in ("correction", "closed", "unread"):
                one.day = date(2026, rng.randint(6, 8), 1)
            elif story == "no_meter":
                one.day = date(2026, 10, rng.randint(5, 20))
            if story in ("correction", "swap", "late_swap"):
                one.payer = rng.choice(("prompt", "late"))
            if story in ("joined", "no_meter"):
                one.date_installed, one.register = one.day, 0
                one.payer = "prompt"


def _open_books(rng: Random, consumer: Consumer) -> None:
    """Debts (or the prepayment) brought over, by the day they arose."""
    if consumer.story in ("joined", "no_meter"):
        return
    price = 1_000 if not consumer.is_household else 600
    bill = max(10, consumer.use[0]) * price
    months = {
        "prompt": 1,
        "late": rng.randint(1, 3),
        "never": rng.choice((3, 6, 9, 14, 20)),
    }.get(consumer.payer, 0)
    if consumer.payer == "ahead":
        consumer.debts = [(START, -rng.choice((50_000, 100_000, 200_000)))]
    day = START
    for _month in range(months):
        day -= timedelta(days=1)
        consumer.debts.insert(0, (day, round(bill * rng.uniform(0.85, 1.15), -2)))
        day = day.replace(day=1)
