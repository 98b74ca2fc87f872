"""Every scenario of billing, run pure."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from odoo.addons.elektrohisob_base.engine.diff import accumulate
from odoo.addons.elektrohisob_billing.engine.benefit import Benefit
from odoo.addons.elektrohisob_billing.engine.line import ACT
from odoo.addons.elektrohisob_billing.engine.tariff import (
    Block,
    Component,
    Term,
    Version,
)
from odoo.addons.elektrohisob_billing.engine.unlawful import Unlawful
from odoo.addons.elektrohisob_metering.engine.consumption import (
    ACTIVE,
    Installation,
    Reading,
)
from odoo.addons.elektrohisob_metering.engine.profile import Profile
from odoo.addons.elektrohisob_metering.engine.zones import zone_sums

from engine.book import Books, Facts
from engine.pricing_case import SCALES, pairs

BILLING = Path(__file__).resolve().parents[2] / "addons" / "elektrohisob_billing"
SCENARIOS = sorted((BILLING / "tests" / "scenarios").glob("given_*"))
COLUMNS = {
    "terms": "known date_start date_end tariff",
    "installations": "known installation date_start date_end multiplier digits",
    "readings": "known installation date value rollover",
    "tariff": "tariff date_start date_end vat_rate block kwh_from kwh_to price",
    "settlements": "period",
    "consumption": "period month installation date_start date_end quality kwh",
    "charges": "period month date_start tariff version block price kwh amount vat",
    "benefits": "known benefit date_start date_end state percent basis kwh_limit per"
    " persons above_norm payer",
    "acts": "known act date_start date_end state kwh factor",
    "act_charges": "period month date_start act block price kwh amount vat",
    "intervals": "known date_start date_end values",
    "components": "tariff date_start number kind values",
    "zones": "period month installation date_start date_end zone kwh",
    "component_charges": "period month date_start component block kwh amount vat",
    "benefit_charges": "period month date_start benefit block price kwh amount vat",
}
POINT = 10
THEN = ("consumption", "charges", "benefit_charges", "zones", "component_charges")
THEN += ("act_charges",)
# peak 06–09 and 17–22, half-peak 09–17, night 22–06, as published
HOURS = "333333111222222221111133"


# === READING THE FOLDER === #


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Rows of ``when/`` or ``then/`` file ``name``; its columns must be known."""
    part = "then" if name in THEN else "when"
    path = folder / part / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        assert " ".join(reader.fieldnames or ()) == COLUMNS[name], path
        return list(reader)


def known_by(period: str, found: Iterable[dict], *identity: str) -> list[dict]:
    """The newest version known in ``period`` of each fact."""
    latest: dict[tuple, dict] = {}
    for row in sorted(found, key=lambda row: row["known"]):
        if row["known"] <= period:
            latest[tuple(row[name] for name in identity)] = row
    return list(latest.values())


def scaled(text: str, factor: int) -> int:
    """``text`` × ``factor`` as an integer, refusing what would be rounded."""
    number = Decimal(text) * factor
    assert number == int(number), text
    return int(number)


def after(text: str) -> date | None:
    """Half-open end of a range whose last day is ``text``."""
    return date.fromisoformat(text) + timedelta(days=1) if text else None


# === TARIFFS === #


def published_tariffs() -> list[dict[str, str]]:
    """Rows of ``tariff.csv`` read from the data file of the addon."""
    tree = ElementTree.parse(BILLING / "data" / "elektrohisob_tariff_data.xml")
    records: dict[str, dict[str, dict[str, str]]] = {}
    for record in tree.iter("record"):
        fields = {
            field.get("name"): field.get("ref") or field.text or ""
            for field in record.iter("field")
        }
        records.setdefault(record.get("model"), {})[record.get("id")] = fields
    tariffs = records["elektrohisob.tariff"]
    versions = records["elektrohisob.tariff.version"]
    result = []
    for rate in records["elektrohisob.tariff.rate"].values():
        version = versions[rate["version_id"]]
        result.append(
            {
                "tariff": tariffs[version["tariff_id"]]["code"],
                "date_start": version["date_start"],
                "date_end": version.get("date_end", ""),
                "vat_rate": version["vat_rate"],
                **{name: rate[name] for name in ("block", "kwh_from", "price")},
                "kwh_to": "" if Decimal(rate["kwh_to"]) == 0 else rate["kwh_to"],
            }
        )
    return result


