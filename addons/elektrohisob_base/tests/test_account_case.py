from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .common import ElektrohisobCommon


@freeze_time("2026-06-15 08:00:00")
class TestAccountCase(ElektrohisobCommon):
    """Applications step by step; meters and books are tried by their addons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Case = cls.env["elektrohisob.account.case"]

    def _give_documents(self, case):
        case.document_ids.number = "1"
        self.assertTrue(all(case.document_ids.mapped("is_given")))

    def _get_done(self, case):
        return {code: bool(is_done) for code, _text, is_done in case._get_steps()}

    def test_connect(self):
        clerk = self.users["clerk_household"]
        case = self.Case.with_user(clerk).create(
            {
                "kind": "connect",
                "surname": "Tosheva",
                "given_name": "Zulfiya",
                "house": "12",
                "permitted_power": 6,
            }
        )
        self.assertEqual(
            case.document_ids.mapped("kind"),
            ["application", "identity", "ownership", "conditions"],
        )
        case.action_start()
        account, agreement = case.account_id, case.agreement_id
        self.assertEqual(account.name, "Tosheva Zulfiya")
        self.assertEqual(agreement.term_ids.permitted_power, 6)
        self.assertEqual(agreement.state, "draft")
        with self.assertRaisesRegex(UserError, "Technical conditions"):
            case.action_finish()
        self._give_documents(case)
        self.assertFalse(self._get_done(case)["contract"])
        agreement.with_user(self.users["manager"]).action_sign()
        self.assertTrue(self._get_done(case)["contract"])

    def test_close_ends_the_contract(self):
        account = self._create_account(date_open="2026-01-01")
        agreement = self.env["elektrohisob.agreement"].create(
            {"account_id": account.id, "date_start": "2026-01-01"}
        )
        agreement.action_activate()
        case = self.Case.create(
            {"kind": "close", "account_id": account.id, "date": "2026-06-10"}
        )
        case.action_start()
        with self.assertRaises(UserError):
            case.action_finish()
        self._give_documents(case)
        case.action_finish()
        self.assertEqual((agreement.state, account.state), ("ended", "closed"))
        self.assertEqual(agreement.date_end, date(2026, 6, 10))
        self.assertEqual(account.date_close, date(2026, 6, 10))
        self.assertIn(case.number, account.message_ids[0].body)

    def test_another_consumer(self):
        account = self._create_account(pinfl="41508901234567", email="a@b.uz")
        old = self.env["elektrohisob.agreement"].create(
            {
                "account_id": account.id,
                "date_start": "2026-01-01",
                "term_ids": [(0, 0, {"date_start": "2026-01-01",
                                     "permitted_power": 9})],
            }
        )  # fmt: skip
        old.action_activate()
        case = self.Case.create(
            {"kind": "reregister", "account_id": account.id, "date": "2026-06-15"}
        )
        with self.assertRaisesRegex(UserError, "who the new consumer is"):
            case.action_start()
        case.write({"surname": "Tosheva", "given_name": "Zulfiya"})
        case.action_start()
        new = case.agreement_id
        self.assertEqual(new.previous_id, old)
        self.assertEqual(new.consumer_name, "Tosheva Zulfiya")
        self.assertEqual(new.term_ids.permitted_power, 9)
        new.action_sign()
        self.assertEqual((old.state, old.date_end), ("ended", date(2026, 6, 14)))
        case._finish_reregister()  # steps of other addons are tried there
        self.assertEqual(account.name, "Tosheva Zulfiya")
        self.assertFalse(account.pinfl or account.email or account.partner_id)
        self.assertEqual(old.consumer_name, "Karimov Anvar")
        self.assertIn("Karimov Anvar", account.message_ids[0].body)

    def test_another_district(self):
        account = self._create_account()
        case = self.Case.create({"kind": "transfer", "account_id": account.id})
        with self.assertRaisesRegex(UserError, "other district"):
            case.action_start()
        case.company_to_id = self.district_b
        case.action_start()
        self._give_documents(case)
        context = case.action_hand_over()["context"]
        self.assertEqual(context["default_account_ids"], account.ids)
        self.assertFalse(case.is_ready)

    def test_refusal_needs_words(self):
        case = self.Case.create(
            {"kind": "close", "account_id": self._create_account().id}
        )
        with self.assertRaises(UserError):
            case.action_refuse()
        case.note = "Not the owner"
        case.action_refuse()
        self.assertEqual(case.state, "refused")
        with self.assertRaises(UserError):
            case.unlink()
