from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .common import ElektrohisobCommon


@freeze_time("2026-06-15 08:00:00")
class TestAgreementLife(ElektrohisobCommon):
    """A clerk prepares, a head signs; the days do the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account()
        cls.clerk, cls.manager = cls.users["clerk_household"], cls.users["manager"]
        cls.agreement = cls._prepare("2026-07-01")

    @classmethod
    def _prepare(cls, start, account=None, **vals):
        """Draft of the clerk with a version of terms."""
        return (
            cls.env["elektrohisob.agreement"]
            .with_user(cls.clerk)
            .create(
                {
                    "account_id": (account or cls.account).id,
                    "date_start": start,
                    "term_ids": [(0, 0, {"date_start": start, "permitted_power": 5})],
                    **vals,
                }
            )
        )

    def test_life(self):
        agreement = self.agreement
        self.assertEqual(agreement.number, "26264-1")
        self.assertEqual(agreement.consumer_name, "Karimov Anvar")
        with self.assertRaises(AccessError):
            agreement.action_sign()
        agreement.with_user(self.manager).action_sign()
        self.assertEqual(agreement.state, "signed")
        self.assertEqual(agreement.date_signed, date(2026, 6, 15))
        self.assertEqual(agreement.signed_by_id, self.manager)
        self.assertFalse(self.account.agreement_id)
        self.env["elektrohisob.agreement"]._cron_advance()
        self.assertEqual(agreement.state, "signed")  # its day has not come
        with freeze_time("2026-07-01 08:00:00"):
            self.env["elektrohisob.agreement"]._cron_advance()
        self.assertEqual(agreement.state, "active")
        self._decide("suspend")
        self.assertEqual(agreement.state, "suspended")
        self.assertEqual(self.account.agreement_id, agreement)
        self._decide("resume")
        self.assertEqual(agreement.state, "active")
        self._decide("end", date="2026-08-31")
        self.assertEqual(agreement.state, "ended")
        self.assertEqual(agreement.term_ids.date_end, date(2026, 8, 31))

    def _decide(self, what, **vals):
        wizard = self.env["elektrohisob.agreement.decide"].with_user(self.clerk)
        action = self.agreement.with_context(default_what=what).action_decide()
        wizard = wizard.with_context(**action["context"]).create(vals)
        with self.assertRaises(UserError):  # without a reason
            wizard.action_apply()
        wizard.note = "Application 17"
        wizard.action_apply()
        self.assertIn("Application 17", self.agreement.message_ids[0].body)

    def test_who_prepared_does_not_sign(self):
        admin = self.users["admin"]
        agreement = self._prepare("2026-01-01", self._create_account())
        own = self.env["elektrohisob.agreement"].with_user(admin)
        own = own.create({"account_id": self._create_account().id})
        with self.assertRaises(AccessError):
            own.action_sign()
        agreement.with_user(admin).action_sign()
        self.assertEqual(agreement.state, "active")

    def test_nobody_writes_the_state(self):
        for user in (self.clerk, self.manager, self.users["admin"]):
            with self.assertRaises(AccessError):
                self.agreement.with_user(user).state = "active"
        with self.assertRaises(AccessError):
            self._prepare("2026-01-01", self._create_account(), state="active")

    def test_what_is_signed_stays(self):
        self.agreement.with_user(self.manager).action_sign()
        for vals in ({"date_end": "2027-01-01"}, {"number": "X"}):
            with self.assertRaises(UserError):
                self.agreement.write(vals)
        with self.assertRaises(UserError):
            self.agreement.term_ids.permitted_power = 9
        with self.assertRaises(UserError):
            self.agreement.term_ids.unlink()
        self.agreement.with_user(self.manager).action_unsign()
        self.agreement.term_ids.permitted_power = 9
        self.assertEqual(self.agreement.state, "draft")

    def test_successor_ends_the_one_before(self):
        first = self._prepare("2026-01-01")
        first.with_user(self.manager).action_sign()
        second = self._prepare("2026-06-15")
        with self.assertRaisesRegex(UserError, "already has contract"):
            second.with_user(self.manager).action_sign()
        self.assertEqual(first.state, "active")
        second.sudo().state = "draft"
        second.sudo().previous_id = first
        second.with_user(self.manager).action_sign()
        self.assertEqual(first.state, "ended")
        self.assertEqual(first.date_end, date(2026, 6, 14))
        self.assertEqual(self.account.agreement_id, second)

    def test_renewal(self):
        """365 days from 1 July 2025; volumes of its last year go a year on."""
        account = self._create_account()
        old = self._prepare("2025-07-01", account, date_end="2026-06-30")
        for month, kwh in (("2025-07-01", 10), ("2026-06-01", 20)):
            old.volume_ids = [(0, 0, {"month": month, "kwh": kwh})]
        old.restriction_ids = [(0, 0, {"stage": 1, "power": 3})]
        old.with_user(self.manager).action_sign()
        self.assertTrue(old.is_expiring)
        action = old.action_renew()
        new = old.next_ids
        self.assertEqual(action["res_id"], new.id)
        self.assertEqual(old.action_renew()["res_id"], new.id)  # the same draft
        self.assertFalse(old.is_expiring)
        self.assertEqual(
            (new.date_start, new.date_end), (date(2026, 7, 1), date(2027, 6, 30))
        )
        self.assertEqual(new.term_ids.permitted_power, 5)
        self.assertEqual(new.term_ids.date_start, date(2026, 7, 1))
        volumes = {row.month: row.kwh for row in new.volume_ids}
        self.assertEqual(volumes, {date(2026, 7, 1): 10, date(2027, 6, 1): 20})
        self.assertEqual(new.restriction_ids.power, 3)

    def test_expiry_list(self):
        """Ends in 30 days: shown; in 31: not yet; prolonged ones never."""
        agreements = self.env["elektrohisob.agreement"]
        for end, is_prolonged in (
            ("2026-07-15", False),
            ("2026-07-16", False),
            ("2026-07-15", True),
            ("2026-06-01", False),
        ):
            agreements += self._prepare(
                "2026-01-01",
                self._create_account(),
                date_end=end,
                is_prolonged=is_prolonged,
            )
        agreements.with_user(self.manager).action_sign()
        found = agreements.search(
            [("id", "in", agreements.ids), ("is_expiring", "=", True)], order="id"
        )
        self.assertEqual(found, agreements[0] | agreements[3])
        self.assertEqual(agreements.mapped("is_expiring"), [True, False, False, True])
        self.assertEqual(agreements.mapped("days_left"), [30, 31, 30, -14])

    def test_prolonged_by_itself(self):
        """28 February 2025 + 12 months = 28 February 2026, again = 2027."""
        agreement = self._prepare(
            "2024-03-01",
            self._create_account(),
            date_end="2025-02-28",
            is_prolonged=True,
        )
        agreement.with_user(self.manager).action_sign()
        self.env["elektrohisob.agreement"]._cron_advance()
        self.assertEqual(agreement.date_end, date(2027, 2, 28))
        self.env["elektrohisob.agreement"]._cron_advance()
        self.assertEqual(agreement.date_end, date(2027, 2, 28))
