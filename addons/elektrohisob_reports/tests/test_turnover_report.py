from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import Form, tagged

from odoo.addons.elektrohisob_billing.tests.common_payment import PaymentCommon

FIGURES = ("opening", "charged", "corrections", "paid", "closing")


@tagged("post_install", "-at_install")
class TestTurnoverReport(PaymentCommon):
    """Figures by hand, so'm::

    account      taken over  charged  corrected      paid     closing
    May              10 000   50 000          0    20 000      40 000
    June (40 000)         0   60 000     −5 000   100 000      −5 000
    July (−5 000)         0   55 000        500         0      50 500

    neighbour: May charged 30 000, paid 30 000; June paid 1 000, cancelled
    and paid again 2 000; July nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account, neighbour = cls.account, cls.neighbour
        cls._record(account, "opening", 10000.0, "2026-05-01")
        cls._record(account, "charge", 50000.0, "2026-05-31")
        cls._pay(account, 20000.0, "2026-05-15")
        cls._record(neighbour, "charge", 30000.0, "2026-05-31")
        cls._pay(neighbour, 30000.0, "2026-05-20")
        cls.period._close()
        cls.june = cls._get_open()
        cls._record(account, "charge", 60000.0, "2026-06-30")
        cls._record(account, "correction", -5000.0, "2026-06-30")
        cls._pay(account, 100000.0, "2026-06-10")
        cls._pay(neighbour, 1000.0, "2026-06-10")._cancel("Void")
        cls._pay(neighbour, 2000.0, "2026-06-12")
        cls.june._close()
        cls.july = cls._get_open()
        cls._record(account, "charge", 55000.0, "2026-07-31")
        cls._record(account, "refund", 500.0, "2026-07-31")
        cls.env.flush_all()

    @classmethod
    def _get_open(cls):
        return cls.env["elektrohisob.period"]._get_open(cls.district_a)

    @classmethod
    def _pay(cls, account, amount, day):
        payment, _outcome = cls._receive(account_id=account.id, amount=amount, date=day)
        return payment

    def _get_figures(self, account, period):
        row = self.env["elektrohisob.turnover.report"].search(
            [("account_id", "=", account.id), ("period_id", "=", period.id)]
        )
        self.assertEqual(len(row), 1)
        return tuple(row[name] for name in FIGURES)

    def test_a_closed_month_leads_here(self):
        action = self.june.action_view_turnover()
        self.assertEqual(action["res_model"], "elektrohisob.turnover.report")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.period_id, self.june)

    def test_figures(self):
        expected = {
            (self.account, self.period): (10000.0, 50000.0, 0.0, 20000.0, 40000.0),
            (self.account, self.june): (40000.0, 60000.0, -5000.0, 100000.0, -5000.0),
            (self.account, self.july): (-5000.0, 55000.0, 500.0, 0.0, 50500.0),
            (self.neighbour, self.period): (0.0, 30000.0, 0.0, 30000.0, 0.0),
            (self.neighbour, self.june): (0.0, 0.0, 0.0, 2000.0, -2000.0),
            (self.neighbour, self.july): (-2000.0, 0.0, 0.0, 0.0, -2000.0),
        }
        for (account, period), figures in expected.items():
            with self.subTest(account=account.name, month=period.date_start):
                self.assertEqual(self._get_figures(account, period), figures)

    def test_enterprise_is_that_of_the_month(self):
        """The district goes to another enterprise on 1 July: May and June stay."""
        report = self.env["elektrohisob.turnover.report"]
        other = self._create_company(
            "Other enterprise", "enterprise", parent_id=self.holding.id
        )
        self.district_a._move_below(
            other, date(2026, 7, 1), self.env["elektrohisob.reorganisation"]
        )
        groups = report._read_group(
            [("company_id", "=", self.district_a.id)],
            ["enterprise_id", "month:month"],
            ["charged:sum"],
            order="month:month",
        )
        self.assertEqual(
            [(unit, month.month, charged) for unit, month, charged in groups],
            [
                (self.enterprise, 5, 80000.0),
                (self.enterprise, 6, 60000.0),
                (other, 7, 55000.0),
            ],
        )

    def test_invariants(self):
        report = self.env["elektrohisob.turnover.report"]
        rows = report.search([("company_id", "=", self.district_a.id)])
        self.assertEqual(len(rows), 4 * 3)  # accounts × months
        for row in rows:
            turned = row.opening + row.charged + row.corrections - row.paid
            self.assertAlmostEqual(turned, row.closing, 2)
            self.assertAlmostEqual(
                row.closing_debt - row.closing_prepayment, row.closing, 2
            )
        for before, after in ((self.period, self.june), (self.june, self.july)):
            for account in (self.account, self.neighbour):
                self.assertEqual(
                    self._get_figures(account, before)[-1],
                    self._get_figures(account, after)[0],
                )
        self.assertEqual(
            self._get_figures(self.account, self.july)[-1], self._balance(self.account)
        )

    def test_closed_month_does_not_change(self):
        before = self._get_figures(self.account, self.period)
        self._pay(self.account, 777.0, "2026-05-20")  # of May, learnt of in July
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._get_figures(self.account, self.period), before)
        self.assertEqual(self._get_figures(self.account, self.july)[3], 777.0)

    def test_open_month_by_default(self):
        report = self.env["elektrohisob.turnover.report"]
        rows = report.search(
            [("is_open", "=", True), ("company_id", "=", self.district_a.id)]
        )
        self.assertEqual(rows.period_id, self.july)

    def test_by_district(self):
        groups = self.env["elektrohisob.turnover.report"]._read_group(
            [("period_id", "=", self.june.id)],
            ["company_id"],
            ["opening:sum", "charged:sum", "paid:sum", "closing:sum"],
        )
        self.assertEqual(
            groups, [(self.district_a, 40000.0, 60000.0, 102000.0, -7000.0)]
        )

    def test_account_not_open_yet_is_left_out(self):
        self.bakery.date_open = "2026-07-05"
        self.env.flush_all()
        report = self.env["elektrohisob.turnover.report"]
        rows = report.search([("account_id", "=", self.bakery.id)])
        self.assertEqual(rows.period_id, self.july)

    def test_entries_make_a_row_before_the_account_opens(self):
        """Opened in August with an entry in July: no row in May and June."""
        self.bakery.date_open = "2026-08-05"
        self._record(self.bakery, "charge", 70.0, "2026-07-31")
        self.env.flush_all()
        report = self.env["elektrohisob.turnover.report"]
        rows = report.search([("account_id", "=", self.bakery.id)])
        self.assertEqual((rows.period_id, rows.closing), (self.july, 70.0))

    def test_pages(self):
        """Page by page the same rows as at once, newest month first."""
        manager = self.users["manager"]
        report = self.env["elektrohisob.turnover.report"].with_user(manager)
        whole = report.search([])
        self.assertEqual(len(whole), 4 * 3)  # accounts × months
        self.assertEqual(whole[:4].period_id, self.july)
        pages = [report.search([], offset=first, limit=5) for first in (0, 5, 10)]
        self.assertEqual([len(page) for page in pages], [5, 5, 2])
        self.assertEqual([row for page in pages for row in page.ids], whole.ids)
        self.assertEqual(report.search_count([], limit=7), 7)
        self.assertEqual(report.search_count([], limit=100), 12)
        closing = pages[1].mapped("closing")
        self.assertEqual(closing, whole[5:10].mapped("closing"))
        may = report.search([("period_id", "=", self.period.id)], limit=5)
        self.assertEqual(may, whole[8:])

    def test_other_district_is_not_seen(self):
        self.env["elektrohisob.period"].create(
            {"company_id": self.district_b.id, "date_start": "2026-05-01"}
        )
        self._create_account(self.district_b, date_open="2026-01-01")
        report = self.env["elektrohisob.turnover.report"]
        domain = [("company_id", "=", self.district_b.id)]
        self.assertTrue(report.search(domain))
        self.assertFalse(report.with_user(self.users["manager"]).search(domain))

    def test_spreadsheet(self):
        wizard = Form(
            self.env["elektrohisob.turnover.print"].with_company(self.district_a)
        )
        wizard.company_id = self.district_a
        self.assertEqual(wizard.period_id, self.july)
        wizard.period_id = self.june
        record = wizard.save()
        content, _kind = self.env["ir.actions.report"]._render_xlsx(
            "elektrohisob_reports.turnover_xlsx", record.ids, {}
        )
        sheet = load_workbook(BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), 4 + 2 + 1)  # head, two accounts moved, total
        self.assertEqual(rows[4][4:10], (40000, 0, 60000, -5000, 100000, -5000))
        self.assertEqual(rows[6][4:10], (40000, 0, 60000, -5000, 102000, -7000))
        record.moved_only = False
        self.assertEqual(len(record._get_rows()), 4)
