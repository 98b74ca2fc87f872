import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import Form

from ..models import legal_print
from .common_invoice_books import InvoiceCommon


class TestInvoiceRegister(InvoiceCommon):
    """October: “Zamin” 300 000 (VAT 32 142.86), a school 50 000 (5 357.14); in
    November 20 000 more for October (2 142.85) and 80 000 of November (8 571.43)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._charge(cls, 300)
        cls.school = cls._charge_other(
            cls, "I-2", 50, category="budget", name="Maktab", stir="302222222"
        )
        cls.accounts = cls.account | cls.school
        cls._make(cls, cls.accounts)
        november = cls._open_month("2025-11-01")
        reading = cls.installation.reading_ids.filtered(lambda row: row.value == 300)
        reading._correct(value=320, note="Read again")
        cls._read(cls.installation, ("2025-12-01", 400))
        cls._settle(cls.account, november)
        cls._make(cls, last=date(2025, 11, 30))

    def _create(self, **vals):
        registers = self.env["elektrohisob.invoice.register"]
        days = {"date_from": "2025-10-01", "date_to": "2025-11-30"}
        vals = {"company_id": self.holding.id, **days, **vals}
        return registers.create(vals)

    def _read_rows(self, register):
        file, name, count = register._write_file("xlsx")
        with file:
            sheet = load_workbook(io.BytesIO(file.read())).active
        self.assertTrue(name.endswith(".xlsx"))
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        return rows, count

    def test_workbook_with_totals_by_rate(self):
        rows, count = self._read_rows(self._create())
        self.assertEqual((count, len(rows)), (4, 7))
        sums = [(row[1], *row[10:14]) for row in rows[4:]]
        self.assertEqual(
            sums,
            [
                ("Invoices of the month, VAT 12 %", 430, 383928.57, 46071.43, 430000),
                ("Corrections, VAT 12 %", 20, 17857.15, 2142.85, 20000),
                ("Total", 450, 401785.72, 48214.28, 450000),
            ],
        )
        first = next(row for row in rows if row[7] == "Maktab")
        self.assertEqual(
            (first[3], first[4], first[8], first[10], *first[11:15]),
            ("10.2025", "Invoice", "302222222", 50, 44642.86, 5357.14, 50000, 50000),
        )
        correction = next(row for row in rows if row[4] == "Additional invoice")
        origin = next(row for row in rows if row[13] == 300000)
        self.assertEqual(correction[5], origin[1])
        self.assertEqual(rows[-1][14], 450000)

    def test_conditions(self):
        """By month of use October has the correction too."""
        register = self._create(basis="month", date_to="2025-10-31")
        self.assertEqual((register.count, register.amount), (3, 370000))
        register.basis = "date"
        self.assertEqual((register.count, register.vat), (2, 37500))
        register.category = "budget"
        self.assertEqual((register.count, register.amount), (1, 50000))
        self.assertEqual(self._create(kind="correction").amount, 20000)
        self._pay(self.school, "2025-11-20", 50000)
        self.env["elektrohisob.gl.posting"]._post(self._open_month("2025-11-01"))
        self.assertEqual(self._create(is_unpaid=True).amount, 400000)

    def test_chosen_in_a_list(self):
        invoice = self.school.invoice_ids
        action = invoice.action_register()
        form = Form(
            self.env["elektrohisob.invoice.register"].with_context(**action["context"])
        )
        register = form.save()
        self.assertEqual((register.chosen_count, register.amount), (1, 50000))
        self.assertEqual(register.action_view()["domain"], [("id", "in", invoice.ids)])
        rows, count = self._read_rows(register)
        self.assertEqual((count, rows[0][1]), (1, invoice.number))

    def test_nothing_found_is_said(self):
        register = self._create(date_from="2020-01-01", date_to="2020-01-31")
        self.assertEqual(register.count, 0)
        for name in ("action_xlsx", "action_pdf", "action_print", "action_view"):
            with self.assertRaisesRegex(UserError, "no invoice of these days"):
                getattr(register, name)()

    def test_register_on_paper(self):
        file, _name, _count = self._create()._write_file("pdf")
        with file:
            self.assertTrue(file.read().startswith(b"%PDF"))

    def test_few_are_printed_at_once(self):
        invoices = (self.account | self.school).invoice_ids
        action = invoices.action_print_many()
        self.assertEqual(action["type"], "ir.actions.act_url")
        order = self.env["elektrohisob.legal.print"].search([], limit=1)
        self.assertEqual((order.stage, order.count), ("done", 4))
        self.assertTrue(order.attachment_id.raw.startswith(b"%PDF"))

    def test_many_are_printed_by_a_job(self):
        self.patch(legal_print, "PRINTED_AT_ONCE", 1)
        invoices = (self.account | self.school).invoice_ids
        action = invoices.action_print_many()
        order = self.env["elektrohisob.legal.print"].browse(action["res_id"])
        self.assertEqual((order.stage, order.count), ("running", 4))
        with self.assertRaisesRegex(UserError, "not ready yet"):
            order.action_download()
        job = self.env["queue.job"].search(
            [("identity_key", "=", f"legal-print-{order.id}")]
        )
        self.assertEqual(job.method_name, "_print")
        order._print()
        self.assertEqual(order.stage, "done")
        file = order.attachment_id
        order._print()
        self.assertEqual(order.attachment_id, file)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE elektrohisob_legal_print SET create_date = '2020-01-01' "
            "WHERE id = %s",
            (order.id,),
        )
        order._gc_files()
        self.assertFalse(file.exists())

    def test_pages_of_each_begin_anew(self):
        """The feet of a file of two invoices name each its own."""
        invoices = (self.account | self.school).invoice_ids[:2]
        parts = [invoice._get_part("en_US") for invoice in invoices]
        self.assertEqual(
            [part.foot for part in parts],
            [invoice.with_context(lang="en_US")._get_title() for invoice in invoices],
        )
