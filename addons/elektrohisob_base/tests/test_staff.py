from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import ElektrohisobCommon


class TestStaff(ElektrohisobCommon):
    """Cards of employees are the only writer of roles and units."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Staff = cls.env["elektrohisob.staff"]
        cls.Staff._adopt()
        cls.role = {
            role: cls.env.ref(f"elektrohisob_base.group_{role}")
            for role in ("clerk_household", "cashier", "manager", "admin")
        }
        cls.boss = cls._create_staff(cls.enterprise, "boss", ["admin"])
        cls.as_boss = cls.Staff.with_user(cls.boss.user_id).with_context(
            allowed_company_ids=cls.boss.user_id.company_ids.ids
        )

    def _card(self, role):
        return self.Staff.search([("user_id", "=", self.users[role].id)])

    def test_user_follows_the_card(self):
        staff = self._create_staff(self.district_a, "anna", ["clerk_household"])
        user = staff.user_id
        self.assertEqual(user.company_ids, self.district_a)
        self.assertEqual(user.company_id, self.district_a)
        self.assertTrue(user.has_group("elektrohisob_base.group_clerk_household"))
        self.assertFalse(user.has_group("elektrohisob_base.group_cashier"))
        staff.write(
            {
                "company_id": self.district_b.id,
                "role_ids": [Command.set(self.role["cashier"].ids)],
            }
        )
        self.assertEqual(user.company_ids, self.district_b)
        self.assertEqual(user.company_id, self.district_b)
        self.assertFalse(user.has_group("elektrohisob_base.group_clerk_household"))
        self.assertTrue(user.has_group("elektrohisob_base.group_cashier"))

    def test_scope_is_the_subtree_and_follows_the_tree(self):
        units = self.boss.user_id.company_ids
        self.assertEqual(units, self.enterprise | self.district_a | self.district_b)
        section = self._create_company(
            "Section 1", "section", parent_id=self.district_a.id
        )
        self.assertIn(section, self.boss.user_id.company_ids)

    def test_sees_also_another_unit(self):
        staff = self._create_staff(
            self.district_a, "both", scope_ids=[Command.set(self.district_b.ids)]
        )
        self.assertEqual(staff.user_id.company_ids, self.district_a | self.district_b)

    def test_adopted_users_keep_their_rights(self):
        card = self._card("cashier")
        self.assertEqual(card.company_id, self.district_a)
        self.assertEqual(card.role_ids, self.role["cashier"])
        self.assertEqual(card.user_id.company_ids, self.district_a)

    def test_leaving_and_coming_back(self):
        staff = self._create_staff(self.district_a, "leaver", ["cashier"])
        staff.action_leave()
        self.assertFalse(staff.user_id.active)
        self.assertFalse(staff.user_id.has_group("elektrohisob_base.group_cashier"))
        staff.action_return()
        self.assertTrue(staff.user_id.active)
        self.assertTrue(staff.user_id.has_group("elektrohisob_base.group_cashier"))

    def test_cards_are_not_deleted(self):
        with self.assertRaises(UserError):
            self._card("cashier").unlink()

    def test_only_our_roles(self):
        with self.assertRaises(ValidationError):
            self._create_staff(
                self.district_a,
                "bad",
                role_ids=[Command.set(self.env.ref("base.group_system").ids)],
            )

    def test_login_taken(self):
        with self.assertRaisesRegex(UserError, "boss"):
            self._create_staff(self.district_a, "boss")

    def test_access_until_a_day(self):
        staff = self._create_staff(
            self.district_a, "temp", ["cashier"], access_until="2020-01-01"
        )
        self.assertFalse(staff.user_id.active)
        staff.access_until = False
        self.assertTrue(staff.user_id.active)

    # === WHO MAY === #

    def test_unit_administrator_works_in_his_units(self):
        staff = self._create_staff(
            self.district_a, "new", ["cashier"], env=self.as_boss.env
        )
        self.assertEqual(staff.user_id.company_ids, self.district_a)
        staff.with_env(self.as_boss.env).role_ids = self.role["manager"]
        self.assertTrue(staff.user_id.has_group("elektrohisob_base.group_manager"))

    def test_unit_administrator_does_not_reach_above(self):
        for company in (self.holding, self.env.ref("base.main_company")):
            with self.assertRaises(AccessError):
                self._create_staff(company, "high", env=self.as_boss.env)
        staff = self._create_staff(self.district_a, "low", env=self.as_boss.env)
        with self.assertRaises(AccessError):
            staff.scope_ids = self.holding
        with self.assertRaises(AccessError):
            staff.company_id = self.holding
        self.assertEqual(staff.user_id.company_ids, self.district_a)

    def test_nobody_changes_his_own_rights(self):
        own = self.boss.with_env(self.as_boss.env)
        for vals in (
            {"role_ids": [Command.link(self.role["manager"].id)]},
            {"scope_ids": [Command.link(self.holding.id)]},
            {"company_id": self.district_a.id},
            {"access_until": False},
        ):
            with self.assertRaises(AccessError):
                own.write(vals)

    def test_unit_administrator_writes_no_user(self):
        user = self.boss.user_id
        other = self.users["cashier"]
        for record, vals in (
            (user, {"group_ids": [Command.link(self.env.ref("base.group_system").id)]}),
            (user, {"company_ids": [Command.link(self.holding.id)]}),
            (other, {"group_ids": [Command.link(self.role["admin"].id)]}),
            (other, {"password": "x"}),
            (self.role["admin"], {"user_ids": [Command.link(other.id)]}),
            (self.enterprise, {"user_ids": [Command.link(other.id)]}),
        ):
            with self.assertRaises(AccessError):
                record.with_user(user).write(vals)

    def test_roles_below_administrators_write_no_card(self):
        for role in ("clerk_household", "manager", "auditor"):
            cards = self._card("cashier").with_user(self.users[role])
            with self.assertRaises(AccessError):
                cards.write({"position": "x"})
            with self.assertRaises(AccessError):
                cards.action_new_password()

    def test_card_of_the_system_administrator_is_closed(self):
        card = self._create_staff(self.district_a, "root2", ["admin"])
        card.user_id.group_ids |= self.env.ref("base.group_system")
        with self.assertRaises(AccessError):
            card.with_env(self.as_boss.env).role_ids = False
        with self.assertRaises(AccessError):
            card.with_env(self.as_boss.env).action_new_password()
        card.role_ids = False  # by the system itself: his rights stay
        self.assertTrue(card.user_id.has_group("base.group_system"))

    def test_new_password_works(self):
        staff = self._create_staff(self.district_a, "pass", env=self.as_boss.env)
        password = staff.action_new_password()["params"]["message"]
        self.assertGreaterEqual(len(password), 12)
        credential = {"type": "password", "login": "pass", "password": password}
        info = (
            self.env["res.users"].sudo().authenticate(credential, {"interactive": True})
        )
        self.assertEqual(info["uid"], staff.user_id.id)
