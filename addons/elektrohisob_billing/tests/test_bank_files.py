from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.elektrohisob_metering.models.exchange_provider_folder import ROOT_KEY

from .common_bank import (
    CAMT,
    REGISTER,
    ROWS,
    SWIFT,
    BankFilesCommon,
    as_csv,
    as_dbf,
    as_xls,
    as_xlsx,
)
from .common_payment import OWN_ACCOUNT, STATEMENT

FOLDERS = "odoo.addons.elektrohisob_metering.models.exchange_provider_folder"


@tagged("post_install", "-at_install")
class TestBankFiles(BankFilesCommon):
    """Every code of ``receive_file``: formats, totals, what is no payment.

    The readers themselves (bank_statement, mt940_details, payment_register_cells and
    the others) are tried without a database in tests/engine.
    """

    def test_mt940(self):
        result, message = self._send("mt940", SWIFT)
        self.assertEqual(message.provider_id.company_id, self.district_a)
        self.assertEqual(
            self._codes(message),
            [
                "posted",
                "posted",
                "no_account",
                "out",
                "reversal",
                "returned",
                "pending",
            ],
        )
        self.assertEqual(
            (result["accepted"], result["parked"], result["refused"]), (5, 2, 0)
        )
        self.assertEqual(self._balance(self.account), -150000.0)
        self.assertEqual(self._balance(self.neighbour), -75500.5)
        totals = result["totals"]
        self.assertEqual(totals["opening"], 1000000.0)
        self.assertEqual(totals["closing"], 1249200.5)
        self.assertEqual(totals["posted"], 225500.5)  # 150000 + 75500.50
        self.assertEqual(totals["unidentified"], 40000.0)
        self.assertEqual(totals["total_out"], 17000.0)  # 12000 + 5000
        # only credits are payments
        self.assertEqual(len(self._payments(message.provider_id)), 3)

    def test_camt053(self):
        result, message = self._send("camt053", CAMT)
        self.assertEqual(
            self._codes(message),
            ["posted", "posted", "no_account", "out", "reversal", "pending"],
        )
        self.assertEqual(self._balance(self.bakery), -100000.25)  # by the STIR
        self.assertEqual(self._balance(self.account), -150000.0)
        self.assertEqual(result["totals"]["closing"], 777500.25)

    def test_bank_1c(self):
        """The only provider of the kind is found by the format."""
        _result, message = self._send("bank_1c", STATEMENT.read_bytes())
        self.assertEqual(message.provider_id, self.bank)
        self._create_provider("second", "bank_1c")
        with self.assertRaises(UserError):
            self._send("bank_1c", STATEMENT.read_bytes(), name="again.txt")

    def test_registers_of_every_format(self):
        for suffix, make in {
            "csv": as_csv,
            "xlsx": as_xlsx,
            "xls": as_xls,
            "dbf": as_dbf,
        }.items():
            with self.subTest(suffix):
                code = f"register_{suffix}"
                result, message = self._send(code, make(ROWS), name=f"a.{suffix}")
                self.assertEqual(result["reason"], "")
                self.assertEqual(message.provider_id.code, code)
                self.assertEqual(self._codes(message), ["posted", "posted"])
                self.assertEqual(message.totals["posted"], 200.0)
        # four registers of four providers: 4 × 150.50
        self.assertEqual(self._balance(self.account), -602.0)

    def test_register(self):
        self.post.payment_channel = "post"
        result, message = self._send("register_post", REGISTER)
        self.assertEqual(
            self._codes(message),
            ["posted", "posted", "unknown_account", "other_district"],
        )
        self.assertEqual(self._balance(self.account), -150000.5)
        self.assertEqual(result["totals"]["stated_in"], 152500.5)
        payments = self._payments(self.post)
        self.assertEqual(set(payments.mapped("channel")), {"post"})
        self.assertEqual(payments.mapped("number"), ["K-1", "K-2", "K-3", "K-4"])
        waiting = payments.filtered(lambda row: row.state == "unidentified")
        self.assertIn("2627300000017", waiting[-1].reason)
        self.assertIn("2626400009999", waiting[0].reason)

    def test_account_of_another_district_is_not_shown(self):
        other = self._create_account(self.district_b, number="2627300000017")
        _result, message = self._send("register_post", REGISTER)
        self.assertEqual(self._codes(message)[3], "other_district")
        self.assertEqual(self._balance(other), 0.0)
        self.assertFalse(message.line_ids.account_id & other)

    def test_reversal_names_the_payment(self):
        _result, message = self._send("mt940", SWIFT)
        provider = message.provider_id
        payment = self._payments(provider)[0]
        back = (
            SWIFT.replace(b"RC5000,00NTRFR-090//B-8800", b"RC150000,00NTRFR//B-9001")
            .replace(b"1249200,50", b"1104200,50")
            .replace(b"ST260505", b"ST260506")
        )
        _result, message = self._send("mt940", back)
        line = message.line_ids.filtered(lambda row: row.code == "reversal")
        self.assertIn(payment.display_name, line.reason)
        self.assertIn(self.account.number, line.reason)
        self.assertEqual(payment.state, "posted")  # people decide

    def test_statement_of_an_empty_day(self):
        start, end = SWIFT.index(b":61:"), SWIFT.index(b":62F:")
        empty = SWIFT[:start] + SWIFT[end:].replace(b"1249200,50", b"1000000,00")
        result, _message = self._send("mt940", empty)
        self.assertEqual(result["state"], "done")

    def test_accounts_that_are_not_ours(self):
        provider = self._create_provider(
            "swift", "mt940", bank_accounts="20208000900000000009"
        )
        result, _message = self._send("swift", SWIFT)
        self.assertEqual(result["state"], "refused")
        provider.bank_accounts = f"{OWN_ACCOUNT}, 20208000900000000009"
        second = SWIFT.replace(OWN_ACCOUNT.encode(), b"20208000900000000002")
        _result, message = self._send("swift", SWIFT + second)
        self.assertEqual(self._codes(message)[7:10], ["foreign"] * 3)
        self.assertEqual(self._balance(self.account), -150000.0)

    def test_right(self):
        for role in ("clerk_household", "engineer", "cashier"):
            for code in ("mt940", "register_new", "register_post"):
                with self.subTest(role=role, code=code), self.assertRaises(AccessError):
                    self._send(code, SWIFT, role=role)

    def test_code_of_registers(self):
        with self.assertRaises(ValidationError):
            self._create_provider("register_x", "mt940")
        with self.assertRaises(UserError):
            self._send("no_such", REGISTER)

    def test_watched_folder(self):
        self.post.folder = "post"
        with TemporaryDirectory() as root:
            self.env["ir.config_parameter"].set_param(ROOT_KEY, root)
            folder = Path(root, "post")
            folder.mkdir()
            for name, data in {"a.csv": REGISTER, "b.csv": b"x;y\n1;2\n"}.items():
                Path(folder, name).write_bytes(data)
            with patch(f"{FOLDERS}.QUIET_SECONDS", -60):
                self.env["elektrohisob.exchange.provider"]._cron_take_folders()
            self.assertEqual(len(list(Path(folder, "done").iterdir())), 1)
            self.assertEqual(len(list(Path(folder, "refused").iterdir())), 1)
        self.assertEqual(self._balance(self.account), -150000.5)

    def test_fetching(self):
        """SFTP and HTTP bring the files of banks too; accountants may ask for them."""

        class Source:
            def entries(self):
                return [("r.csv", "1:1")]

            def fetch(self, name, mark):
                return REGISTER, "1:1"

            def close(self):
                pass

        self.post.sudo().write({"pull_protocol": "sftp", "pull_url": "sftp://x/y"})
        with patch.object(type(self.post), "_get_source", lambda self: Source()):
            self.post.with_user(self.users["accountant"]).action_pull()
            with self.assertRaises(AccessError):
                self.post.with_user(self.users["engineer"]).action_pull()
        self.assertEqual(self._balance(self.account), -150000.5)
