import os
from datetime import date
from pathlib import Path

from lxml import etree

from odoo.tests import tagged

from ..adapters import onec_parts
from .common_month import MonthCommon

FIRST, LAST = "2026-02-01", "2026-02-28"
SCHEMAS = (
    Path(
        os.environ.get(
            "ELEKTROHISOB_SAMPLES", Path(__file__).parents[4] / "shared/data/samples"
        )
    )
    / "enterprisedata"
)
VERSIONS = {"1.8": "1_8_6", "1.15": "1_15_3"}

# Code → balance on 1 February (debit above zero), debit and credit of the month; how
# each comes about is told in ``TestGlMonth``.
DISTRICT_A = {
    "4010": (250_000.00, 433_428.57, 513_428.57),
    "4110": (0.00, 45_000.00, 0.00),
    "4411": (0.00, 42.86, 0.00),
    "4860": (0.00, 11_500.00, 10_000.00),
    "4890": (0.00, 30_000.00, 20_000.00),
    "5010": (0.00, 70_000.00, 60_000.00),
    "5110": (615_000.00, 346_600.00, 5_000.00),
    "5710": (0.00, 45_000.00, 40_000.00),
    "6310": (-35_000.00, 212_000.00, 200_000.00),
    "6390": (0.00, 0.00, 7_000.00),
    "6411": (-88_928.58, 5_357.15, 43_071.42),
    "6990": (0.00, 400.00, 400.00),
    "9020": (-741_071.42, 0.00, 380_357.15),
    "9330": (0.00, 0.00, 11_500.00),
    "9410": (0.00, 357.14, 0.00),
    "9430": (0.00, 91_071.42, 0.00),
    "0007": (0.00, 25_000.00, 0.00),
    "0099": (0.00, 0.00, 25_000.00),
}
DISTRICT_B = {
    "4010": (0.00, 96_000.00, 16_000.00),
    "5110": (0.00, 10_000.00, 0.00),
    "6110": (0.00, 0.00, 45_000.00),
    "6310": (0.00, 6_000.00, 15_000.00),
    "6411": (0.00, 0.00, 3_857.15),
    "9020": (0.00, 0.00, 32_142.85),
}


