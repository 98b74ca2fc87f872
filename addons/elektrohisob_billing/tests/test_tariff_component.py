import csv
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common_bill import BillCommon

SCENARIOS = Path(__file__).parent / "scenarios_pricing"


def _rows(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _pairs(text):
    return dict(part.split("=") for part in text.split(";") if part)


class TestTariffComponent(BillCommon):
    # === PRICING SCENARIOS THROUGH THE DATABASE === #

    def _create_tariff(self, folder):
        tariff = self.env["elektrohisob.tariff"].create(
            {"code": "T", "name": "T", "group": "III", "category": "household"}
        )
        versions = {}
        for row in _rows(folder / "when/tariff.csv"):
            key = (row["date_start"], row["date_end"], row["vat_rate"])
            versions.setdefault(key, []).append(row)
        for (start, end, vat), blocks in versions.items():
            options = {}
            for row in _rows(folder / "when/versions.csv"):
                if row["date_start"] == start:
                    options = _pairs(row["values"])
            for name in ("vat_included", "per_family"):
                if name in options:
                    options[name] = options[name] == "1"
            self.env["elektrohisob.tariff.version"].create(
                {
                    "tariff_id": tariff.id,
                    "date_start": start,
                    "date_end": end or False,
                    "vat_rate": float(vat),
                    **options,
                    "rate_ids": [
                        Command.create(
                            {
                                "block": int(row["block"]),
                                "kwh_from": float(row["kwh_from"]),
                                "kwh_to": float(row["kwh_to"] or 0),
                                "price": float(row["price"]),
                            }
                        )
                        for row in blocks
                    ],
                    "component_ids": [
                        Command.create(
                            {"number": int(row["number"]), "kind": row["kind"]}
                            | _pairs(row["values"])
                        )
                        for row in _rows(folder / "when/components.csv")
                        if row["date_start"] == start
                    ],
                    "season_ids": [
                        Command.create({"name": "Season", **row})
                        for row in _rows(folder / "when/seasons.csv")
                    ],
                }
            )

    def _quote_scenario(self, folder):
        use = {row["name"]: row["value"] for row in _rows(folder / "when/use.csv")}
        days = ("date_from", "date_to", "advance_date")
        arguments = {name: use[name] for name in days if name in use}
        zones = {}
        for name, value in use.items():
            if name.startswith("zones."):
                zones[name[-1]] = float(value)
            elif name == "families":
                arguments[name] = int(value)
            elif name not in days:
                arguments[name] = float(value)
        return self.env["elektrohisob.tariff"].quote(
            tariff="T", zones=zones, **arguments
        )

    def test_pricing_scenarios(self):
        folders = sorted(SCENARIOS.glob("given_*"))
        self.assertGreater(len(folders), 20)
        names = ("month", "date_from", "component", "block", "price", "kwh", "amount")
        for folder in folders:
            with self.subTest(folder.name):
                savepoint = self.env.cr.savepoint(flush=True)
                try:
                    self._create_tariff(folder)
                    quote = self._quote_scenario(folder)
                    found = [
                        (*(line[name] for name in names), line["vat"], line["quantity"])
                        for line in quote["lines"]
                    ]
                    expected = [
                        (
                            *(
                                row["month"],
                                row["date_start"],
                                row["component"] or None,
                            ),
                            *(int(row["block"]), float(row["price"])),
                            *(float(row["kwh"]), float(row["amount"])),
                            float(row["vat"]),
                            float(row["quantity"] or row["kwh"]),
                        )
                        for row in _rows(folder / "then/lines.csv")
                    ]
                    self.assertCountEqual(found, expected)
                finally:
                    savepoint.close(rollback=True)

    # === THE FORM AND THE RULES === #

    def _create_version(self, components=(), start="2031-01-01", blocks=1, **vals):
        tariff = self.env["elektrohisob.tariff"].create(
            {"code": "T", "name": "T", "group": "I", "category": "legal"}
        )
        rates = [{"block": 1, "price": 1000, "kwh_to": 200 if blocks > 1 else 0}]
        if blocks > 1:
            rates.append({"block": 2, "price": 2000, "kwh_from": 200})
        return self.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": start,
                "vat_rate": 12,
                "rate_ids": [Command.create(rate) for rate in rates],
                "component_ids": [Command.create(part) for part in components],
                **vals,
            }
        )

    def test_the_form_proposes_the_parameters(self):
        version = self._create_version()
        with Form(version) as form:
            with form.component_ids.new() as part:
                part.number = 1
                part.kind = "zone"
                part.zone = "1"
                self.assertEqual((part.factor, part.divisor), (1.5, 1.0))
            with form.component_ids.new() as part:
                part.number = 2
                part.kind = "zone"
                part.zone = "3"
                self.assertEqual((part.factor, part.divisor), (1.0, 1.5))
            with form.component_ids.new() as part:
                part.number = 3
                part.kind = "reactive"
                self.assertEqual((part.percent, part.tangent), (8.0, 0.4))
                self.assertEqual(part.from_power, 50.0)
        self.assertEqual(
            version.component_ids.mapped("summary"),
            ["1: × 1.5", "3: × 1 ÷ 1.5", "8 % of the tariff above tg φ 0.4"],
        )
        self.assertTrue(all(part.display_name for part in version.component_ids))

    def test_zones_need_one_price_each(self):
        zone = {"number": 1, "kind": "zone", "zone": "1", "factor": 1.5}
        for message, parts, blocks in (
            ("priced twice", [zone, {**zone, "number": 2}], 1),
            ("one price, not blocks", [zone], 2),
            ("choose the zone", [{"number": 1, "kind": "zone"}], 1),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._create_version(parts, blocks=blocks)

    def test_every_kind_has_a_function_and_a_description(self):
        parts = self.env["elektrohisob.tariff.component"]
        for kind in parts._fields["kind"].get_values(self.env):
            part = parts.new({"kind": kind, "zone": "1"})
            self.assertTrue(part.summary, kind)
            self.assertTrue(part._get_line_name(1), kind)

    @mute_logger("odoo.sql_db")
    def test_versions_and_seasons_never_overlap_in_the_database(self):
        version = self._create_version()
        self.env.flush_all()
        for query in (
            "INSERT INTO elektrohisob_tariff_version (tariff_id, date_start, vat_rate,"
            " certainty, state, rounding, rounding_method, proration) SELECT"
            " tariff_id, '2032-01-01', 12, 'V', 'published', 0.01, 'half_up', 'none'"
            f" FROM elektrohisob_tariff_version WHERE id = {version.id}",
            "INSERT INTO elektrohisob_tariff_season (version_id, name, date_start,"
            f" date_end, percent) VALUES ({version.id}, '{{}}', '2031-01-01',"
            f" '2031-03-01', 90), ({version.id}, '{{}}', '2031-02-01',"
            " '2031-04-01', 90)",
        ):
            with (
                self.assertRaisesRegex(IntegrityError, "no_overlap"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    # === DRAFTS === #

    def test_a_draft_prices_nothing_until_it_is_published(self):
        self._bill_april_and_may()
        old = self.tariff.version_ids[0]
        wizard = self.env["elektrohisob.tariff.version.renew"].create(
            {
                "version_id": old.id,
                "date_start": "2026-05-16",
                "percent": 10,
                "vat_rate": 15,
                "is_draft": True,
            }
        )
        draft = self.env["elektrohisob.tariff.version"].browse(
            wizard.action_renew()["res_id"]
        )
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.vat_rate, 15)
        self.assertFalse(old.date_end)
        self.assertFalse(draft.is_current)
        self.assertFalse(self.account.state_ids.dirty_from)
        self.assertIn("at least 15 days", draft.publication_problem)
        days = {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        quote = self.env["elektrohisob.tariff"].quote
        # 100 kWh: 650 in force, 715 by the draft
        self.assertEqual(quote(tariff="H-GEN", kwh=100, **days)["amount"], 65000)
        self.assertEqual(quote(version=draft.id, kwh=100, **days)["amount"], 71500)
        # the prices it was made from are not read from an act
        with self.assertRaisesRegex(UserError, "Confirm them"):
            draft.action_publish()
        draft.norm = "VMQ 3"
        draft.action_confirm()
        draft.action_publish()
        self.assertEqual(str(old.date_end), "2026-05-15")
        self.assertEqual(str(self.account.state_ids.dirty_from), "2026-05-16")
        self.assertEqual(quote(tariff="H-GEN", kwh=100, **days)["amount"], 71500)

    # === SETTLEMENT === #

    def _use(self, tariff):
        """Have the account pay by ``tariff`` from 2026 on."""
        term = self.account.agreement_ids.term_ids[:1]
        term.sudo().tariff_id = tariff

    def _sums(self):
        """(component or block, month) → so'm, of what is booked."""
        sums = {}
        for charge in self.account.charge_ids:
            name = charge.component_id.kind or charge.block
            key = (name, str(charge.month))
            sums[key] = round(sums.get(key, 0) + charge.amount, 2)
        return sums

    def test_components_are_booked_explained_and_taken_back(self):
        version = self._create_version(
            [
                {"number": 1, "kind": "fixed", "price": 5000},
                {"number": 2, "kind": "percent", "percent": -10},
            ],
            start="2020-01-01",
        )
        self._use(version.tariff_id)
        self._bill_april_and_may()
        before = self._sums()
        energy = before[1, "2026-04-01"]
        self.assertGreater(energy, 0)
        self.assertEqual(before["fixed", "2026-04-01"], 5000)
        self.assertEqual(before["percent", "2026-04-01"], -(energy + 5000) / 10)
        total = sum(self.account.charge_ids.mapped("amount"))
        self.assertAlmostEqual(self.account.state_ids.balance, total - 150000, 2)
        self.env["elektrohisob.settlement"]._settle(self.account, self.may)
        self.env.invalidate_all()
        self.assertEqual(self._sums(), before, "the second run wrote rows")

    def test_families_of_a_joint_house(self):
        version = self._create_version(blocks=2, start="2020-01-01", per_family=True)
        self._use(version.tariff_id)
        self._bill_april_and_may()
        self.assertIn((2, "2026-04-01"), self._sums())
        kwh = sum(self.account.charge_ids.mapped("kwh"))
        row = self.env["elektrohisob.account.family"].create(
            {
                "account_id": self.account.id,
                "date_start": "2026-04-01",
                "families": 9,
                "basis": "Certificate 1",
            }
        )
        self.env["elektrohisob.settlement"]._settle(self.account, self.may)
        self.env.invalidate_all()
        sums = self._sums()
        self.assertFalse(sums.get((2, "2026-04-01")))
        self.assertEqual(sum(sums.values()), kwh * 1000)
        row.unlink()
        self.env["elektrohisob.settlement"]._settle(self.account, self.may)
        self.env.invalidate_all()
        self.assertTrue(self._sums()[2, "2026-04-01"])

    def test_paid_ahead_of_a_rise(self):
        """Rise of H-GEN on 01.05.2026: 600 and 800 → 650 and 900. April 300 kWh =
        200 000. 290 000 paid on 20 April leave 90 000 ahead: in May 150 kWh at 600;
        then 50 × 650 = 32 500 and 150 × 900 = 135 000; a second run writes nothing.
        Without the payment May costs 265 000."""
        self._read(self.account, {"2026-04-01": 1000, "2026-05-01": 1300})
        self._settle(self.account, "2026-04-01")
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.district_a.id,
                    "account_id": self.account.id,
                    "date": "2026-04-20",
                    "amount": 290000.0,
                    "channel": "bank",
                }
            ]
        )
        self._read(self.account, {"2026-06-01": 1650})
        period = self._settle(self.account, "2026-05-01")
        self.env.invalidate_all()
        may = self.account.charge_ids.filtered(lambda c: str(c.month) == "2026-05-01")
        self.assertEqual(
            [(c.block, c.price, c.kwh, c.amount) for c in may.sorted("id")],
            [
                (1, 600.0, 150.0, 90000.0),
                (1, 650.0, 50.0, 32500.0),
                (2, 900.0, 150.0, 135000.0),
            ],
        )
        rows = len(self.account.charge_ids)
        self.account.state_ids.dirty_from = "2026-04-01"
        self.env["elektrohisob.settlement"]._settle(self.account, period)
        self.env.invalidate_all()
        self.assertEqual(len(self.account.charge_ids), rows)
        # June, priced alone: what May has kept is spent
        self._read(self.account, {"2026-07-01": 1750})
        self._settle(self.account, "2026-06-01")
        self.env.invalidate_all()
        june = self.account.charge_ids.filtered(lambda c: str(c.month) == "2026-06-01")
        self.assertEqual([(c.price, c.kwh) for c in june], [(650.0, 100.0)])

    # === QUOTE === #

    def test_quote_refuses_nonsense(self):
        quote = self.env["elektrohisob.tariff"].quote
        days = {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        with self.assertRaisesRegex(UserError, "At least one family"):
            quote(kwh=1, families=0, **days)
        with self.assertRaisesRegex(UserError, "from 0 to"):
            quote(kwh=1, zones={"1": -5}, **days)
        with self.assertRaisesRegex(UserError, "no such version"):
            quote(kwh=1, version=10**8, **days)

    def test_the_dialog_asks_for_what_the_tariff_needs(self):
        """Declared 100 kW × 314 700 / 12 = 2 622 500; 1000 kWh × 1000."""
        version = self._create_version(
            [{"number": 1, "kind": "capacity", "price": 314700}], start="2025-01-01"
        )
        quotes = self.env["elektrohisob.tariff.quote"].with_user(
            self.users["clerk_household"]
        )
        with Form(quotes) as form:
            form.tariff_id = version.tariff_id
            self.assertEqual(form.kinds, "capacity")
            form.kwh = 1000
            form.declared_kw = 100
            form.date_from = "2026-06-01"
            form.date_to = "2026-06-30"
            self.assertEqual(form.amount, 1000000 + 2622500)
            form.advance = 5
