from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import DISTRICT_A, ElektrohisobCommon

PREFIX = DISTRICT_A[2:]


class TestAccount(ElektrohisobCommon):
    def test_numbers_follow_one_another(self):
        first, second = self._create_account(), self._create_account()
        self.assertEqual(first.number, f"{PREFIX}00000001")
        self.assertEqual(second.number, f"{PREFIX}00000002")
        other = self._create_account(self.district_b)
        self.assertEqual(other.number, "2627300000001")

    def test_numbers_go_on_after_imported_ones(self):
        self._create_account()
        self._create_account(number=f"{PREFIX}00000002")
        self._create_account(number=f"{PREFIX}00000451")
        self.assertEqual(self._create_account().number, f"{PREFIX}00000452")

    def test_number_is_parsed(self):
        parse = self.env["elektrohisob.account"]._parse_number
        for typed in ("2626401234567", "26264 01234567", "26264-0123 4567"):
            self.assertEqual(parse(typed), "2626401234567")
        # Six and seven local digits stand for eight with zeros in front.
        self.assertEqual(parse("26264 1234567"), "2626401234567")
        self.assertEqual(parse("26264 123456"), "2626400123456")
        account = self._create_account(number="26264 1234567")
        self.assertEqual(account.number, "2626401234567")

    def test_number_is_shown_in_two_parts(self):
        account = self._create_account(number="2626401234567")
        self.assertEqual(account.display_name, "26264 01234567 Karimov Anvar")

    @mute_logger("odoo.sql_db")
    def test_number_is_checked(self):
        with self.assertRaises(ValidationError) as raised:
            self._create_account(number="2627301234567")
        self.assertIn("26264", str(raised.exception))
        self._create_account(number="2626401234567")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_account(number="2626401234567")
        for wrong in ("26264123456789012", "26264", "raqam"):
            with self.assertRaises(ValidationError) as raised:
                self._create_account(number=wrong)
            self.assertIn(wrong, str(raised.exception))

    def test_number_needs_a_district(self):
        with self.assertRaises(UserError) as raised:
            self._create_account(self.holding)
        self.assertIn("Test holding", str(raised.exception))

    def test_name_of_a_household_is_put_together(self):
        account = self._create_account(patronymic="Botirovich")
        self.assertEqual(account.name, "Karimov Anvar Botirovich")
        account.given_name = "Anvarjon"
        self.assertEqual(account.name, "Karimov Anvarjon Botirovich")

    def test_name_of_a_legal_entity_is_its_own(self):
        account = self._create_account(
            category="legal", surname=False, given_name=False, name="“Namuna” MChJ"
        )
        self.assertEqual(account.name, "“Namuna” MChJ")

    def test_identity_digits(self):
        account = self._create_account(pinfl="31508901234567", stir="301234567")
        with self.assertRaises(ValidationError):
            account.pinfl = "315089012345"
        with self.assertRaises(ValidationError):
            account.stir = "30123456A"

    def test_dates(self):
        account = self._create_account(date_open="2026-02-01")
        with self.assertRaises(ValidationError):
            account.date_close = "2026-01-31"

    def test_address_is_uzbek_and_follows_a_renamed_street_by_a_job(self):
        district = self.district_a.district_id
        locality = self.env["elektrohisob.locality"].create(
            {"name": "Navroʻz MFY", "district_id": district.id}
        )
        locality.with_context(lang="ru_RU").name = "МФЙ Навруз"
        street = self.env["elektrohisob.street"].create(
            {"name": "Bobur koʻchasi", "locality_id": locality.id}
        )
        account = self._create_account(
            locality_id=locality.id, street_id=street.id, house="5", flat="12"
        )
        account.with_context(lang="ru_RU").house = "7"
        self.assertEqual(account.address, "Navroʻz MFY, Bobur koʻchasi, 7, 12")
        street.with_context(queue_job__no_delay=True).name = "Zahiriddin Bobur"
        self.assertEqual(account.address, "Navroʻz MFY, Zahiriddin Bobur, 7, 12")
        self.assertIn("zahiriddin bobur", account.search_key)

    def test_account_with_a_contract_is_not_closed(self):
        account = self._create_account()
        agreement = self.env["elektrohisob.agreement"].create(
            {"number": "C-1", "account_id": account.id, "date_start": "2026-01-01"}
        )
        agreement.action_activate()
        with self.assertRaises(UserError) as raised:
            account.action_close()
        self.assertIn("C-1", str(raised.exception))
        agreement.action_end()
        account.action_close()
        self.assertRecordValues(account, [{"state": "closed"}])
        self.assertTrue(account.date_close)
        account.action_reopen()
        self.assertRecordValues(account, [{"state": "active", "date_close": False}])

    def test_state_row_stands_beside_the_account(self):
        account = self._create_account()
        self.assertEqual(len(account.state_ids), 1)
        self.assertEqual(account.state_ids.company_id, self.district_a)

    def test_clerks_write_their_category_only(self):
        household = self._create_account()
        legal = self._create_account(category="legal", name="“Namuna” MChJ")
        clerk, lawyer = self.users["clerk_household"], self.users["clerk_legal"]
        household.with_user(clerk).phone = "90 123 45 67"
        legal.with_user(lawyer).phone = "90 123 45 67"
        self.assertTrue(legal.with_user(clerk).name)
        with self.assertRaises(AccessError):
            legal.with_user(clerk).phone = "91 123 45 67"
        with self.assertRaises(AccessError):
            household.with_user(lawyer).phone = "91 123 45 67"

    def test_clerk_registers_a_consumer(self):
        accounts = self.env["elektrohisob.account"].with_user(
            self.users["clerk_household"]
        )
        account = accounts.create({"surname": "Yusupova", "given_name": "Nodira"})
        self.assertEqual(account.company_id, self.district_a)
        self.assertEqual(account.number, f"{PREFIX}00000001")
        self.assertFalse(account.message_ids, "creation leaves no message")
        self.assertFalse(account.message_follower_ids, "clerks follow nobody")