PUBLISHED = published_tariffs()


def hourly(text: str) -> list[int]:
    """Wh of the hours of a day: ``1.5*3 0`` is 1.5 kWh in three of them, then none."""
    values: list[int] = []
    for word in text.split():
        kwh, _star, times = word.partition("*")
        values += [scaled(kwh, 1000)] * int(times or 1)
    assert len(values) == 24, text
    return values


def tariff_components(found: list[dict[str, str]]) -> dict[tuple, list[Component]]:
    """(tariff, first day of its version) → components; ids are their numbers."""
    result: dict[tuple, list[Component]] = {}
    for row in found:
        values = {
            name: scaled(value, SCALES[name])
            for name, value in pairs(row["values"]).items()
        }
        part = Component(int(row["number"]), row["kind"], values)
        result.setdefault((row["tariff"], row["date_start"]), []).append(part)
    return result


def tariff_versions(
    found: list[dict[str, str]], components: dict[tuple, list[Component]]
) -> dict[str, dict[Version, str]]:
    """Code of a tariff → its versions; version ids are ordinal numbers."""
    grouped: dict[tuple, list[Block]] = {}
    for row in found:
        key = tuple(row[n] for n in ("tariff", "date_start", "date_end", "vat_rate"))
        upper = scaled(row["kwh_to"], 1000) if row["kwh_to"] else None
        grouped.setdefault(key, []).append(
            Block(
                int(row["block"]),
                scaled(row["kwh_from"], 1000),
                upper,
                scaled(row["price"], 100),
            )
        )
    result: dict[str, dict[Version, str]] = {}
    for number, (key, blocks) in enumerate(sorted(grouped.items()), 1):
        code, start, end, vat = key
        version = Version(
            number,
            date.fromisoformat(start),
            after(end),
            scaled(vat, 100),
            tuple(sorted(blocks, key=lambda block: block.no)),
            tuple(components.get((code, start), ())),
        )
        result.setdefault(code, {})[version] = start
    return result


# === RUNNING === #


