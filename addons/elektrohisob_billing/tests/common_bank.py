import base64
import io

import openpyxl
import xlwt

from ..adapters import debt_register
from ..adapters.debt_register import DebtColumn, DebtLayout
from ..adapters.payment_register import RegisterLayout
from .common_payment import SAMPLES, PaymentCommon

SWIFT = (SAMPLES / "mt940" / "uz.sta").read_bytes()
CAMT = (SAMPLES / "camt053" / "uz_08.xml").read_bytes()
REGISTER = (SAMPLES / "register" / "uz.csv").read_bytes()
ROWS = [
    ("Hisob raqam", "Summa", "Sana", "Kvitansiya"),
    ("2626400000017", "150.50", "05.05.2026", "K-1"),
    ("2626400000025", "49.50", "05.05.2026", "K-2"),
]


def as_csv(rows):
    return "\r\n".join(";".join(row) for row in rows).encode()


def as_xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_xls(rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_dbf(_rows):
    columns = [
        DebtColumn("account", "ACCOUNT", 13),
        DebtColumn("amount", "SUMMA", 12),
        DebtColumn("payer", "DATE", 10),
        DebtColumn("period", "CHEK", 10),
    ]
    rows = [
        {"account": "2626400000017", "amount": 15050, "payer": "05.05.2026"},
        {"account": "2626400000025", "amount": 4950, "payer": "05.05.2026"},
    ]
    for number, row in enumerate(rows, 1):
        row["period"] = f"K-{number}"
    stream = io.BytesIO()
    layout = DebtLayout(columns, "dbf", RegisterLayout(encoding="cp866"))
    debt_register.write(stream, layout, rows)
    return stream.getvalue()


class BankFilesCommon(PaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls._create_provider("register_post", "register")

    @classmethod
    def _create_provider(cls, code, kind, **vals):
        return cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": f"Test {code}",
                "code": code,
                "kind": kind,
                "company_id": cls.district_a.id,
                **vals,
            }
        )

    def _send(self, code, data, name="file", role="accountant"):
        """Result of ``receive_file`` and the message it made."""
        result = (
            self.env["elektrohisob.exchange.provider"]
            .with_user(self.users[role])
            .with_company(self.district_a)
            .receive_file(
                code=code, file_name=name, content=base64.b64encode(data).decode()
            )
        )
        message = self.env["elektrohisob.exchange.message"].browse(result["message_id"])
        return result, message

    def _codes(self, message):
        return message.line_ids.sorted("line_no").mapped("code")

    def _payments(self, provider):
        return self.env["elektrohisob.payment"].search(
            [("provider_id", "=", provider.id)], order="id"
        )
