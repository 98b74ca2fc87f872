from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time
from odoo.tools import mute_logger

from ..models import ir_http
from ..tools.dates import business_today
from .common import ElektrohisobCommon


class GrantCommon(ElektrohisobCommon):
    """Employees in two districts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = business_today(cls.env["res.users"])
        cls.clerk = cls._create_staff(cls.district_a, "g_clerk", ["clerk_household"])
        cls.chief = cls._create_staff(cls.district_a, "g_chief", ["manager"])
        cls.far_chief = cls._create_staff(cls.district_b, "g_far", ["manager"])
        cls.boss = cls._create_staff(cls.enterprise, "g_boss", ["admin"])

    def _days(self, first, last):
        return {
            "date_start": self.today + timedelta(days=first),
            "date_end": self.today + timedelta(days=last),
        }

    def _deputise(self, deputy, principal, first=0, last=5, env=None):
        return (env or self.env)["elektrohisob.staff.grant"].create(
            {
                "kind": "deputy",
                "staff_id": deputy.id,
                "principal_id": principal.id,
                "reason": "Leave",
                **self._days(first, last),
            }
        )

    def _give_role(self, staff, role, first=0, last=5):
        return self.env["elektrohisob.staff.grant"].create(
            {
                "kind": "role",
                "staff_id": staff.id,
                "role_ids": [
                    Command.set(self.env.ref(f"elektrohisob_base.group_{role}").ids)
                ],
                "reason": "Training",
                **self._days(first, last),
            }
        )

    def _has(self, staff, role):
        return staff.user_id.has_group(f"elektrohisob_base.group_{role}")


class TestStaffGrant(GrantCommon):
    """Rights for a time: roles and deputies."""

    def test_deputy_in_the_same_unit_has_both_roles(self):
        grant = self._deputise(self.clerk, self.chief)
        self.assertFalse(grant.is_instead)
        self.assertEqual(grant.state, "active")
        self.assertTrue(self._has(self.clerk, "manager"))
        self.assertTrue(self._has(self.clerk, "clerk_household"))
        self.assertEqual(
            self.clerk.user_id._get_represented_users(), self.chief.user_id
        )
        grant.action_end()
        self.assertFalse(self._has(self.clerk, "manager"))
        self.assertFalse(self.clerk.user_id._get_represented_users())

    def test_deputy_elsewhere_works_instead(self):
        """The clerk of A must not become manager of A, nor clerk of B."""
        grant = self._deputise(self.clerk, self.far_chief)
        self.assertTrue(grant.is_instead)
        self.assertEqual(self.clerk.user_id.company_ids, self.district_b)
        self.assertTrue(self._has(self.clerk, "manager"))
        self.assertFalse(self._has(self.clerk, "clerk_household"))
        grant.action_end()
        self.assertEqual(self.clerk.user_id.company_ids, self.district_a)
        self.assertFalse(self._has(self.clerk, "manager"))
        self.assertTrue(self._has(self.clerk, "clerk_household"))

    def test_same_role_in_two_units_adds_up(self):
        grant = self._deputise(self.chief, self.far_chief)
        self.assertFalse(grant.is_instead)
        self.assertEqual(
            self.chief.user_id.company_ids, self.district_a | self.district_b
        )

    def test_nobody_works_instead_of_two(self):
        self._deputise(self.clerk, self.far_chief)
        other = self._create_staff(self.district_b, "g_far2", ["cashier"])
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._deputise(self.clerk, other)

    def test_rights_of_the_principal_are_followed(self):
        self._deputise(self.clerk, self.chief)
        self.chief.role_ids = self.env.ref("elektrohisob_base.group_cashier")
        self.assertFalse(self._has(self.clerk, "manager"))
        self.assertTrue(self._has(self.clerk, "cashier"))

    def test_no_chain_of_deputies(self):
        """The deputy's deputy gets the deputy's own rights only."""
        self._deputise(self.clerk, self.chief)
        third = self._create_staff(self.district_a, "g_third", ["engineer"])
        self._deputise(third, self.clerk)
        self.assertTrue(self._has(third, "clerk_household"))
        self.assertFalse(self._has(third, "manager"))

    def test_role_begins_and_ends_by_date(self):
        grant = self._give_role(self.clerk, "cashier", first=2, last=3)
        self.assertEqual(grant.state, "planned")
        self.assertFalse(self._has(self.clerk, "cashier"))
        for days, state, has in ((2, "active", True), (3, "active", True),
                                 (4, "ended", False)):  # fmt: skip
            # 12:00 in Tashkent
            moment = f"{self.today + timedelta(days=days)} 07:00:00"
            with freeze_time(moment):
                self.env["elektrohisob.staff.grant"]._cron_advance()
                self.assertEqual((grant.state, self._has(self.clerk, "cashier")),
                                 (state, has))  # fmt: skip

    def test_day_of_tashkent_counts(self):
        """At 19:30 UTC it is the next day in Tashkent."""
        self._give_role(self.clerk, "cashier", first=0, last=1)
        evening = f"{self.today + timedelta(days=1)} 18:30:00"
        with freeze_time(evening):
            self.env["elektrohisob.staff.grant"]._cron_advance()
            self.assertTrue(self._has(self.clerk, "cashier"))
        night = f"{self.today + timedelta(days=1)} 19:30:00"
        with freeze_time(night):
            self.env["elektrohisob.staff.grant"]._cron_advance()
            self.assertFalse(self._has(self.clerk, "cashier"))

    def test_given_rights_are_not_rewritten(self):
        grant = self._give_role(self.clerk, "cashier")
        boss = grant.with_user(self.boss.user_id)
        with self.assertRaises(UserError):
            boss.role_ids = self.env.ref("elektrohisob_base.group_admin")
        boss.date_end = self.today + timedelta(days=9)
        self.assertEqual(grant.date_end, self.today + timedelta(days=9))

    def test_nobody_gives_himself_anything(self):
        env = self.env(user=self.boss.user_id)
        with self.assertRaises(AccessError):
            self._deputise(self.boss, self.chief, env=env)
        with self.assertRaises(AccessError):
            self._deputise(self.chief, self.boss, env=env)
        high = self._create_staff(self.holding, "g_high", ["admin"])
        with self.assertRaises(AccessError):
            self._deputise(self.chief, high, env=env)
        self.assertFalse(self._has(self.chief, "admin"))

    def test_himself_and_missing_facts(self):
        with self.assertRaises(ValidationError):
            self._deputise(self.clerk, self.clerk)
        with self.assertRaises(ValidationError):
            self._give_role(self.clerk, "cashier").copy({"role_ids": False})

    def test_access_that_ended_is_closed(self):
        self.clerk.access_until = self.today
        self.assertTrue(self.clerk.user_id.active)
        with freeze_time(f"{self.today + timedelta(days=1)} 07:00:00"):
            self.env["elektrohisob.staff.grant"]._cron_advance()
        self.assertFalse(self.clerk.user_id.active)


class TestStaffGrantRequest(GrantCommon, HttpCase):
    """Rights end with the first request of a day, whether or not a timer runs."""

    def test_late_timer(self):
        grant = self._give_role(self.clerk, "cashier")
        grant.flush_recordset()
        self.env.cr.execute(
            "UPDATE elektrohisob_staff_grant SET date_start = date_start - 9,"
            " date_end = %s WHERE id = %s",
            (self.today - timedelta(days=1), grant.id),
        )
        grant.invalidate_recordset()
        self.assertTrue(self._has(self.clerk, "cashier"))
        ir_http._looked.clear()
        self.url_open("/web/login")
        self.env.invalidate_all()
        self.assertEqual(grant.state, "ended")
        self.assertFalse(self._has(self.clerk, "cashier"))

    def test_late_timer_and_a_page_of_the_standby_database(self):
        """The page reads only; with something due it is served by the main database."""
        self.clerk.user_id.password = "g_clerk_g_clerk"
        grant = self._give_role(self.clerk, "cashier")
        grant.flush_recordset()
        self.env.cr.execute(
            "UPDATE elektrohisob_staff_grant SET date_start = date_start - 9,"
            " date_end = %s WHERE id = %s",
            (self.today - timedelta(days=1), grant.id),
        )
        grant.invalidate_recordset()
        self.authenticate("g_clerk", "g_clerk_g_clerk")
        ir_http._looked.clear()
        with mute_logger("odoo.http"):  # which tells that it turns to the main one
            self.assertEqual(self.url_open("/my/addresses").status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(grant.state, "ended")
