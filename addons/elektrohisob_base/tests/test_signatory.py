from datetime import date

from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestSignatory(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signatories = cls.env["elektrohisob.signatory"]
        cls.holding_head = cls._name_signatory(cls.holding, "head")
        cls.head = cls._name_signatory(cls.district_a, "head", date_end="2026-06-30")
        cls.contract = cls._name_signatory(cls.district_a, "contract")

    @classmethod
    def _name_signatory(cls, company, document, **vals):
        return cls.signatories.create(
            {
                "company_id": company.id,
                "document": document,
                "name": f"{company.name} {document}",
                "position": "Head",
                "date_start": "2026-01-01",
                **vals,
            }
        )

    def _get(self, document, day, company=None):
        company = company or self.district_a
        return company._get_signatory(document, date.fromisoformat(day))

    def test_the_nearest_unit_and_the_exact_document_first(self):
        self.assertEqual(self._get("contract", "2026-03-01"), self.contract)
        self.assertEqual(self._get("act", "2026-03-01"), self.head)
        self.assertEqual(self._get("act", "2026-07-01"), self.holding_head)
        self.assertEqual(
            self._get("contract", "2026-03-01", self.district_b), self.holding_head
        )
        self.assertFalse(self._get("act", "2025-12-31"))

    def test_a_clerk_may_ask_though_the_holding_is_closed_to_him(self):
        clerk = self.users["clerk_household"]
        company = self.district_a.with_user(clerk)
        found = company._get_signatory("act", date(2026, 7, 1))
        self.assertEqual(found, self.holding_head)
        self.assertEqual(found.name, "Test holding head")

    def test_one_person_signs_a_kind_at_a_time(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._name_signatory(self.district_a, "head", date_start="2026-06-30")
        after = self._name_signatory(self.district_a, "head", date_start="2026-07-01")
        self.assertEqual(self._get("act", "2026-07-01"), after)
