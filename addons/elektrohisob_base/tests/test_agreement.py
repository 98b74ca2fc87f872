from datetime import date

from psycopg2 import IntegrityError
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestAgreement(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account()
        cls.agreement = cls._create_agreement("C-1")

    @classmethod
    def _create_agreement(cls, number, **vals):
        return cls.env["elektrohisob.agreement"].create(
            {
                "number": number,
                "account_id": cls.account.id,
                "date_start": "2026-01-01",
                **vals,
            }
        )

    def _create_term(self, start, end=False, agreement=None):
        return self.env["elektrohisob.agreement.term"].create(
            {
                "agreement_id": (agreement or self.agreement).id,
                "date_start": start,
                "date_end": end,
                "permitted_power": 5,
            }
        )

    @mute_logger("odoo.sql_db")
    def test_terms_do_not_overlap(self):
        self._create_term("2026-01-01", "2026-03-31")
        self._create_term("2026-04-01")
        # 31 March belongs to the first row: both ends are included.
        for start, end in (("2026-03-31", "2026-03-31"), ("2026-05-01", False)):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._create_term(start, end)
        self._create_term("2026-03-31", agreement=self._create_agreement("C-2"))

    @mute_logger("odoo.sql_db")
    def test_one_contract_in_force(self):
        second = self._create_agreement("C-2")
        self.agreement.action_activate()
        self.assertEqual(self.account.agreement_id, self.agreement)
        with self.assertRaisesRegex(UserError, "already has contract C-1 in force"):
            second.action_activate()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE elektrohisob_agreement SET state = 'active' WHERE id = %s",
                [second.id],
            )
        self.agreement.action_end()
        second.action_activate()
        self.assertEqual(self.account.agreement_id, second)

    @mute_logger("odoo.sql_db")
    def test_number_is_unique_in_a_district(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_agreement("C-1")
        self.env["elektrohisob.agreement"].create(
            {"number": "C-1", "account_id": self._create_account(self.district_b).id}
        )

    def test_end_ends_the_terms(self):
        first = self._create_term("2026-01-01", "2026-03-31")
        second = self._create_term("2026-04-01")
        self.agreement.date_end = "2026-06-30"
        self.agreement.action_activate()
        self.agreement.action_end()
        self.assertEqual(self.agreement.state, "ended")
        self.assertEqual(first.date_end, date(2026, 3, 31))
        self.assertEqual(second.date_end, date(2026, 6, 30))

    @mute_logger("odoo.sql_db")
    def test_days_in_order(self):
        with self.assertRaises(ValidationError):
            self.agreement.date_end = "2025-12-31"
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._create_term("2026-02-01", "2026-01-31")
        term = self._create_term("2026-02-01")
        with self.assertRaises(ValidationError):
            term.date_end = "2026-01-31"

    def test_is_current(self):
        past = self._create_term("2026-01-01", "2026-01-31")
        current = self._create_term("2026-02-01")
        self.assertFalse(past.is_current)
        self.assertTrue(current.is_current)
        domain = [("agreement_id", "=", self.agreement.id)]
        terms = self.env["elektrohisob.agreement.term"]
        self.assertEqual(terms.search([*domain, ("is_current", "=", True)]), current)
        self.assertEqual(terms.search([*domain, ("is_current", "=", False)]), past)

    def test_company_follows_the_account(self):
        term = self._create_term("2026-01-01")
        self.assertEqual(term.company_id, self.district_a)
        self.assertEqual(term.account_id, self.account)
        self.assertEqual(self.account.term_ids, term)
