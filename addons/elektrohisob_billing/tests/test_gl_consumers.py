from odoo.tests import tagged

from odoo.addons.elektrohisob_billing.models.gl_consumers import FIGURES

from .common_books import BooksCommon


@tagged("post_install", "-at_install")
class TestGlConsumers(BooksCommon):
    """Entries by hand, so'm; their days count, whatever month they are booked in.

    account    10.05 opening 500; 31.05 charge 1 120; 15.06 paid 2 000;
               30.06 charge 300, correction −100
    neighbour  20.05 paid 70; 30.06 charge 50
    shop       31.05 charge 900; 20.06 paid 900
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        record = cls._record
        record(cls.account, "opening", 500.0, "2026-05-10")
        record(cls.account, "charge", 1120.0, "2026-05-31")
        record(cls.neighbour, "payment", -70.0, "2026-05-20")
        record(cls.shop, "charge", 900.0, "2026-05-31")
        record(cls.account, "payment", -2000.0, "2026-06-15")
        record(cls.account, "charge", 300.0, "2026-06-30")
        record(cls.account, "correction", -100.0, "2026-06-30")
        record(cls.neighbour, "charge", 50.0, "2026-06-30")
        record(cls.shop, "payment", -900.0, "2026-06-20")

    def _ask(self, kind="consumers", **vals):
        days = {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        return self._sheet(kind, **{**days, **vals})

    def _get_figures(self, sheet):
        return {
            row[0]: {
                name: amount
                for name, amount in zip(FIGURES, row[4:], strict=True)
                if amount
            }
            for row in self._values(sheet)
        }

    def test_figures(self):
        self.assertEqual(
            self._get_figures(self._ask()),
            {
                self.account.number: {
                    "opening_debt": 1620.0,
                    "charged": 300.0,
                    "corrections": -100.0,
                    "paid": 2000.0,
                    "closing_advance": 180.0,
                },
                self.neighbour.number: {
                    "opening_advance": 70.0,
                    "charged": 50.0,
                    "closing_advance": 20.0,
                },
                self.shop.number: {"opening_debt": 900.0, "paid": 900.0},
            },
        )

    def test_a_month_before(self):
        sheet = self._ask(date_from="2026-05-01", date_to="2026-05-31")
        self.assertEqual(
            self._get_figures(sheet)[self.account.number],
            {"charged": 1120.0, "other": 500.0, "closing_debt": 1620.0},
        )

    def test_filters(self):
        for vals, numbers in (
            ({"category": "legal"}, [self.shop.number]),
            ({"sign": "advance"}, [self.account.number, self.neighbour.number]),
            ({"sign": "debt"}, []),
            ({"tariff_group": "III"}, []),
        ):
            with self.subTest(**vals):
                self.assertEqual(list(self._get_figures(self._ask(**vals))), numbers)

    def test_totals_are_those_of_the_books(self):
        """The same in the general ledger, booked by hand: 4010 and 6310."""
        book = self._book
        book(self.district_a, "2026-05-31", ("4010", 2520, 0), ("9020", 0, 2520))
        book(self.district_a, "2026-05-31", ("5110", 70, 0), ("6310", 0, 70))
        book(self.district_a, "2026-06-15", ("5110", 2900, 0), ("4010", 0, 2520),
             ("6310", 0, 380))  # fmt: skip
        self.assertFalse(self._ask()._get_table().proofs[0].is_right)
        book(self.district_a, "2026-06-30", ("6310", 250, 0), ("9020", 0, 250))
        table = self._ask()._get_table()
        self.assertEqual(table.totals[0].values[-2:], (0.0, 200.0))
        self.assertTrue(table.proofs[0].is_right)
        told = self.env["elektrohisob.gl"].turnover(
            company=self.district_a.id, date_from="2026-06-01", date_to="2026-06-30"
        )
        closing = {row["code"]: row for row in told["accounts"]}
        self.assertEqual(closing["6310"]["closing_credit"], 200.0)

    def test_entries_that_wait_for_their_month_are_no_difference(self):
        """May is open and in the books: 2 520 − 70. What is dated June (−2 650) waits:
        consumers 2 450 − 2 650 = −200."""
        book = self._book
        book(self.district_a, "2026-05-31", ("4010", 2520, 0), ("9020", 0, 2520))
        book(self.district_a, "2026-05-31", ("5110", 70, 0), ("6310", 0, 70))
        [proof] = self._ask()._get_table().proofs
        self.assertTrue(proof.is_right)
        self.assertIn("wait", proof.text)

    def test_opens_with_the_open_month(self):
        """May 2026, which is over."""
        sheets = self.env["elektrohisob.gl.sheet"].with_user(self.users["accountant"])
        sheet = sheets.create({"kind": "consumers"})
        days = (str(sheet.date_from), str(sheet.date_to))
        self.assertEqual(days, ("2026-05-01", "2026-05-31"))

    def test_pages_and_count(self):
        table = self._ask()._get_table()
        self.assertEqual(table.count, 3)
        pages = [[row.values[0] for row in table.rows(n, 2)] for n in (0, 2)]
        self.assertEqual([len(page) for page in pages], [2, 1])

    def test_debts_by_age(self):
        """On 31 July 30 June is 31 days ago and 1 June 60; on 2 August 33 and 62."""
        self._record(self.shop, "charge", 450.0, "2026-06-30")
        self._record(self.bakery, "charge", 1000.0, "2026-06-01")
        self._record(self.bakery, "payment", -300.0, "2026-06-02")
        self._record(self.bakery, "charge", 200.0, "2026-06-30")
        sheet = self._ask("debts", date_to="2026-07-31")
        rows = self._values(sheet)
        household, legal = rows[1], rows[3]
        self.assertEqual(household[2:4], (0, 0.0))
        self.assertEqual(household[-2:], (2, 200.0))
        # 450 + 200 of 31 days; of the bakery's 1 000 of 60 days 700 are left
        self.assertEqual(legal[2:7], (2, 1350.0, 0.0, 1350.0, 0.0))
        older = self._values(self._ask("debts", date_to="2026-08-02"))[3]
        self.assertEqual(older[2:7], (2, 1350.0, 0.0, 650.0, 700.0))

    def test_debts_follow_the_order_of_covering_debts(self):
        """The bakery owes 1 000 of 1 June and 200 of 30 July, 300 paid on the 31st: on
        that day 700 + 200; the current month first, 900 of June are left."""
        self._record(self.bakery, "charge", 1000.0, "2026-06-01")
        self._record(self.bakery, "charge", 200.0, "2026-07-30")
        self._record(self.bakery, "payment", -300.0, "2026-07-31")
        sheet = self._ask("debts", date_to="2026-07-31", category="legal")
        self.assertEqual(self._values(sheet)[1][3:7], (900.0, 200.0, 700.0, 0.0))
        rules = self.env["elektrohisob.allocation.rule"]
        rules.search([("category", "=", "legal")]).age = "current"
        sheet = self._ask("debts", date_to="2026-07-31", category="legal")
        self.assertEqual(self._values(sheet)[1][3:7], (900.0, 0.0, 900.0, 0.0))

    def test_debts_lead_to_the_debtors(self):
        self._record(self.shop, "charge", 450.0, "2026-06-30")
        sheet = self._ask("debts", date_from="2026-07-01").with_context(
            gl_row="debts:legal,"
        )
        action = sheet.action_open_row()
        found = self.env["elektrohisob.gl.sheet"].browse(action["res_id"])
        self.assertEqual(list(self._get_figures(found)), [self.shop.number])

    def test_sales_of_households_in_the_vat_book(self):
        """Entries without a charge have no tax; organisations come with invoices."""
        table = self._ask("vat")._get_table()
        rows = [tuple(row.values) for row in table.rows(0, 0)]
        self.assertEqual(
            [(row[0], row[5], *row[6:]) for row in rows],
            [
                ("Households", "0 %", 350.0, 0.0, 350.0),
                ("Corrections of households", "0 %", -100.0, 0.0, -100.0),
            ],
        )
        self.assertEqual(table.totals[-1].values[-3:], (250.0, 0.0, 250.0))

    def test_reversed_sums_are_not_young(self):
        """A cancelled payment does not make an old debt young."""
        paid = self._record(self.shop, "payment", -10.0, "2026-06-21")
        paid._reverse("Void")
        self._record(self.shop, "charge", 5.0, "2026-06-30")
        rows = self._values(self._ask("debts"))
        self.assertEqual(rows[3][3:5], (5.0, 5.0))
