from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestAccountGrant(PortalCommon):
    def _grant(self, account, role="clerk_household", **vals):
        model = self.env["elektrohisob.account.grant"].with_user(self.users[role])
        return model.create({"account_id": account.id, **vals})

    def _check_password(self, user, password):
        user.with_user(user)._check_credentials(
            {"login": user.login, "password": password, "type": "password"},
            {"interactive": False},
        )

    def test_temporary_password(self):
        action = self._grant(self.other, phone="+998901234567").action_grant()
        user = self.other.partner_id.user_ids
        self.assertEqual(user.login, self.other.number)
        self.assertTrue(user.share)
        self.assertTrue(user.password_temporary)
        self.assertEqual(user.company_ids, self.district_a)
        self.assertEqual(user.lang, "ru_RU")
        self.assertEqual(self.other.phone, "+998901234567")
        self._check_password(user, action["context"]["default_password"])
        own = self.env["elektrohisob.account"].with_user(user).search([])
        self.assertEqual(own, self.other)

    def test_password_is_not_stored_in_the_wizard(self):
        grant = self._grant(self.other)
        password = grant.action_grant()["context"]["default_password"]
        self.assertNotIn(password, str(grant.read()))
        self.assertNotIn(password, str(self.other.message_ids.mapped("body")))

    def test_second_time_renews_the_password(self):
        first = self._grant(self.other).action_grant()["context"]["default_password"]
        user = self.other.partner_id.user_ids
        second = self._grant(self.other).action_grant()["context"]["default_password"]
        self.assertNotEqual(first, second)
        self.assertEqual(self.other.partner_id.user_ids, user)
        self._check_password(user, second)

    def test_invitation(self):
        self._grant(self.other, method="email", email="Olim@Example.com").action_grant()
        user = self.other.partner_id.user_ids
        self.assertEqual(user.login, "olim@example.com")
        mail = self.env["mail.mail"].search([("res_id", "=", user.id)], limit=1)
        self.assertIn("olim@example.com", mail.email_to or user.partner_id.email)
        self.assertEqual(user.partner_id.signup_type, "signup")

    def test_invitation_needs_an_address(self):
        with self.assertRaisesRegex(UserError, "e-mail"):
            self._grant(self.other, method="email", email="nonsense").action_grant()

    def test_taken_login(self):
        with self.assertRaisesRegex(UserError, "already used"):
            self._grant(
                self.other, method="email", email=self.users["manager"].login + "@x.uz"
            ).action_grant() and self._grant(
                self._create_account(),
                method="email",
                email=self.users["manager"].login + "@x.uz",
            ).action_grant()

    def test_joining_a_cabinet_keeps_its_password(self):
        before = self.karim_user.password_temporary
        action = self._grant(self.other, join_account_id=self.karim.id).action_grant()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertEqual(self.other.partner_id, self.karim.partner_id)
        self.assertEqual(self.karim_user.password_temporary, before)

    def test_account_of_another_cabinet_is_not_joined(self):
        with self.assertRaisesRegex(UserError, "another cabinet"):
            self._grant(self.lola, join_account_id=self.karim.id).action_grant()
        self.assertNotEqual(self.lola.partner_id, self.karim.partner_id)

    def test_withdraw(self):
        self._grant(self.karim).action_withdraw()
        self.assertFalse(self.karim_user.active)
        self._grant(self.karim).action_grant()
        self.assertTrue(self.karim_user.active)

    def test_withdraw_without_access(self):
        with self.assertRaisesRegex(UserError, "no cabinet access"):
            self._grant(self.other).action_withdraw()

    def test_staff_contact_is_refused(self):
        manager = self.users["manager"]
        self.other.partner_id = manager.partner_id
        with self.assertRaisesRegex(UserError, "staff user"):
            self._grant(self.other).action_grant()

    def test_other_roles_may_not(self):
        for role in ("engineer", "cashier", "accountant", "manager", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._grant(self.other, role)

    def test_clerk_of_the_other_category_may_not(self):
        with self.assertRaises(AccessError):
            self._grant(self.other, "clerk_legal").action_grant()
        self.assertFalse(self.other.partner_id)

    def test_clerk_of_one_district_may_not_open_another(self):
        """A new password would show the clerk the accounts of district B too."""
        foreign = self._create_account(self.district_b)
        foreign.partner_id = self.karim.partner_id
        with self.assertRaisesRegex(UserError, "Test district B"):
            self._grant(self.karim).action_grant()
        with self.assertRaisesRegex(UserError, "Test district B"):
            self._grant(self.karim).action_withdraw()
        self.assertTrue(self.karim_user.active)

    def test_button(self):
        action = self.other.action_grant_cabinet()
        self.assertEqual(action["context"]["default_account_id"], self.other.id)
