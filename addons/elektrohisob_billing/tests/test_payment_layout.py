import base64
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_metering.adapters import tables

from .common_bank import REGISTER, BankFilesCommon

DEBTS = "odoo.addons.elektrohisob_billing.models.exchange_provider_debts"
#: Local numbers, sums in tiyin, totals in the last row but one, no words to guess by.
PLAIN = (
    "AAAA|BBBB|CCCC|DDDD\r\n"
    "EL-00000017|15050|05.05.2026|K-1\r\n"
    "EL-00000025|4950|05.05.2026|K-2\r\n"
    "EL-999|100|05.05.2026|K-3\r\n"
    "3|20100||\r\n"
    "signature|||\r\n"
)


@tagged("post_install", "-at_install")
class TestPaymentLayout(BankFilesCommon):
    """Registers without programming: set up in a dialog, used by every later file."""

    def _open(self, data, role="accountant", name="r.csv"):
        return (
            self.env["elektrohisob.payment.register.import"]
            .with_user(self.users[role])
            .create(
                {
                    "provider_id": self.post.id,
                    "file": base64.b64encode(data),
                    "file_name": name,
                }
            )
        )

    def _set_plain(self, wizard):
        roles = ["account", "amount", "date", "number"]
        for column, role in zip(wizard.column_ids, roles, strict=True):
            column.role = role
        wizard.write(
            {
                "unit": "tiyin",
                "account_strip": "EL-",
                "account_length": 8,
                "account_prefix": "26264",
                "footer_rows": 2,
                "total_row": -2,
                "total_count_column": 1,
                "total_sum_column": 2,
            }
        )

    def test_guess_check_load(self):
        wizard = self._open(REGISTER)
        wizard.action_read()
        self.assertEqual(wizard.step, "columns")
        self.assertEqual(
            wizard.column_ids.mapped("role"),
            [False, "account", "payer", "amount", "date", "number"],
        )
        self.assertIn("26264 00000017", wizard.column_ids[1].sample)
        wizard.action_check()
        self.assertEqual((wizard.accepted, wizard.parked, wizard.refused), (2, 2, 0))
        self.assertIn(
            "152 500", wizard.totals_text.replace("\u00a0", " ").replace(",", " ")
        )
        self.assertEqual(wizard.preview_ids[0].account, "2626400000017")
        # nothing stays of the trial
        self.assertFalse(self._payments(self.post))
        self.assertFalse(self.post.message_ids)
        self.assertEqual(self._balance(self.account), 0.0)
        action = wizard.action_import()
        message = self.env["elektrohisob.exchange.message"].browse(action["res_id"])
        self.assertEqual(message.accepted, 2)
        self.assertEqual(self._balance(self.account), -150000.5)

    def test_layout_is_saved_and_used(self):
        wizard = self._open(PLAIN.encode())
        wizard.action_read()
        with self.assertRaises(UserError):
            wizard.action_check()  # nobody knows what AAAA is
        self._set_plain(wizard)
        wizard.action_read_again()
        self._set_plain(wizard)
        wizard.action_save()
        self.assertFalse(self._payments(self.post))
        layout = self.post.payment_layout_id
        self.assertEqual(layout.account_prefix, "26264")
        self.assertEqual(layout.company_id, self.district_a)
        result, message = self._send("register_post", PLAIN.encode("cp866"))
        self.assertEqual(self._codes(message), ["posted", "posted", "bad_account"])
        # 15050 and 4950 tiyin; 15050 + 4950 + 100 = 20100
        self.assertEqual(self._balance(self.account), -150.5)
        self.assertEqual(self._balance(self.neighbour), -49.5)
        self.assertEqual(result["totals"]["stated_in"], 201.0)
        self.assertEqual(result["totals"]["stated_count"], 3)
        wrong = PLAIN.replace("3|20100", "4|20100")
        result, _message = self._send("register_post", wrong.encode())
        self.assertEqual(result["state"], "refused")

    def test_moved_column_is_found(self):
        self.test_layout_is_saved_and_used()
        lines = [line.split("|") for line in PLAIN.splitlines()]
        lines[1][3], lines[2][3] = "K-11", "K-12"
        moved = [[row[1], row[0], *row[2:]] for row in lines[:4]] + [
            ["3", "20100", "", ""],
            ["signature", "", "", ""],
        ]
        data = "\r\n".join("|".join(row) for row in moved).encode()
        _result, message = self._send("register_post", data)
        self.assertEqual(self._codes(message)[:2], ["posted", "posted"])
        self.assertEqual(self._balance(self.account), -301.0)

    def test_two_columns_of_one_role(self):
        wizard = self._open(REGISTER)
        wizard.action_read()
        wizard.column_ids[0].role = "account"
        with self.assertRaises(UserError):
            wizard.action_check()
        layout = {"name": "x", "company_id": self.district_a.id}
        for roles in (["account", "account", "amount"], ["account"], ["amount"]):
            columns = [(0, 0, {"role": r, "number": n}) for n, r in enumerate(roles, 1)]
            with self.assertRaises(ValidationError):
                self.env["elektrohisob.payment.layout"].create(
                    {**layout, "column_ids": columns}
                )

    def test_no_table(self):
        with self.assertRaises(UserError):
            self._open(b"\x89PNG\r\n\x1a\n" + bytes(range(256))).action_read()

    def test_right(self):
        for role in ("engineer", "cashier"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._open(REGISTER, role=role)


@tagged("post_install", "-at_install")
class TestDebtsSent(BankFilesCommon):
    """Accounts that owe, as a file for banks and post offices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._record(cls.account, "charge", 150000.55, "2026-05-01")
        cls._record(cls.neighbour, "charge", 900.0, "2026-05-01")
        cls._record(cls.bakery, "charge", 70000.0, "2026-05-01")
        cls._record(cls.shop, "payment", -5.0, "2026-05-01")
        cls.layout = cls.env["elektrohisob.payment.layout"].create(
            {
                "name": "Debts",
                "company_id": cls.district_a.id,
                "direction": "out",
                "decimal": ",",
                "delimiter": "|",
                "with_total": True,
                "column_ids": [
                    (0, 0, {"number": 1, "role": "account", "name": "LS"}),
                    (0, 0, {"number": 2, "role": "payer", "name": "FIO", "width": 40}),
                    (0, 0, {"number": 3, "role": "amount", "name": "QARZ"}),
                ],
            }
        )

    def _send_debts(self, role="accountant", **vals):
        wizard = (
            self.env["elektrohisob.payment.debts.send"]
            .with_user(self.users[role])
            .create(
                {
                    "provider_id": self.post.id,
                    "layout_id": self.layout.id,
                    "company_id": self.district_a.id,
                    **vals,
                }
            )
        )
        action = wizard.action_send()
        message = self.env["elektrohisob.exchange.message"].browse(action["res_id"])
        return message, base64.b64decode(message.content)

    def test_text(self):
        message, data = self._send_debts()
        self.assertEqual(
            data.decode().splitlines(),
            [
                "LS|FIO|QARZ",
                f"2626400000017|{self.account.name}|150000,55",
                f"2626400000025|{self.neighbour.name}|900,00",
                "JAMI 2||150900,55",  # 150000.55 + 900
            ],
        )
        self.assertEqual(message.direction, "out")
        self.assertEqual(message.totals, {"rows": 2, "debts": 150900.55})
        self.assertTrue(message.name.startswith("register_post_"))
        self.assertEqual(self.post.charge_layout_id, self.layout)
        self.assertFalse(message.is_payments)

    def test_choice(self):
        _message, data = self._send_debts(minimum=1000.0, category=False)
        self.assertEqual(len(data.splitlines()), 4)  # header, two above 1000, total
        self.assertIn(b"2626400000041", data)

    def test_charged_and_those_who_owe_nothing(self):
        """Charged 700 and taken back 200 in the month before: 500; paid ahead 300."""
        today = business_today(self.env["elektrohisob.payment"])
        before = fields.Date.subtract(today.replace(day=1), days=1)
        ahead = self._create_account(number="2626400000058", date_open="2026-01-01")
        for account, kind, amount, day in (
            (ahead, "charge", 700.0, before),
            (ahead, "correction", -200.0, before),
            (ahead, "charge", 50.0, fields.Date.subtract(before, months=2)),
            (ahead, "payment", -850.0, before),
        ):
            self._record(account, kind, amount, day)
        self.layout.write(
            {
                "with_total": False,
                "column_ids": [
                    (0, 0, {"number": 4, "role": "charged", "name": "HISOB"})
                ],
            }
        )
        _message, data = self._send_debts()
        self.assertNotIn(b"2626400000058", data)
        message, data = self._send_debts(with_zero=True)
        line = f"2626400000058|{ahead.name}|0,00|500,00"
        self.assertIn(line, data.decode().splitlines())
        self.assertEqual(message.totals, {"rows": 3, "debts": 150900.55})
        self.layout.file_format = "dbf"
        _message, data = self._send_debts(with_zero=True)
        rows = [cells for _number, cells in tables.read_rows(data)]
        self.assertEqual(tuple(rows[-1][2:4]), ("0.00", "500.00"))

    def test_workbook_and_dbase(self):
        for file_format in ("xlsx", "dbf"):
            self.layout.write({"file_format": file_format, "with_total": False})
            message, data = self._send_debts()
            self.assertTrue(message.name.endswith(file_format))
            rows = [cells for _number, cells in tables.read_rows(data)]
            self.assertEqual(rows[1][0], "2626400000017")
            self.assertEqual(rows[1][2], "150000.55")
            self.assertEqual(len(rows), 3)

    def test_portions(self):
        """What does not fit into one portion of accounts is all there, each once."""
        with patch(f"{DEBTS}.ACCOUNTS_AT_ONCE", 1):
            _message, data = self._send_debts(category=False)
        self.assertEqual(len(data.splitlines()), 5)

    def test_narrow_column(self):
        self.layout.file_format = "dbf"
        self.layout.column_ids[2].width = 5
        with self.assertRaises(UserError):
            self._send_debts()

    def test_another_unit(self):
        with self.assertRaises(UserError):
            self._send_debts(company_id=self.enterprise.id)
        with self.assertRaises(AccessError):
            self._send_debts(role="engineer")
        with self.assertRaises(UserError):
            self._send_debts(minimum=-1)

    def test_what_is_sent_comes_back(self):
        """A bank that answers with the same columns needs no other layout."""
        self.layout.write({"account_prefix": "26264", "account_strip": "EL-"})
        _message, data = self._send_debts(minimum=1000.0)
        self.assertIn(b"EL-00000017|", data)
        options = {"delimiter": "|", "decimal": ",", "name_date": True}
        options |= {"account_prefix": "26264", "account_strip": "EL-"}
        back = self.layout.copy({"direction": "in", "name": "Back", **options})
        self.post.payment_layout_id = back
        _result, message = self._send("register_post", data, name="a_05052026.csv")
        self.assertEqual(self._codes(message), ["posted"])
        self.assertEqual(self._balance(self.account), 0.0)
