import base64
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..adapters import client_bank_1c, client_bank_1c_write, onec_money, onec_sales
from ..adapters.onec_entries import get_entries
from .common_onec import OneCCommon


@tagged("post_install", "-at_install")
class TestOneCFile(OneCCommon):
    """Files for a 1C without an exchange. October 2025: 100 kWh at 600 = 60 000, of it
    VAT 6 428.57; 100 000 paid through the bank."""

    def setUp(self):
        super().setUp()
        self.household = self._charge(100)
        self.payment = self._pay(self.household, 100_000)
        self._post()

    def _make(self, file_format, user="accountant", **vals):
        wizard = self.env["elektrohisob.onec.file"].with_user(self.users[user])
        wizard = wizard.create(
            {
                "company_id": self.district_a.id,
                "date_from": "2025-10-01",
                "date_to": "2025-10-31",
                "file_format": file_format,
                **vals,
            }
        )
        wizard.action_make()
        return wizard, base64.b64decode(wizard.content)

    def _set_bank(self):
        self.district_a.sudo().write(
            {
                "bank_account_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "number": "20208000900000000001",
                            "bank_name": "Bank",
                            "mfo": "01183",
                            "is_main": True,
                            "date_start": "2020-01-01",
                        }
                    ),
                ]
            }
        )

    def test_register_of_entries(self):
        """60 000 − 6 428.57 = 53 571.43; 100 000 = 60 000 of debt and 40 000 ahead."""
        wizard, data = self._make("xlsx")
        self.assertTrue(wizard.name.endswith(".xlsx"))
        sheet = load_workbook(io.BytesIO(data)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found = sorted(
            (row[6], row[7], row[8])
            for row in rows
            if row[6] and str(row[6]).isdigit() and isinstance(row[8], int | float)
        )
        self.assertEqual(
            found,
            [("4010", "6411", 6428.57), ("4010", "9020", 53571.43),
             ("5110", "4010", 60000), ("5110", "6310", 40000)],
        )  # fmt: skip
        self.assertIn(160_000, [row[8] for row in rows])

    def test_register_as_text(self):
        _wizard, data = self._make("csv")
        self.assertIn("53571,43", data.decode("utf-8-sig").replace(".", ","))

    def test_message(self):
        for version in ("1.8", "1.15"):
            wizard, data = self._make(version)
            self.assertIn("<Сумма>60000.00</Сумма>", data.decode())
            self.assertTrue(wizard.name.endswith(".xml"))

    def test_bank_statement(self):
        """Our own reader takes what we write."""
        self._set_bank()
        _wizard, data = self._make("bank")
        found = client_bank_1c.parse(data)
        [document] = found.documents
        self.assertEqual(document.amount, 100_000)
        self.assertEqual(str(document.date), "2025-10-31")
        self.assertEqual(found.sections[0].total_in, 100_000)

    def test_bank_statement_has_what_the_bank_account_has(self):
        """Beside the 100 000: 990 handed over by a service and 30 000 for benefits. A
        row of the register of the service, and a payment by it that waited and was
        taken as its transfer, are no documents of the bank."""
        self._set_bank()
        providers = self.env["elektrohisob.exchange.provider"]
        agent, bank = (
            providers.create(
                {
                    "name": code,
                    "code": code,
                    "kind": kind,
                    "company_id": self.district_a.id,
                }
            )
            for code, kind in (("register_agent", "register"), ("bank-1", "bank_1c"))
        )
        facts = {"company_id": self.district_a.id, "date": "2025-10-20"}
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    **facts,
                    "account_id": self.household.id,
                    "amount": 1_000,
                    "channel": "bank",
                    "provider_id": agent.id,
                    "external_key": "1",
                }
            ]
        )
        transfer = self.env["elektrohisob.payment.transfer"].create(
            {
                **facts,
                "provider_id": agent.id,
                "bank_id": bank.id,
                "external_key": "77",
                "number": "77",
                "amount": 990,
                "payer": "AGENT",
                "payer_stir": "201122337",
                "day_start": "2025-10-19",
                "day_end": "2025-10-19",
            }
        )
        [(settled, _outcome)] = self.env["elektrohisob.payment"]._receive(
            [{**facts, "amount": 990, "channel": "bank", "provider_id": bank.id}]
        )
        settled.sudo().write({"state": "settled", "transfer_id": transfer.id})
        payer = self.env["res.partner"].create({"name": "Hokimlik", "vat": "201122334"})
        self.env["elektrohisob.benefit.payment"].create(
            {
                **facts,
                "payer_id": payer.id,
                "document": "15",
                "amount": 30_000,
                "state": "booked",
            }
        )
        _wizard, data = self._make("bank")
        found = client_bank_1c.parse(data)
        self.assertEqual(
            [(one.number, one.amount, one.payer.code) for one in found.documents[:2]],
            [("15", 30_000, "201122334"), ("77", 990, "201122337")],
        )
        self.assertEqual(len(found.documents), 3)
        self.assertEqual(found.sections[0].total_in, 130_990)

    def test_statement_without_a_bank_account(self):
        self.district_a.sudo().bank_account_ids.unlink()
        with self.assertRaisesRegex(UserError, "bank"):
            self._make("bank")

    def test_days_in_the_wrong_order(self):
        with self.assertRaises(UserError):
            self._make("1.8", date_from="2025-11-01")

    def test_who_may_make_it(self):
        with self.assertRaises(AccessError):
            self._make("csv", user="engineer")

    def test_entries_of_each_kind(self):
        """Whatever document tells it: both sides of all entries are those of the
        books."""
        books = self.env["elektrohisob.onec"]
        found = books._get_documents(self.district_a, "2025-10-01", "2025-10-31")
        kinds = {one.kind for one in found}
        self.assertEqual(kinds, {"sale", "payment"})
        self.assertTrue(onec_sales.__doc__ and onec_money.__doc__)
        self.assertTrue(client_bank_1c_write.VERSION)
        balances = {}
        for entry in (entry for one in found for entry in get_entries(one)):
            for code, tiyin in (
                (entry.debit, entry.amount),
                (entry.credit, -entry.amount),
            ):
                balances[code] = balances.get(code, 0) + tiyin
        ours = self._get_our_balances()
        self.assertEqual({code: sum_ for code, sum_ in balances.items() if sum_}, ours)
