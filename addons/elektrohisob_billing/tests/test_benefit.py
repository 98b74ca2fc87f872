import base64
import io
from datetime import date

from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from ..adapters import benefit_list
from .common import BillingCommon

PINFL = "31501900123456"
LIST = """Shaxsiy hisob raqam;F.I.Sh.;JSHSHIR;Boshlanishi;Tugashi;Kishilar soni;Asos
{first};Aliyev Vali;31501900123456;01.11.2025;;1;Guvohnoma 1
{second};Karimova Lola;31501900123456;01.11.2025;;1;Guvohnoma 2
{second};Karimova Lola;41501900123456;01.11.2025;31.12.2025;2;
{second};Karimova Lola;41501900123456;01.11.2025;31.12.2025;2;
99999999999;Hech Kim;;01.11.2025;;;
{first};Aliyev Vali;;ertaga;;;
"""


class TestBenefit(BillingCommon):
    """Tariff H-GEN of 2025: 600 so'm up to 200 kWh a month, 800 up to 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls.env["res.partner"].create({"name": "Hokimlik"})
        cls.payer.is_company = True
        cls.programme = cls.env["elektrohisob.benefit.programme"].create(
            {
                "code": "HALF",
                "name": "Half the price",
                "norm": "Decision 1",
                "payer_id": cls.payer.id,
                "rate_ids": [
                    Command.create({"date_start": "2025-01-01", "percent": 50})
                ],
            }
        )
        cls.installation = cls._create_consumer("BEN-1")
        cls.account = cls.installation.account_id
        cls.period = cls._open_month("2025-10-01")

    def _read(self, day, value, installation=None):
        installation = installation or self.installation
        self.env["elektrohisob.reading"]._accept(
            [
                {
                    "installation_id": installation.id,
                    "account_id": installation.account_id.id,
                    "date": day,
                    "value": value,
                }
            ],
            source="operator",
            decision="Test",
        )

    def _give(self, account=None, **vals):
        return self.env["elektrohisob.benefit"].create(
            {
                "account_id": (account or self.account).id,
                "programme_id": self.programme.id,
                "person": "Aliyev Vali",
                "basis": "Guvohnoma 1",
                "date_start": "2025-10-01",
                **vals,
            }
        )

    def _book_october(self):
        self._read("2025-11-01", 100)
        return self._settle(self.account, self.period)

    # === MONEY === #

    def test_the_payer_owes_what_the_consumer_does_not(self):
        benefit = self._give()
        self._book_october()
        # 100 × 600 = 60 000, half of it is 30 000
        self.assertEqual(self.account.amount_due, 30000)
        charge = benefit.charge_ids
        self.assertEqual((charge.quantity, charge.price), (100, -300))
        self.assertEqual((charge.amount, charge.vat), (-30000, 0))
        self.assertEqual(charge.entry_ids.kind, "benefit")
        owed = self.env["elektrohisob.benefit.receivable"].search([])
        self.assertEqual(owed.payer_id, self.payer)
        self.assertEqual((owed.account_count, owed.kwh, owed.amount), (1, 100, 30000))
        self.assertEqual(owed.period_id, self.period)

    def test_a_benefit_found_later_is_a_correction_and_undone_is_nothing(self):
        self._book_october()
        november = self._open_month("2025-11-01")
        benefit = self._give()
        state = self.account.state_ids
        self.assertEqual(state.dirty_from, date(2025, 10, 1))
        self._read("2025-12-01", 100)
        self._settle(self.account, november)
        corrections = self.env["elektrohisob.correction"]
        found = corrections.search([("account_id", "=", self.account.id)])
        self.assertEqual((found.cause, found.amount), ("facts", -30000))
        self.assertIn("Half the price", found.all_change_ids.text)
        benefit.action_cancel()
        self._settle(self.account, november)
        found = corrections.search([("account_id", "=", self.account.id)])
        self.assertEqual(sum(found.mapped("amount")), 0)
        self.assertEqual(self.account.amount_due, 60000)
        owed = self.env["elektrohisob.benefit.receivable"].search([])
        self.assertEqual(sum(owed.mapped("amount")), 0)

    def test_a_rate_changed_in_the_past_is_a_correction(self):
        self._give()
        self._book_october()
        november = self._open_month("2025-11-01")
        self.programme.rate_ids.percent = 100
        self._read("2025-12-01", 100)
        self._settle(self.account, november)
        self.assertEqual(self.account.amount_due, 0)

    def test_a_discount_nobody_pays_is_no_receivable(self):
        self.programme.payer_id = False
        benefit = self._give()
        self._book_october()
        # VAT in 30 000: × 12 / 112 = 3 214.29
        self.assertEqual(benefit.charge_ids.vat, -3214.29)
        self.assertFalse(self.env["elektrohisob.benefit.receivable"].search([]))

    def test_the_bill_names_the_benefit(self):
        self._give()
        self._book_october()
        bill = self.env["elektrohisob.bill"]._get_bill_data(
            self.account, self.period, "en_US"
        )[0]
        lines = [line for group, _texts in bill["groups"] for line in group.blocks]
        parts = [bill["labels"]["parts"][line.part] for line in lines if line.part]
        self.assertEqual(parts, ["benefit: Half the price"])
        self.assertEqual(bill["others"], [{"label": "Benefit", "tiyin": -3000000}])
        self.assertEqual((bill["charged"], bill["closing"]), (6000000, 3000000))
        self.assertEqual(bill["wh"], 100_000)
        self.assertTrue(self.account._render_bill_pdf(self.period, "en_US"))

    # === DOUBLE USE === #

    @mute_logger("odoo.sql_db")
    def test_one_person_has_one_benefit_at_one_account(self):
        other = self._create_consumer("BEN-2").account_id
        self._give(pinfl=PINFL, date_end="2025-12-31")
        with self.assertRaisesRegex(ValidationError, self.account.number):
            self._give(other, pinfl=PINFL, date_start="2025-12-31")
        self._give(other, pinfl=PINFL, date_start="2026-01-01")
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE elektrohisob_benefit SET date_end = NULL WHERE account_id = %s",
                [self.account.id],
            )
        with self.assertRaisesRegex(ValidationError, "14 digits"):
            self._give(pinfl="123", date_start="2030-01-01")

    def test_suspected_doubles_are_listed(self):
        other = self._create_consumer("BEN-2").account_id
        first = self._give()
        second = self._give(other, person="ALIYEV VALI", basis="Guvohnoma 7")
        found = self.env["elektrohisob.benefit.double"].search([])
        self.assertEqual(
            (found.benefit_id, found.other_id, found.cause), (second, first, "name")
        )
        second.pinfl = PINFL
        first.pinfl = "41501900123456"
        self.env.flush_all()
        self.assertFalse(self.env["elektrohisob.benefit.double"].search([]))

    def test_a_charged_benefit_is_taken_back_not_deleted(self):
        benefit = self._give()
        self._book_october()
        with self.assertRaisesRegex(UserError, "Take it back"):
            benefit.unlink()

    # === LISTS === #

    def _open_list(self, text):
        return self.env["elektrohisob.benefit.import"].create(
            {
                "programme_id": self.programme.id,
                "basis": "Letter 5",
                "file": base64.b64encode(text.encode()),
                "file_name": "list.csv",
            }
        )

    def test_the_form_of_a_list_opens(self):
        """A field named ``new`` hid the method of that name: no form could open."""
        wizards = self.env["elektrohisob.benefit.import"]
        with Form(wizards.with_user(self.users["manager"])) as form:
            form.programme_id = self.programme
            form.basis = "List 1"
            form.file = base64.b64encode(b"x")
        with Form(self.env["elektrohisob.benefit"]) as form:
            form.account_id = self.account
            form.programme_id = self.programme
            form.person = "Aliyev Vali"
            form.basis = "Guvohnoma 1"
            form.date_start = "2025-10-01"

    def test_a_list_is_looked_at_taken_and_taken_again(self):
        second = self._create_consumer("BEN-2").account_id
        text = LIST.format(first=self.account.number, second=second.number)
        wizard = self._open_list(text)
        wizard.action_check()
        self.assertFalse(self.env["elektrohisob.benefit"].search([]))
        states = wizard.line_ids.mapped("state")
        # row 3: the PINFL of row 2; row 5: row 4 again; then no account, no date
        self.assertEqual(
            states, ["new", "refused", "refused", "refused", "refused", "refused"]
        )
        reasons = wizard.line_ids.mapped("reason")
        self.assertIn("row 2 already", reasons[1])
        self.assertIn("ertaga", reasons[5])
        # row 4 is refused because row 3 named the account: the list is ambiguous
        good = "\n".join(text.splitlines()[:2] + text.splitlines()[3:4])
        wizard = self._open_list(good)
        wizard.action_check()
        self.assertEqual((wizard.added, wizard.refused), (2, 0))
        wizard.action_import()
        found = self.env["elektrohisob.benefit"].search([], order="id")
        self.assertEqual(found.mapped("persons"), [1, 2])
        self.assertEqual(found.mapped("basis"), ["Guvohnoma 1", "Letter 5"])
        again = self._open_list(good)
        again.action_check()
        self.assertEqual((again.added, again.changed, again.same), (0, 0, 2))
        changed = self._open_list(good.replace("31.12.2025;2", "31.01.2026;2"))
        changed.action_check()
        self.assertEqual((changed.changed, changed.same), (1, 1))
        changed.action_import()
        self.assertEqual(found[1].date_end, date(2026, 1, 31))

    def test_rows_of_a_list(self):
        text = LIST.format(first="2626900000017", second="2626900000025")
        rows = list(benefit_list.read_list(text.encode()))
        self.assertEqual([row.line_no for row in rows], [2, 3, 4, 5, 6, 7])
        self.assertEqual(rows[0].start, date(2025, 11, 1))
        self.assertEqual(rows[2].persons, "2")

    def test_a_list_without_accounts_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "no column: personal account"):
            self._open_list(
                "F.I.Sh.;JSHSHIR;Boshlanishi\nA;1;01.11.2025"
            ).action_check()

    # === REGISTERS AND RIGHTS === #

    def test_registers_for_the_payer(self):
        self._give(pinfl=PINFL)
        self._book_october()
        owed = self.env["elektrohisob.benefit.receivable"].search([])
        self.assertTrue(owed._render_pdf("en_US").startswith(b"%PDF"))
        content, _kind = self.env["ir.actions.report"]._render_xlsx(
            "elektrohisob_billing.benefit_register_report_xlsx", owed.ids, {}
        )
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        self.assertIn((1, self.account.number, "Aliyev Vali", PINFL, 100, 30000), rows)

    def test_clerks_enter_benefits_and_managers_programmes(self):
        clerk = self._create_user("clerk_household", self.district_a, "bc")
        manager = self._create_user("manager", self.district_a, "bm")
        self.programme.with_user(manager).name = "Half"
        with self.assertRaises(AccessError):
            self.programme.with_user(clerk).name = "All"
        benefit = self.env["elektrohisob.benefit"].with_user(clerk)
        self.assertTrue(
            benefit.create(
                {
                    "account_id": self.account.id,
                    "programme_id": self.programme.id,
                    "person": "A",
                    "basis": "B",
                    "date_start": "2025-10-01",
                }
            )
        )
