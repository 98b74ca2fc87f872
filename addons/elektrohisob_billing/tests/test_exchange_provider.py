import base64

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_payment import STATEMENT, PaymentCommon


@tagged("post_install", "-at_install")
class TestBankFile(PaymentCommon):
    def _load(self, data=None, name="kl_to_1c.txt"):
        bank = self.bank.with_user(self.users["accountant"])
        message = bank._receive(name, STATEMENT.read_bytes() if data is None else data)
        return message.with_env(self.env)

    def _payments(self):
        return self.env["elektrohisob.payment"].search(
            [("provider_id", "=", self.bank.id)], order="id"
        )

    def test_statement(self):
        message = self._load()
        self.assertEqual(
            (message.state, message.accepted, message.parked, message.refused),
            ("partial", 6, 1, 2),
        )
        codes = message.line_ids.sorted("line_no").mapped("code")
        self.assertEqual(
            codes,
            [
                "posted",
                "posted",
                "posted",
                "posted",
                "no_account",
                "out",
                "posted",
                "bad_amount",
                "bad_date",
            ],
        )
        self.assertEqual(self._balance(self.account), -300000.0)  # twice 150 000
        self.assertEqual(self._balance(self.neighbour), -75500.5)
        self.assertEqual(self._balance(self.shop), -1000000.0)  # by the contract
        self.assertEqual(self._balance(self.bakery), -250000.0)  # by the STIR
        waiting = self._payments().filtered(lambda row: row.state == "unidentified")
        self.assertEqual(waiting.amount, 40000.0)
        self.assertTrue(waiting.reason)
        self.assertEqual(self._payments()[0].details, {"БанкРеференс": "R-101"})
        totals = message.totals
        self.assertEqual(totals["total_in"], 1670500.5)
        self.assertEqual(totals["stated_in"], 1670500.5)
        # 150000 + 75500.50 + 1000000 + 250000 + 150000
        self.assertEqual(totals["posted"], 1625500.5)
        self.assertEqual(totals["unidentified"], 40000.0)
        self.assertNotIn("warnings", totals)
        self.assertIn("1", message.totals_text)

    def test_protocol_of_the_public_method(self):
        result = (
            self.env["elektrohisob.exchange.provider"]
            .with_user(self.users["accountant"])
            .receive_file(
                code="test-bank",
                file_name="a.txt",
                content=base64.b64encode(STATEMENT.read_bytes()).decode(),
            )
        )
        self.assertEqual((result["accepted"], result["refused"]), (6, 2))
        self.assertEqual(
            [row["code"] for row in result["refusals"]],
            ["no_account", "bad_amount", "bad_date"],
        )

    def test_same_file_under_another_name(self):
        self._load()
        before = self._payments()
        message = self._load(name="other.txt")
        self.assertEqual(message.state, "duplicate")
        self.assertEqual(self._payments(), before)

    def test_same_documents_in_another_file(self):
        self._load()
        before = self._payments()
        data = STATEMENT.read_bytes().replace(b"09:00:00", b"10:00:00")
        message = self._load(data)
        self.assertEqual(self._payments(), before)
        codes = message.line_ids.sorted("line_no").mapped("code")
        self.assertEqual(codes[:5], ["duplicate"] * 5)
        self.assertEqual(message.totals["duplicate"], 1665500.5)
        self.assertEqual(self._balance(self.account), -300000.0)

    def test_refused_whole(self):
        whole = STATEMENT.read_bytes()
        cases = {
            "empty": b"",
            "cut": whole[:1500],
            "binary": bytes(range(256)) * 100,
            "no documents": "1CClientBankExchange\nКонецФайла".encode(),
            "other account": whole.replace(b"20208000900000000001", b"2" * 20),
        }
        for name, data in cases.items():
            with self.subTest(name):
                message = self._load(data, name=f"{name}.txt")
                self.assertEqual(message.state, "refused")
                self.assertIn(name, message.reason)
                self.assertFalse(message.line_ids)
        self.assertFalse(self._payments())

    def test_future_date(self):
        data = STATEMENT.read_bytes().replace(b"05.05.2026", b"05.05.2999")
        message = self._load(data)
        codes = set(message.line_ids.mapped("code"))
        self.assertIn("future", codes)
        self.assertEqual(self._balance(self.account), 0.0)

    def test_number_that_does_not_exist(self):
        """A payer with a STIR who names an unknown account is not guessed."""
        data = STATEMENT.read_bytes().replace(
            "за электроэнергию = аванс".encode("cp1251"), b"2626400009999"
        )
        message = self._load(data)
        codes = message.line_ids.sorted("line_no").mapped("code")
        self.assertEqual(codes[3], "unknown_account")
        self.assertEqual(self._balance(self.bakery), 0.0)

    def test_account_of_another_district(self):
        self._create_account(self.district_b, number="2627300000017")
        data = STATEMENT.read_bytes().replace(b"26264 00000017", b"26273 00000017")
        message = self._load(data)
        codes = message.line_ids.sorted("line_no").mapped("code")
        self.assertEqual(codes[0], "no_account")

    def test_provider_of_the_enterprise(self):
        """The bank account of an enterprise takes payments for its districts."""
        self.env["elektrohisob.period"].create(
            {"company_id": self.district_b.id, "date_start": "2026-05-01"}
        )
        other = self._create_account(self.district_b, number="2627300000017")
        self.bank.company_id = self.enterprise
        data = STATEMENT.read_bytes().replace(b"26264 00000017", b"26273 00000017")
        self.bank._receive("enterprise.txt", data)
        self.assertEqual(self._balance(other), -300000.0)
        self.assertEqual(other.payment_ids.company_id, self.district_b)

    def test_several_accounts_with_one_stir(self):
        self._create_account(
            number="2626400000058", category="legal", name="X", stir="302345678"
        )
        message = self._load()
        codes = message.line_ids.sorted("line_no").mapped("code")
        self.assertEqual(codes[3], "several_accounts")

    def test_right(self):
        for role in ("clerk_household", "engineer", "cashier"):
            bank = self.bank.with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                bank._receive("a.txt", STATEMENT.read_bytes())

    def test_wizard(self):
        wizard = (
            self.env["elektrohisob.payment.import"]
            .with_user(self.users["accountant"])
            .create(
                {
                    "provider_id": self.bank.id,
                    "file_name": "a.txt",
                    "content": base64.b64encode(STATEMENT.read_bytes()),
                }
            )
        )
        action = wizard.action_import()
        message = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(message.payment_count, 6)

    def test_bank_accounts(self):
        with self.assertRaises(ValidationError):
            self.bank.bank_accounts = "123"
