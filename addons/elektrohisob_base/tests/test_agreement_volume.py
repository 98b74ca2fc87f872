from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestAgreementVolume(ElektrohisobCommon):
    """Monthly volumes of a contract and their filling from a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls.env["elektrohisob.agreement"].create(
            {
                "account_id": cls._create_account(category="legal", name="Nur").id,
                "date_start": "2026-03-15",
                "date_end": "2027-03-14",
            }
        )

    def _fill(self, user="clerk_legal", **vals):
        wizard = self.env["elektrohisob.agreement.volume.fill"]
        wizard.with_user(self.users[user]).create(
            {"agreement_id": self.agreement.id, **vals}
        ).action_fill()

    def _get_kwh(self):
        return [row.kwh for row in self.agreement.volume_ids.sorted("month")]

    def test_fill_by_days(self):
        """306 days from 1 March to 31 December 2026: 1 kWh a day."""
        self._fill(year=2026, kwh=306, kvarh=0.306)
        self.assertEqual(self._get_kwh(), [31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
        self.assertAlmostEqual(sum(self.agreement.volume_ids.mapped("kvarh")), 0.306)
        # again with another sum: the same rows
        self._fill(year=2026, kwh=612)
        self.assertEqual(self._get_kwh()[0], 62)
        self.assertEqual(len(self.agreement.volume_ids), 10)

    def test_fill_equally_and_the_next_year(self):
        """100 kWh over three months: 33.334 + 33.333 + 33.333."""
        self._fill(year=2027, kwh=100, method="even")
        self.assertEqual(self._get_kwh(), [33.334, 33.333, 33.333])
        with self.assertRaises(UserError):
            self._fill(year=2028, kwh=1)

    @mute_logger("odoo.sql_db")
    def test_months(self):
        row = {"agreement_id": self.agreement.id, "month": "2026-04-01", "kwh": 10}
        volumes = self.env["elektrohisob.agreement.volume"]
        volumes.create(row)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            volumes.create(row)
        with self.assertRaises(ValidationError):
            volumes.create({**row, "month": "2026-05-02"})
        with self.assertRaises(ValidationError):
            volumes.create({**row, "month": "2026-05-01", "minimum_kwh": 11})

    def test_signed_volumes_are_the_heads(self):
        self._fill(year=2026, kwh=306)
        self.agreement.action_sign()
        with self.assertRaises(UserError):
            self._fill(year=2026, kwh=612)
        self._fill("manager", year=2026, kwh=612)
        self.assertEqual(self._get_kwh()[0], 62)
