"""Pricing scenarios: one tariff, one use of energy, the lines that come out.

See ``addons/elektrohisob_billing/tests/scenarios_pricing/README.md``.
"""

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from odoo.addons.elektrohisob_base.engine.period import months, share
from odoo.addons.elektrohisob_billing.engine.advance import Purse, find_rises
from odoo.addons.elektrohisob_billing.engine.amount import Rounding
from odoo.addons.elektrohisob_billing.engine.line import Extra, Line, Power, Used
from odoo.addons.elektrohisob_billing.engine.pricing import price_month
from odoo.addons.elektrohisob_billing.engine.season import Season, cut_seasons
from odoo.addons.elektrohisob_billing.engine.tariff import (
    Block,
    Component,
    Term,
    Version,
)

FOLDER = (
    Path(__file__).resolve().parents[2]
    / "addons/elektrohisob_billing/tests/scenarios_pricing"
)
CASES = sorted(FOLDER.glob("given_*"))
SCALES = {
    **{"price": 100, "factor": 1000, "divisor": 1000, "percent": 100, "zone": 1},
    **{"percent_out": 100, "discount": 100, "tangent": 1000},
    **{"tangent_calculated": 1000, "from_power": 1000},
}
MONTHS_KEPT = 2  # of households, published


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Rows of a CSV file, none if it is absent."""
    path = folder / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def scaled(text: str, factor: int) -> int:
    """``text`` × ``factor`` as an integer, refusing what would be rounded."""
    number = Decimal(text or "0") * factor
    assert number == int(number), text
    return int(number)


def pairs(text: str) -> dict[str, str]:
    """``a=1;b=2`` as a mapping."""
    return dict(part.split("=") for part in text.split(";") if part)


def after(text: str) -> date | None:
    return date.fromisoformat(text) + timedelta(days=1) if text else None


@dataclass
class Case:
    """One folder, read."""

    folder: Path
    use: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        found = rows(self.folder, "when/use.csv")
        self.use = {row["name"]: row["value"] for row in found}

    def versions(self) -> list[Version]:
        grouped: dict[tuple, list[Block]] = {}
        for row in rows(self.folder, "when/tariff.csv"):
            key = (row["date_start"], row["date_end"], row["vat_rate"])
            grouped.setdefault(key, []).append(
                Block(
                    int(row["block"]),
                    scaled(row["kwh_from"], 1000),
                    scaled(row["kwh_to"], 1000) or None,
                    scaled(row["price"], 100),
                )
            )
        result: list[Version] = []
        seasons = [
            Season(
                date.fromisoformat(row["date_start"]),
                after(row["date_end"]),
                scaled(row["percent"], 100),
            )
            for row in rows(self.folder, "when/seasons.csv")
        ]
        for number, ((start, end, vat), blocks) in enumerate(grouped.items(), 1):
            version = Version(
                number,
                date.fromisoformat(start),
                after(end),
                scaled(vat, 100),
                tuple(blocks),
                tuple(self.components(start)),
                **self.options(start),
            )
            result += cut_seasons(version, seasons)
        return result

    def components(self, start: str) -> list[Component]:
        result = []
        for row in rows(self.folder, "when/components.csv"):
            if row["date_start"] == start:
                values = {"factor": 1000, "divisor": 1000}
                for name, text in pairs(row["values"]).items():
                    values[name] = scaled(text, SCALES[name])
                result.append(Component(int(row["number"]), row["kind"], values))
        return result

    def options(self, start: str) -> dict:
        found: dict[str, str] = {}
        for row in rows(self.folder, "when/versions.csv"):
            if row["date_start"] == start:
                found = pairs(row["values"])
        rounding = Rounding(
            scaled(found.get("rounding", "0.01"), 100),
            found.get("rounding_method", "half_up"),
        )
        return {
            "vat_included": found.get("vat_included") != "0",
            "rounding": rounding,
            "proration": found.get("proration", "none"),
            "per_family": found.get("per_family") == "1",
        }

    def number(self, name: str) -> int | None:
        return scaled(self.use[name], 1000) if name in self.use else None

    def registers(self) -> dict[str, int]:
        found = {"R+": self.number("kvarh"), "R-": self.number("kvarh_out")}
        for zone in "1234":
            found[f"A+{zone}"] = self.number(f"zones.{zone}")
        return {name: value for name, value in found.items() if value is not None}

    def extra(self, registers: dict) -> Extra:
        return Extra(
            registers,
            int(self.use.get("families", "1")),
            (
                Power(
                    date.min, None, *map(self.number, ("permitted_kw", "declared_kw"))
                ),
            ),
            self.number("maximum_kw"),
            self.number("contract_kwh"),
            self.number("contract_kvarh"),
        )

    @property
    def days(self) -> tuple[date, date]:
        return (
            date.fromisoformat(self.use["date_from"]),
            after(self.use["date_to"]) or date.max,
        )

    def price(self) -> list[Line]:
        """The lines of the engine."""
        start, end = self.days
        term = Term(start, end, tuple(self.versions()))
        purses = []
        if "advance" in self.use:
            paid = date.fromisoformat(self.use["advance_date"])
            until = paid.replace(month=paid.month + MONTHS_KEPT)
            tiyin = scaled(self.use["advance"], 100)
            whole = Term(date.min, None, term.versions)
            purses = [
                Purse(old, new, tiyin, [(paid, until, tiyin)])
                for old, new in find_rises([whole], start, end)
            ]
        lines: list[Line] = []
        for month, first, last in months(start, end):

            def part(total, first=first, last=last):
                low = share(total, start, end, first)
                return Used(first, last, share(total, start, end, last) - low)

            registers = {name: [part(n)] for name, n in self.registers().items()}
            used = [part(self.number("kwh") or 0)]
            lines += price_month(month, used, [term], self.extra(registers), purses)
        return lines

    def found(self) -> list[tuple]:
        """The lines as rows of ``then/lines.csv``."""
        kinds = {
            part.id: part.kind
            for version in self.versions()
            for part in version.components
        }
        return sorted(
            (
                *(str(line.month), str(line.start), kinds.get(line.component, "")),
                *(line.block.no, line.quantity, line.block.price, line.wh),
                *(line.amount, line.vat),
            )
            for line in self.price()
        )

    def expected(self) -> list[tuple]:
        """``then/lines.csv`` in the units of the engine."""
        return sorted(
            (
                *(row["month"], row["date_start"], row["component"]),
                int(row["block"]),
                scaled(row["quantity"], 1000) if row["quantity"] else None,
                scaled(row["price"], 100),
                scaled(row["kwh"], 1000),
                scaled(row["amount"], 100),
                scaled(row["vat"], 100),
            )
            for row in rows(self.folder, "then/lines.csv")
        )
