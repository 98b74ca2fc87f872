from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestQuality(ElektrohisobCommon):
    """Findings by district, their records and their mending."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Finding = cls.env["elektrohisob.quality.finding"]
        cls.registry_ = cls.env["elektrohisob.quality.check"]
        cls.locality = cls.env["elektrohisob.locality"].create(
            {"name": "Bahor MFY", "district_id": cls.district_a.district_id.id}
        )
        cls.street = cls.env["elektrohisob.street"].create(
            {"name": "Navoiy koʻchasi", "locality_id": cls.locality.id}
        )
        cls.good = cls._create_account(
            locality_id=cls.locality.id, street_id=cls.street.id, house="1"
        )
        cls.env["elektrohisob.agreement"].create(
            {"number": "1", "account_id": cls.good.id, "date_start": "2026-01-01"}
        ).action_activate()

    def _found(self, code, company=None):
        check = self.registry_._get_check(code)
        return self.registry_._find(check, company or self.district_a)

    def test_address_checks(self):
        bare = self._create_account()
        other = self.street.copy({"locality_id": self.locality.copy().id})
        strange = self._create_account(
            locality_id=self.locality.id, street_id=other.id, house="2"
        )
        self.assertEqual(self._found("no_locality"), bare.ids)
        self.assertEqual(self._found("no_street"), bare.ids)
        self.assertEqual(self._found("street_elsewhere"), strange.ids)
        self.assertEqual(self._found("no_contract"), (bare + strange).ids)

    def test_identity_checks(self):
        """Check digit by hand.

        Digits 3 0 1 0 1 9 0 0 0 1 0 0 0 by weights 7 3 1 …: 21 + 0 + 1 + 0 + 3 + 9 +
        0 + 0 + 0 + 7 + 0 + 0 + 0 = 41, so the last digit is 1.
        """
        right = self._create_account(pinfl="30101900010001")
        wrong = self._create_account(pinfl="30101900010002")
        no_day = self._create_account(pinfl="33201900010000")
        twins = self._create_account(phone="1") + self._create_account(phone="1")
        twins += self._create_account(phone="1")
        self.assertEqual(self._found("pinfl_wrong"), (wrong + no_day).ids)
        self.assertFalse(self._found("phone_twice"))
        twins += self._create_account(self.district_b, phone="1")
        self.assertEqual(self._found("phone_twice"), twins[:3].ids)
        self.assertEqual(self._found("phone_twice", self.district_b), twins[3].ids)
        same = self._create_account(pinfl="30101900010001")
        self.assertEqual(self._found("pinfl_twice"), (right + same).ids)
        firm = self._create_account(category="legal", name="Firm", surname=False)
        self.assertEqual(self._found("legal_no_stir"), firm.ids)

    def test_dates_and_names(self):
        old = self._create_account(date_open="1900-01-01")
        unnamed = self._create_account(surname=False, given_name=False)
        self.assertEqual(self._found("date_impossible"), old.ids)
        self.assertEqual(self._found("no_name"), unnamed.ids)

    def test_street_twins(self):
        names = ["ул. Навоий", "Navoyi ko'chasi", "Navroʻz koʻchasi", "Navoiy 2"]
        streets = self.env["elektrohisob.street"].create(
            [{"name": name, "locality_id": self.locality.id} for name in names]
        )
        found = self._found("street_twins")
        self.assertIn(self.street.id, found)
        self.assertIn(streets[0].id, found)
        self.assertFalse(set(streets[2:].ids) & set(found))

    def test_refresh_and_trend(self):
        self._create_account()
        self.Finding._refresh(self.district_a + self.district_b)
        finding = self.Finding.search([("code", "=", "no_locality")])
        self.assertRecordValues(
            finding,
            [{"company_id": self.district_a.id, "count": 1, "change": 0}],
        )
        trend = self.env["elektrohisob.quality.count"].search(
            [("code", "=", "no_locality")]
        )
        trend.date = "2026-01-01"
        self._create_account()
        self.Finding._refresh(self.district_a)
        finding.invalidate_recordset()
        self.assertEqual((finding.count, finding.change), (2, 1))
        self.Finding._refresh(self.district_a)
        self.assertEqual(len(trend.search([("code", "=", "no_locality")])), 2)
        self.assertEqual(len(finding.action_open()["domain"][0][2]), 2)

    def test_mended_in_bulk(self):
        accounts = self._create_account() + self._create_account()
        self.Finding._refresh(self.district_a)
        finding = self.Finding.search([("code", "=", "no_locality")])
        wizard = self.env["elektrohisob.quality.mend"].with_user(
            self.users["clerk_household"]
        )
        wizard = wizard.create({"finding_id": finding.id})
        self.assertEqual((wizard.mend, wizard.account_count), ("address", 2))
        wizard.locality_id = self.locality
        wizard.action_mend()
        self.assertEqual(accounts.locality_id, self.locality)
        self.assertEqual(finding.count, 0)

    def test_wrong_value_is_emptied(self):
        account = self._create_account(pinfl="30101900010002")
        self.Finding._refresh(self.district_a)
        finding = self.Finding.search([("code", "=", "pinfl_wrong")])
        wizard = self.env["elektrohisob.quality.mend"].create(
            {"finding_id": finding.id}
        )
        wizard.action_mend()
        self.assertFalse(account.pinfl)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_rights(self):
        self._create_account()
        self.Finding._refresh(self.district_a)
        finding = self.Finding.search([("code", "=", "no_locality")])
        auditor = finding.with_user(self.users["auditor"])
        self.assertEqual(auditor.count, 1)
        with self.assertRaises(AccessError):
            auditor.action_refresh()
        with self.assertRaises(AccessError):
            self.env["elektrohisob.quality.mend"].with_user(auditor.env.user).create(
                {"finding_id": finding.id}
            )
        self.Finding.with_user(self.users["clerk_legal"]).action_refresh()

    def test_by_cron(self):
        self._create_account(self.district_b)
        self.Finding._cron_refresh()
        found = self.Finding.search([("company_id", "=", self.district_b.id)])
        self.assertIn("no_locality", found.mapped("code"))
