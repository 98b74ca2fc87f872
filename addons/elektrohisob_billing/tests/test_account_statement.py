from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestAccountStatement(PaymentCommon):
    """Figures by hand::

    05-01 taken over            +10 000.00 →  10 000.00
    05-10 paid                   −4 000.00 →   6 000.00
    05-12 paid, cancelled 05-31  −1 000.00 →   5 000.00
    05-20 corrected                −500.50 →   4 499.50
    05-31 charged 300 kWh      +180 000.00 → 184 499.50
    05-31 cancellation           +1 000.00 → 185 499.50
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls.account
        cls._record(account, "opening", 10000.0, "2026-05-01")
        cls._receive(account_id=account.id, amount=4000.0, number="A1")
        void, _outcome = cls._receive(
            account_id=account.id, amount=1000.0, number="A2", date="2026-05-12"
        )
        cls._record(account, "correction", -500.5, "2026-05-20")
        tariff = cls.env["elektrohisob.tariff.version"].search([], limit=1)
        charges = cls.env["elektrohisob.charge"].create(
            [
                {
                    "account_id": account.id,
                    "company_id": cls.district_a.id,
                    "period_id": cls.period.id,
                    "kind": "regular",
                    "month": "2026-05-01",
                    "date_start": "2026-05-01",
                    "date_end": "2026-06-01",
                    "version_id": tariff.id,
                    "block": block,
                    "price": price,
                    "kwh": kwh,
                    "amount": kwh * price,
                }
                for block, kwh, price in ((1, 200.0, 600.0), (2, 100.0, 600.0))
            ]
        )
        cls.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": account.id,
                    "kind": "charge",
                    "amount": charge.amount,
                    "charge_id": charge.id,
                    "date": "2026-05-31",
                }
                for charge in charges
            ]
        )
        void._cancel("Void")

    def _statement(self, first, last):
        return self.env["elektrohisob.account"].statement(
            account="26264 00000017", date_from=first, date_to=last
        )

    def test_balance(self):
        accounts = self.env["elektrohisob.account"]
        number = self.account.number
        self.assertEqual(accounts.balance(account=number)["balance"], 185499.5)
        for day, balance in {
            "2026-04-30": 0.0,
            "2026-05-01": 10000.0,
            "2026-05-12": 5000.0,
            "2026-05-30": 4499.5,
            "2026-05-31": 185499.5,
        }.items():
            result = accounts.balance(account=number, date=day)
            self.assertEqual(result["balance"], balance, day)

    def test_statement(self):
        statement = self._statement("2026-05-01", "2026-05-31")
        self.assertEqual(statement["opening"], 0.0)
        rows = [
            (line["date"], line["debit"], line["credit"], line["balance"], line["kwh"])
            for line in statement["lines"]
        ]
        self.assertEqual(
            rows,
            [
                ("2026-05-01", 10000.0, 0.0, 10000.0, 0.0),
                ("2026-05-10", 0.0, 4000.0, 6000.0, 0.0),
                ("2026-05-12", 0.0, 1000.0, 5000.0, 0.0),
                ("2026-05-20", 0.0, 500.5, 4499.5, 0.0),
                ("2026-05-31", 180000.0, 0.0, 184499.5, 300.0),
                ("2026-05-31", 0.0, -1000.0, 185499.5, 0.0),
            ],
        )
        self.assertEqual(statement["closing"], 185499.5)
        self.assertEqual(statement["debit"], 190000.0)
        self.assertEqual(statement["credit"], 4500.5)
        self.assertEqual(statement["kwh"], 300.0)
        documents = [line["document"] for line in statement["lines"]]
        self.assertEqual(documents, ["", "A1", "A2", "", "05.2026", "A2"])

    def test_covers(self):
        """5 May: 10 000 owed. 4 000 paid, 1 000 void, −500.50 corrected: all cover the
        opening balance; 10 000 − 4 500.50 = 5 499.50 stay open of it."""
        lines = self._statement("2026-05-01", "2026-05-31")["lines"]
        self.assertEqual(
            [
                [(row["month"], row["amount"]) for row in line["covers"]]
                for line in lines
            ],
            [[], [("2026-05", 4000.0)], [], [("2026-05", 500.5)], [], []],
        )

    def test_on_the_screen(self):
        wizard = self._wizard()
        wizard.with_user(self.users["cashier"]).action_show()
        self.assertEqual((wizard.opening, wizard.closing), (0.0, 185499.5))
        self.assertEqual(len(wizard.line_ids), 6)
        self.assertEqual(sum(wizard.line_ids.mapped("debit")), 190000.0)
        self.assertIn("05.2026", wizard.line_ids[1].covers)
        opened = wizard.line_ids[1].action_open()
        self.assertEqual(opened["res_model"], "elektrohisob.payment")

    def test_reconciliation(self):
        """Turnover 190 000 and 4 500.50; 185 499.50 for the supplier at the end."""
        wizard = self._wizard()
        text = wizard._prepare_reconciliation()
        self.assertEqual(
            [part.replace("\xa0", " ") for part in text.totals[1:]],
            ["300", "190 000,00", "4 500,50"],
        )
        self.assertEqual(text.closing[1].replace("\xa0", " "), "185 499,50")
        self.assertEqual(text.opening[1:], ("0,00", "0,00"))
        self.assertEqual(text.parts[0][1].replace("\xa0", " "), "185 499,50")
        for lang in ("en_US", "uz_UZ", "ru_RU"):
            self.account.lang = lang
            self.assertTrue(wizard._get_reconciliation_pdf().startswith(b"%PDF"))

    def test_parts_join(self):
        first = self._statement("2026-05-01", "2026-05-15")
        second = self._statement("2026-05-16", "2026-05-31")
        self.assertEqual(first["closing"], 5000.0)
        self.assertEqual(second["opening"], first["closing"])
        self.assertEqual(second["closing"], 185499.5)

    def test_errors(self):
        with self.assertRaises(UserError):
            self._statement("2026-05-31", "2026-05-01")
        with self.assertRaises(UserError):
            self._statement(False, "2026-05-01")
        with self.assertRaises(UserError):
            self.env["elektrohisob.account"].balance(account="2626499999999")

    def test_other_district(self):
        other = self._create_account(self.district_b)
        accounts = self.env["elektrohisob.account"].with_user(self.users["accountant"])
        with self.assertRaises(UserError):
            accounts.balance(account=other.number)

    def _wizard(self):
        return self.env["elektrohisob.account.statement.print"].create(
            {
                "account_id": self.account.id,
                "span": "days",
                "date_from": "2026-05-01",
                "date_to": "2026-05-31",
            }
        )

    def test_print(self):
        wizard = self._wizard()
        self.assertEqual(str(wizard.date_from), "2026-05-01")
        for lang in ("en_US", "uz_UZ", "ru_RU"):
            self.account.lang = lang
            self.assertTrue(wizard._get_pdf().startswith(b"%PDF"))
        wizard.date_to = "2026-04-01"
        with self.assertRaises(UserError):
            wizard.action_print_pdf()

    def test_spreadsheet(self):
        report = self.env["ir.actions.report"]
        wizard = self._wizard()
        content, kind = report._render_xlsx(
            "elektrohisob_billing.statement_xlsx", wizard.ids, {}
        )
        self.assertEqual(kind, "xlsx")
        sheet = load_workbook(BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[-1][6], 185499.5)
        self.assertEqual(rows[-2][3:6], (300, 190000, 4500.5))

    def test_dates_without_a_form(self):
        wizard = self.env["elektrohisob.account.statement.print"].create(
            {"account_id": self.account.id, "span": "all"}
        )
        self.assertEqual(str(wizard.date_from), "2026-01-01")  # opened, no entry yet

    def test_spans(self):
        wizard = self._wizard()
        for span in ("month", "last_month", "year", "last_year", "all"):
            wizard.span = span
            self.assertLessEqual(wizard.date_from, wizard.date_to, span)
