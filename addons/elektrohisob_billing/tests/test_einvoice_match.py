import base64
import io

from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_einvoice import STIR, EinvoiceCommon


@tagged("post_install", "-at_install")
class TestEinvoiceMatch(EinvoiceCommon):
    """Our invoices of October 2025 against the register of the tax committee."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice()
        self.match = self.env["elektrohisob.einvoice.match"].create(
            {"provider_id": self.provider.id, "month": "2025-10-15"}
        )

    def _get_causes(self):
        return sorted(line.cause or "" for line in self.match.line_ids)

    def test_green_month(self):
        self._issue(self.invoice)
        self.match.action_ask()
        self.assertEqual(str(self.match.month), "2025-10-01")
        self.assertEqual((self.match.state, self.match.count), ("green", 1))
        self.assertEqual((self.match.our_total, self.match.their_total), (3e5, 3e5))

    def test_not_issued(self):
        self.match.action_ask()
        self.assertEqual(
            (self.match.state, self._get_causes()), ("open", ["not_issued"])
        )
        self._do(self.match.line_ids.action_issue)
        self.assertEqual(self.invoice.einvoice_id.state, "to_sign")

    def test_state_differs(self):
        one = self._issue(self.invoice)
        self.simulator.move(one.draft_no, "refused", "Yoʻq")
        self.match.action_ask()
        self.assertEqual(self._get_causes(), ["state"])
        self.match.line_ids.action_issue()
        self.match.action_ask()
        self.assertEqual((one.state, self.match.state), ("refused", "green"))

    def test_settled_stays_settled(self):
        self.match.action_ask()
        [line] = self.match.line_ids
        with self.assertRaises(UserError):
            line.action_settle()
        line.remark = "Qogʻozda berilgan"
        line.with_user(self.users["accountant"]).action_settle()
        self.assertEqual(self.match.state, "green")
        self.match.action_ask()
        [line] = self.match.line_ids
        self.assertEqual((line.is_open, line.remark), (False, "Qogʻozda berilgan"))
        self.assertEqual(line.settled_by_id, self.users["accountant"])
        line.action_reopen()
        self.assertEqual(self.match.state, "open")

    def _file(self, *rows):
        book = Workbook()
        book.active.append(
            ["ID", "Номер документа", "Дата документа", "ИНН покупателя", "Статус",
             "Сумма без НДС", "НДС", "Сумма с НДС"]
        )  # fmt: skip
        for row in rows:
            book.active.append(row)
        target = io.BytesIO()
        book.save(target)
        return base64.b64encode(target.getvalue())

    def test_register_from_a_file(self):
        """Other sum of ours, and a document that we do not know."""
        one = self._issue(self.invoice)
        sums = (267857.14, 32142.85, 299999.99)
        self.match.file = self._file(
            [one.draft_no, one.number, "31.10.2025", STIR, "Отправлен", *sums],
            ["f" * 24, "EH-9", "30.10.2025", STIR, "Отправлен", 100, 12, 112],
        )
        self.match.action_read_file()
        self.assertEqual(self._get_causes(), ["missing_here", "sum"])
        self.assertEqual(round(self.match.their_total, 2), 300111.99)

    def test_file_that_is_none(self):
        self.match.file = base64.b64encode(b"nothing")
        self.match.file_name = "x.xlsx"
        with self.assertRaisesRegex(UserError, "x.xlsx"):
            self.match.action_read_file()
        self.assertEqual(self.match.state, "draft")

    def test_excel(self):
        self.match.action_ask()
        action = self.match.action_export()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        sheet = load_workbook(io.BytesIO(attachment.raw)).active
        values = [cell.value for row in sheet.iter_rows() for cell in row]
        self.assertIn(self.invoice.number, values)
        self.assertIn(300000, values)

    def test_who_may_compare(self):
        with self.assertRaises(AccessError):
            self.match.with_user(self.users["manager"]).action_ask()