class Scenario:
    """A folder, and the names behind the numbers of the engine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        components = tariff_components(rows(folder, "components"))
        self.tariffs = tariff_versions(PUBLISHED + rows(folder, "tariff"), components)
        names = {row["installation"] for row in rows(folder, "installations")}
        self.installation_ids = {name: no for no, name in enumerate(sorted(names), 1)}
        self.reading_ids: dict[tuple, int] = {}

    def facts(self, period: str) -> Facts:
        """Everything known in ``period``."""
        installations = [
            Installation(
                self.installation_ids[row["installation"]],
                POINT,
                date.fromisoformat(row["date_start"]),
                after(row["date_end"]),
                int(row["multiplier"]),
                10 ** int(row["digits"]) * 1000,
            )
            for row in known_by(
                period, rows(self.folder, "installations"), "installation"
            )
        ]
        readings: dict[int, list[Reading]] = {}
        for row in known_by(
            period, rows(self.folder, "readings"), "installation", "date"
        ):
            if not row["value"]:
                continue  # withdrawn
            number = self.reading_ids.setdefault(
                tuple(row.values()), len(self.reading_ids) + 1
            )
            readings.setdefault(self.installation_ids[row["installation"]], []).append(
                Reading(
                    number,
                    date.fromisoformat(row["date"]),
                    scaled(row["value"], 1000),
                    row["rollover"] == "1",
                )
            )
        terms = [
            Term(
                date.fromisoformat(row["date_start"]),
                after(row["date_end"]),
                tuple(self.tariffs[row["tariff"]]),
            )
            for row in known_by(period, rows(self.folder, "terms"), "date_start")
        ]
        benefits = self.benefits(period)
        found = (installations, readings, terms, benefits, *self.intervals(period))
        return Facts(*found, self.acts(period))

    def acts(self, period: str) -> list[Unlawful]:
        """Acts of unauthorised use in force that are known in ``period``."""
        return [
            Unlawful(
                int(row["act"]),
                date.fromisoformat(row["date_start"]),
                after(row["date_end"]),
                scaled(row["kwh"], 1000),
                scaled(row["factor"], 1000),
            )
            for row in known_by(period, rows(self.folder, "acts"), "act")
            if row["state"] == "issued"
        ]

    def intervals(self, period: str) -> tuple[Profile | None, dict]:
        """Energy of the days known in ``period``, whole and, if it is priced so, by
        zone."""
        has_zones = any(
            row["kind"] == "zone" for row in rows(self.folder, "components")
        )
        profile, zones = Profile(), {}
        for row in known_by(period, rows(self.folder, "intervals"), "date_start"):
            values = hourly(row["values"])
            day = date.fromisoformat(row["date_start"])
            while day <= date.fromisoformat(row["date_end"]):
                profile.days[day] = sum(values)
                if has_zones:
                    zones[day] = zone_sums(values, HOURS)
                day += timedelta(1)
        return (profile if profile.days else None), zones

    def benefits(self, period: str) -> list[Benefit]:
        """Valid benefits known in ``period``, in order of their names."""
        found = known_by(period, rows(self.folder, "benefits"), "benefit")
        return [
            Benefit(
                int(row["benefit"]),
                date.fromisoformat(row["date_start"]),
                after(row["date_end"]),
                scaled(row["percent"], 100),
                _limit(row),
                row["above_norm"] == "1",
                row["basis"],
                financed=row["payer"] == "1",
            )
            for row in sorted(found, key=lambda row: int(row["benefit"]))
            if row["state"] == "valid"
        ]

    def run(self) -> Books:
        """Settle every month of the scenario; each settlement twice."""
        books = Books()
        for row in rows(self.folder, "settlements"):
            facts = self.facts(row["period"])
            period = date.fromisoformat(row["period"] + "-01")
            books.settle(facts, period)
            assert books.settle(facts, period) == 0, "the second run wrote rows"
        return books

    def consumption(self, books: Books) -> dict:
        """What is booked, in the terms of ``then/consumption.csv``."""
        names = {number: name for name, number in self.installation_ids.items()}
        return _without_zeros(
            ((f"{period:%Y-%m}", month, names[meter], start, end, quality), figures)
            for period, key, figures in books.consumption
            for _point, meter, month, start, end, _first, _last, quality, *how in [key]
            if how[0] == ACTIVE
        )

    def zones(self, books: Books) -> dict:
        """What is booked, in the terms of ``then/zones.csv``."""
        names = {number: name for name, number in self.installation_ids.items()}
        return _without_zeros(
            ((f"{period:%Y-%m}", month, names[meter], start, end, register), figures)
            for period, key, figures in books.consumption
            for _point, meter, month, start, end, *_rest, register, _origin in [key]
            if register != ACTIVE
        )

    def component_charges(self, books: Books) -> dict:
        """What is booked, in the terms of ``then/component_charges.csv``."""
        return _without_zeros(
            ((f"{period:%Y-%m}", month, start, part, no), figures[:3])
            for period, (month, start, _version, no, part), figures in books.charges
            if 0 < part < ACT
        )

    def act_charges(self, books: Books) -> dict:
        """What is booked, in the terms of ``then/act_charges.csv``."""
        return _without_zeros(
            (
                (f"{period:%Y-%m}", month, start, part - ACT, no),
                (figures[3], figures[1], figures[2]),
            )
            for period, (month, start, _version, no, part), figures in books.charges
            if part > ACT
        )

    def charges(self, books: Books) -> dict:
        """What is booked, in the terms of ``then/charges.csv``."""
        names = {
            version.id: (code, version)
            for code, versions in self.tariffs.items()
            for version in versions
        }
        found = []
        for period, (month, start, version_id, no, part), figures in books.charges:
            if part:
                continue
            code, version = names[version_id]
            price = next(block.price for block in version.blocks if block.no == no)
            key = (f"{period:%Y-%m}", month, start, code, version.start, no, price)
            found.append((key, figures[:3]))
        return _without_zeros(found)

    def benefit_charges(self, books: Books) -> dict:
        """What is booked, in the terms of ``then/benefit_charges.csv``."""
        return _without_zeros(
            (
                (f"{period:%Y-%m}", month, start, -part, no),
                (figures[3], figures[1], figures[2]),
            )
            for period, (month, start, _version, no, part), figures in books.charges
            if part < 0
        )


def _limit(row: dict[str, str]) -> int | None:
    persons = int(row["persons"]) if row["per"] == "person" else 1
    return scaled(row["kwh_limit"], 1000) * persons or None


def _without_zeros(found) -> dict:
    return {key: figures for key, figures in accumulate(found).items() if any(figures)}


ENERGY = {"kwh": 1000}
MONEY = {"kwh": 1000, "amount": 100, "vat": 100}
DAYS = ("month", "date_start", "date_end", "version")
NUMBERS = ("block", "benefit", "component", "act")


def expected(folder: Path, name: str, columns: str, figures: dict[str, int]) -> dict:
    """A file of ``then/``: Wh and tiyin by the values of ``columns``."""

    def read(row: dict[str, str], column: str):
        if column in DAYS:
            return date.fromisoformat(row[column])
        if column in NUMBERS:
            return int(row[column])
        return scaled(row[column], 100) if column == "price" else row[column]

    return {
        tuple(read(row, column) for column in columns.split()): tuple(
            scaled(row[figure], scale) for figure, scale in figures.items()
        )
        for row in rows(folder, name)
    }


def expected_consumption(folder: Path) -> dict:
    """``then/consumption.csv`` in Wh."""
    columns = "period month installation date_start date_end quality"
    return expected(folder, "consumption", columns, ENERGY)


def expected_zones(folder: Path) -> dict:
    """``then/zones.csv`` in Wh."""
    columns = "period month installation date_start date_end zone"
    return expected(folder, "zones", columns, ENERGY)


def expected_charges(folder: Path) -> dict:
    """``then/charges.csv`` in Wh and tiyin."""
    columns = "period month date_start tariff version block price"
    return expected(folder, "charges", columns, MONEY)


def expected_benefits(folder: Path) -> dict:
    """``then/benefit_charges.csv`` in Wh and tiyin."""
    columns = "period month date_start benefit block"
    return expected(folder, "benefit_charges", columns, MONEY)


def expected_acts(folder: Path) -> dict:
    """``then/act_charges.csv`` in Wh and tiyin."""
    columns = "period month date_start act block"
    return expected(folder, "act_charges", columns, MONEY)


def expected_components(folder: Path) -> dict:
    """``then/component_charges.csv`` in Wh and tiyin."""
    columns = "period month date_start component block"
    return expected(folder, "component_charges", columns, MONEY)


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
def test_scenario(folder):
    scenario = Scenario(folder)
    books = scenario.run()
    assert scenario.consumption(books) == expected_consumption(folder)
    assert scenario.charges(books) == expected_charges(folder)
    assert scenario.benefit_charges(books) == expected_benefits(folder)
    assert scenario.act_charges(books) == expected_acts(folder)
    assert scenario.zones(books) == expected_zones(folder)
    assert scenario.component_charges(books) == expected_components(folder)


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
def test_scenario_adds_up(folder):
    """The expected energy itself is charged in full, month by month."""
    used: dict = {}
    for (_period, month, *_), (wh,) in expected_consumption(folder).items():
        used[month] = used.get(month, 0) + wh
    charged: dict = {}
    priced = [*expected_charges(folder).items(), *expected_components(folder).items()]
    for (_period, month, *_), (wh, _amount, _vat) in priced:
        charged[month] = charged.get(month, 0) + wh
    assert used == charged


def test_scenarios_are_found():
    assert len(SCENARIOS) >= 10
    for folder in SCENARIOS:
        readme = (folder / "README.md").read_text(encoding="utf-8")
        assert readme.startswith("# "), folder
        assert "hand" in readme, f"{folder}: no calculation by hand"
