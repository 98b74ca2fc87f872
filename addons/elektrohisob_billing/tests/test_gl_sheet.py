from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from odoo.addons.elektrohisob_billing.wizards import gl_sheet_file

from .common_books import BooksCommon


@tagged("post_install", "-at_install")
class TestGlSheet(BooksCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._book_may()
        cls.env.flush_all()

    def _proofs(self, sheet):
        return [proof.is_right for proof in sheet._get_table().proofs]

    def _read(self, sheet, file_format):
        file, _name, count = sheet._write_file(file_format)
        with file:
            return file.read(), count

    # === TURNOVER SHEET === #

    def test_turnover_has_groups_and_totals(self):
        table = self._sheet("turnover")._get_table()
        rows = [tuple(row.values) for row in table.rows(0, 0)]
        self.assertEqual(len(rows), 6 + 6)  # each account is alone in its group
        self.assertIn(("", "Group 9000", 0.0, 892.86, 0.0, 2000.0, 0.0, 2892.86), rows)
        self.assertEqual(
            table.totals[0].values[2:], (1000.0, 1000.0, 3740.0, 3740.0, 3740.0, 3740.0)
        )
        self.assertTrue(all(proof.is_right for proof in table.proofs))

    def test_screen_is_what_the_form_shows(self):
        user = self.users["auditor"]
        form = Form(self.env["elektrohisob.gl.sheet"].with_user(user))
        form.date_from, form.date_to = "2026-05-01", "2026-05-31"
        self.assertEqual(form.table["count"], 12)
        self.assertEqual(form.table["rows"][0]["cells"][0], "4010")
        self.assertEqual(form.table["rows"][0]["cells"][2], "1\xa0000,00")
        form.date_to = "2026-04-30"
        self.assertIn("last day", form.table["error"])

    def test_a_row_leads_to_the_card_and_to_the_entry(self):
        sheet = self._sheet("turnover")
        key = next(row.key for row in sheet._get_table().rows(0, 0))
        action = sheet.with_context(gl_row=key).action_open_row()
        card = self.env["elektrohisob.gl.sheet"].browse(action["res_id"])
        self.assertEqual((card.kind, card.account_id), ("card", self.codes["4010"]))
        self.assertEqual(card.date_from, date(2026, 5, 1))

    # === CARD, ANALYSIS, JOURNAL === #

    def test_card(self):
        rows = self._values(self._sheet("card", account_id=self.codes["4010"].id))
        shown = [(row[0], row[4], *row[5:]) for row in rows]
        self.assertEqual(
            shown,
            [
                ("", "", None, None, 1000.0),
                (date(2026, 5, 5), "5110", 0.0, 600.0, 400.0),
                (date(2026, 5, 10), "5010", 0.0, 400.0, 0.0),
                (date(2026, 5, 31), "6411, 9020", 2240.0, 0.0, 2240.0),
            ],
        )

    def test_card_page_by_page(self):
        sheet = self._sheet("card", account_id=self.codes["4010"].id)
        table = sheet._get_table()
        self.assertEqual(table.count, 3)
        page = [tuple(row.values)[-1] for row in table.rows(1, 1)]
        self.assertEqual(page, [0.0])

    def test_analysis(self):
        sheet = self._sheet("analysis", account_id=self.codes["4010"].id)
        rows = [(row[0], *row[2:]) for row in self._values(sheet)]
        self.assertEqual(
            rows,
            [
                ("5010", 0.0, 400.0),
                ("5110", 0.0, 600.0),
                ("6411", 240.0, 0.0),
                ("9020", 2000.0, 0.0),
            ],
        )
        self.assertEqual(self._proofs(sheet), [True])
        sheet.split = "day"
        self.assertEqual(len(self._values(sheet)), 4 + 3)  # and a total a day

    def test_pairs_of_an_entry_with_many_lines(self):
        """Written in pairs, as postings are: each debit meets the credit after it."""
        self._book(
            self.district_b,
            "2026-05-31",
            *(("4010", 100, 0), ("9020", 0, 100), ("4010", 12, 0), ("6411", 0, 12)),
            *(("6310", 40, 0), ("4010", 0, 40), ("5710", 7, 0), ("4010", 0, 7)),
        )
        rows = self.env["elektrohisob.gl"]._get_analysis(
            self.env["elektrohisob.gl"]._get_names(
                self.codes["4010"],
                self.district_b,
                date(2026, 5, 1),
                date(2026, 5, 31),
            ),
            "none",
        )
        self.assertEqual(
            [(row[1], *row[3:]) for row in rows],
            [
                ("5710", 0.0, 7.0),
                ("6310", 0.0, 40.0),
                ("6411", 12.0, 0.0),
                ("9020", 100.0, 0.0),
            ],
        )

    def test_pairs_of_an_entry_in_any_order(self):
        """Two debits, two credits: what lies side by side; sums stay exact."""
        self._book(
            self.district_b,
            "2026-05-31",
            *(("5110", 70, 0), ("5010", 30, 0), ("4010", 0, 80), ("6310", 0, 20)),
        )
        names = self.env["elektrohisob.gl"]._get_names(
            self.codes["4010"], self.district_b, date(2026, 5, 1), date(2026, 5, 31)
        )
        rows = self.env["elektrohisob.gl"]._get_analysis(names, "none")
        self.assertEqual(
            [(row[1], row[4]) for row in rows], [("5010", 10.0), ("5110", 70.0)]
        )

    def test_journal_order(self):
        sheet = self._sheet("journal")
        self.assertEqual(sheet.account_id, self.codes["4010"])
        table = sheet._get_table()
        self.assertEqual(
            [column.label for column in table.columns[1:-1]],
            ["6411", "9020", "Total", "5010", "5110", "Total"],
        )
        self.assertEqual(
            self._values(sheet),
            [
                (date(2026, 5, 5), 0, 0, 0, 0, 600.0, 600.0, 400.0),
                (date(2026, 5, 10), 0, 0, 0, 400.0, 0, 400.0, 0.0),
                (date(2026, 5, 31), 240.0, 2000.0, 2240.0, 0, 0, 0, 2240.0),
            ],
        )
        action = sheet.with_context(gl_row="day:2026-05-10").action_open_row()
        card = self.env["elektrohisob.gl.sheet"].browse(action["res_id"])
        self.assertEqual(len(self._values(card)), 2)  # opening, and the entry

    def test_cash_book(self):
        rows = self._values(self._sheet("cash"))
        self.assertEqual(
            [row[-1] for row in rows], [0.0, 900.0, 900.0, 0, 600.0, 600.0]
        )
        self.assertEqual(rows[1][4:7], ("4010, 6310", 900.0, 0.0))

    # === FILES === #

    def test_workbook(self):
        content, count = self._read(self._sheet("turnover"), "xlsx")
        rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
        self.assertEqual(count, 12)
        self.assertEqual(rows[5][0], "4010")
        self.assertEqual(rows[5][2:8], (1000, 0, 2240, 1000, 2240, 0))
        self.assertEqual(rows[17][2:4], (1000, 1000))

    def test_workbook_looks(self):
        """The sheet has the name of the report, a label over several columns is there
        once, and a count of accounts has no decimal sign."""
        content, _count = self._read(self._sheet("debts"), "xlsx")
        sheet = load_workbook(BytesIO(content)).active
        self.assertEqual(sheet.title, "Receivables and advances")
        merged = sorted(str(cells) for cells in sheet.merged_cells.ranges)
        self.assertEqual(merged, ["C5:D5", "E5:K5", "L5:M5"])
        self.assertEqual(sheet["C7"].number_format, "#,##0")
        self.assertEqual(sheet["D7"].number_format, "#,##0.00")
        content, _count = self._read(self._sheet("card"), "xlsx")
        name = load_workbook(BytesIO(content)).active.title
        self.assertRegex(name, "^Account card 4010")

    def test_csv(self):
        content, _count = self._read(self._sheet("turnover"), "csv")
        lines = content.decode("utf-8-sig").splitlines()
        self.assertEqual(lines[1][:5], "4010;")
        self.assertTrue(lines[1].endswith(";1000,00;0,00;2240,00;1000,00;2240,00;0,00"))

    def test_pdf(self):
        for lang in ("uz_UZ", "ru_RU"):
            for kind in ("turnover", "card", "analysis", "journal", "cash", "debts"):
                with self.subTest(lang=lang, kind=kind):
                    sheet = self._sheet(kind).with_context(lang=lang)
                    sheet.account_id = self.codes["4010"]
                    if kind == "cash":
                        sheet.account_id = False
                    content, _count = self._read(sheet, "pdf")
                    self.assertTrue(PdfReader(BytesIO(content)).pages[0].extract_text())

    def test_long_pdf_is_refused(self):
        self.patch(gl_sheet_file, "PDF_ROWS", 3)
        with self.assertRaisesRegex(UserError, "Excel or CSV"):
            self._read(self._sheet("turnover"), "pdf")

    def test_download(self):
        user = self.users["accountant"]
        sheet = self._sheet("turnover")
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        address = f"/elektrohisob/gl-sheet/{sheet.id}"
        for file_format, start in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef")):
            answer = self.url_open(f"{address}/{file_format}")
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(answer.content.startswith(start))
        self.assertEqual(self.url_open(f"{address}/exe").status_code, 404)
        other = self.users["manager"]
        self.authenticate(other.login, other.login)
        self.assertEqual(self.url_open(f"{address}/csv").status_code, 404)

    # === RIGHTS === #

    def test_other_district_is_not_shown(self):
        self._book(self.district_b, "2026-05-10", ("5110", 50, 0), ("4010", 0, 50))
        with self.assertRaises(AccessError):
            self._sheet("turnover", company_id=self.district_b.id)
        rows = self._values(self._sheet("turnover", user="manager"))
        self.assertEqual(rows[0][2:], (1000.0, 0.0, 2240.0, 1000.0, 2240.0, 0.0))

    def test_others_make_no_reports(self):
        for role in ("clerk_legal", "cashier", "engineer", "lawyer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._sheet("turnover", user=role)