@tagged("post_install", "-at_install")
class TestGlMonth(MonthCommon):
    """The books of the month that ``MonthCommon`` tells, by hand.

    VAT = sum × 12 / 112. December and January, district A: households 4 × 60 000
    (6 428.57 each) + 30 000 (3 214.29) + 60 000; organisations 300 000 (32 142.86) +
    100 000 (10 714.29) + 100 000: VAT 88 928.58, income 830 000 − 88 928.58.

    * 4010, debit: households 30 000 + 12 000 + 60 000 = 102 000; bek's January
      21 428.57 (its VAT of 2 571.43 meets that of December and vanishes); invoices
      200 000 + 50 000, additional one 50 000; penalty covered 10 000.
    * 4010, credit: paid 60 000 + 5 000 + 40 000 + 30 000; handed over 45 000; benefit
      30 000; advances set off 15 000 (farid) + 10 000 (anna) + 12 000 (bek) + 170 000
      (shop); bek's December 21 428.57; shop's credit note 50 000; written off 25 000.
    * 6310, credit: anna 10 000, bek 40 000, shop 150 000; debit: set off 207 000, given
      back 5 000.
    * 6411: households 3 214.29 + 1 285.71 + 6 428.57; shop 21 428.57, additional
      5 357.14, credit note −5 357.15 (26 785.71 − 32 142.86); mill 5 357.14.
    * 9430: bek's December 21 428.57, shop's 44 642.85, written off 25 000.
    * 9020: households 91 071.43 + 21 428.57; shop 178 571.43 + 44 642.86; mill
      44 642.86.
    * 5110: mill 70 000, shop 150 000, nobody 7 000, PAYNET 39 600, budget 20 000, cash
      60 000.
    * District B takes over 45 000 (6110): 60 000 of debt, 15 000 paid ahead; sold
      36 000, of it VAT 3 214.29 + 642.86; farid's advance covers 6 000 of it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        posting = cls.env["elektrohisob.gl.posting"]
        for period in cls.periods.values():
            posting._post(period)
        cls.env.invalidate_all()

    def _gl(self):
        """The books as one who works for the whole enterprise sees them."""
        units = self.enterprise | self.district_a | self.district_b
        return self.env["elektrohisob.gl"].with_context(allowed_company_ids=units.ids)

    def _turnover(self, unit):
        return self._gl().turnover(
            company=unit.id, date_from=FIRST, date_to=LAST, below=True
        )

    def _get_moved(self, unit):
        return {
            row["code"]: (
                round(row["opening_debit"] - row["opening_credit"], 2),
                row["debit"],
                row["credit"],
            )
            for row in self._turnover(unit)["accounts"]
        }

    # === BOOKS === #

    def test_books_of_both_districts(self):
        self.assertEqual(self._get_moved(self.district_a), DISTRICT_A)
        self.assertEqual(self._get_moved(self.district_b), DISTRICT_B)

    def test_trial_balance(self):
        """Debit equals credit of the enterprise and of each district: A 250 000 +
        615 000 before, 1 289 571.42 after; B 90 000."""
        for unit in (self.enterprise, self.district_a, self.district_b):
            found = self._turnover(unit)
            self.assertTrue(found["is_balanced"], found["totals"])
        totals = self._turnover(self.district_a)["totals"]
        self.assertEqual(totals["opening_debit"], 865_000.00)
        self.assertEqual(totals["closing_credit"], 1_289_571.42)
        self.assertEqual(
            self._turnover(self.district_b)["totals"]["closing_debit"], 90_000.00
        )

    def test_what_districts_owe_each_other(self):
        """4110 of the one is 6110 of the other."""
        moved = {unit: self._get_moved(unit) for unit in (self.district_a,
                                                          self.district_b)}  # fmt: skip
        self.assertEqual(
            moved[self.district_a]["4110"][1], moved[self.district_b]["6110"][2]
        )

    def test_last_year_and_this_year(self):
        """bek: December is 9430 / 4010 of net 21 428.57, January 4010 / 9020 of the
        same; both in February, nothing in the closed months."""
        postings = self.env["elektrohisob.gl.posting"].search(
            [("company_id", "=", self.district_a.id), ("kind", "=", "correction")]
        )
        self.assertEqual(
            sorted(
                (p.debit_code, p.credit_code, p.amount, str(p.date)) for p in postings
            ),
            [
                ("4010", "9020", 21_428.57, LAST),
                ("9430", "4010", 21_428.57, LAST),
            ],
        )
        notes = self.invoices.filtered(lambda one: one.kind == "correction")
        self.assertEqual(
            sorted((str(n.month), n.amount, n.origin_id.amount) for n in notes),
            [("2025-12-01", -50_000, 300_000), ("2026-01-01", 50_000, 100_000)],
        )

    def test_advance_is_asked_for_and_set_off(self):
        """150 kWh × 1 000 asked for and paid; with 20 000 of January 170 000 of the
        invoice of 200 000 are paid ahead, 30 000 are left."""
        self.env["elektrohisob.advance.notice"]._refresh_paid(self.shop.ids)
        self.assertEqual((self.notice.amount, self.notice.state), (150_000, "paid"))
        invoice = self.invoices.filtered(
            lambda one: one.kind == "regular" and one.account_id == self.shop
        )
        self.assertEqual(
            (invoice.amount, invoice.offset, invoice.to_pay),
            (200_000, 170_000, 30_000),
        )

    # === PROOF === #

    def test_proof_of_each_district_day_and_kind(self):
        proof = self._gl().proof(
            company=self.enterprise.id, date_from="2025-12-01", date_to=LAST
        )
        self.assertEqual([row for row in proof["rows"] if row["difference"]], [])
        self.assertTrue(proof["is_proved"], proof["balances"])
        february = {
            (row["district"], row["kind"]): row["subledger"]
            for row in proof["rows"]
            if row["date"] == LAST
        }
        unit_a, unit_b = self.district_a.name, self.district_b.name
        self.assertEqual(
            february,
            {
                (unit_a, "charge"): 352_000.0,
                (unit_a, "benefit"): -30_000.0,
                (unit_a, "payment"): -30_000.0,
                (unit_a, "penalty"): 11_500.0,
                (unit_a, "refund"): 5_000.0,
                (unit_a, "transfer"): -45_000.0,
                (unit_a, "write_off"): -25_000.0,
                (unit_b, "charge"): 36_000.0,
                (unit_b, "payment"): -10_000.0,
                (unit_b, "transfer"): 45_000.0,
            },
        )

    def test_each_control_account_is_its_subledger(self):
        """4010 is what consumers owe for energy, 4860 of penalties, 6310 what they have
        paid ahead: by the allocation of each of them, which knows no journal entry.
        A: energy anna 20 000, gulya 30 000, shop 30 000, mill 90 000; penalty anna
        1 500; ahead bek 23 000. B: emil 80 000; farid 9 000 ahead."""
        by_hand = {
            self.district_a: {"4010": 170_000, "4860": 1_500, "6310": -23_000},
            self.district_b: {"4010": 80_000, "4860": 0, "6310": -9_000},
        }
        for unit, expected in by_hand.items():
            found = dict.fromkeys(expected, 0)
            for account in self._get_accounts_of(unit):
                allocation = account._get_allocation(date(2026, 2, 28))
                found["6310"] -= sum(allocation.advances.values()) / 100
                for (kind, _month), tiyin in allocation.open.items():
                    found["4860" if kind == "penalty" else "4010"] += tiyin / 100
            self.assertEqual(found, expected)
            moved = self._get_moved(unit)
            books = {
                code: round(moved[code][0] + moved[code][1] - moved[code][2], 2)
                for code in expected
                if code in moved
            }
            self.assertEqual({**dict.fromkeys(expected, 0), **books}, expected)

    def test_vat_book(self):
        """Invoices 250 000 and two corrections of 0 together; households 102 000 and in
        district B 36 000; together the VAT of the books."""
        names = {
            "units": (self.district_a | self.district_b).ids,
            "first": date(2026, 2, 1),
            "last": date(2026, 2, 28),
        }
        found = {
            part: (net, vat, gross)
            for part, _rate, _count, net, vat, gross in self._gl()._get_sales_totals(
                names
            )
        }
        self.assertEqual(
            found,
            {
                1: (223_214.29, 26_785.71, 250_000.0),
                2: (123_214.28, 14_785.72, 138_000.0),
                3: (0.01, -0.01, 0.0),
                4: (0.0, 0.0, 0.0),
            },
        )
        booked = self._gl()._get_vat_booked(
            self.district_a | self.district_b, names["first"], names["last"]
        )
        self.assertEqual(booked, 41_571.42)
        self.assertEqual(round(sum(row[1] for row in found.values()), 2), booked)

    # === AFTERWARDS === #

    def test_second_time_nothing_is_written(self):
        moves = self.env["account.move"].sudo()
        before = moves.search_count([])
        for period in self.periods.values():
            self.assertFalse(self.env["elektrohisob.gl.posting"]._post(period))
        self.assertEqual(moves.search_count([]), before)

    def test_month_closes_and_the_next_begins_with_nothing_to_post(self):
        for period in self.periods.values():
            period._run_checks()
            waiting = period.check_result_ids.filtered(lambda r: r.state == "warns")
            waiting.remark = "Known"
            period.action_close()
            self.assertEqual(period.state, "closed")
            self.assertEqual(str(period.company_id.fiscalyear_lock_date), LAST)
            march = self.env["elektrohisob.period"]._get_open(period.company_id)
            self.assertEqual(str(march.date_start), "2026-03-01")
            self.assertFalse(self.env["elektrohisob.gl.posting"]._post(march))
        self.assertEqual(self._get_moved(self.district_a), DISTRICT_A)
        self.assertEqual(self._get_moved(self.district_b), DISTRICT_B)

    def test_message_to_1c_fits_the_schemas(self):
        """What is told holds every so'm of the month: 1C counts the same books (those
        it takes by hand apart)."""
        for unit in (self.district_a, self.district_b):
            unit.sudo().bank_account_ids = [
                (0, 0, {"number": "20210000900000000001", "is_main": True})
            ]
            for version, name in VERSIONS.items():
                data = self.env["elektrohisob.onec"]._export_enterprise_data(
                    unit, date(2026, 2, 1), date(2026, 2, 28), version
                )
                root = etree.fromstring(data)
                body = root.find(f"{{{onec_parts.NAMESPACE % version}}}Body")
                self.assertGreater(len(body), 3)
                path = SCHEMAS / f"EnterpriseData_{name}.generated.xsd"
                if path.exists():
                    schema = etree.XMLSchema(etree.parse(path))
                    text = etree.tostring(body, encoding="UTF-8")
                    schema.assertValid(etree.fromstring(text))
