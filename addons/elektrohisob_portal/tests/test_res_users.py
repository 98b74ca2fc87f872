from odoo.exceptions import AccessDenied
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PASSWORD, PortalCommon


@tagged("post_install", "-at_install")
class TestResUsers(PortalCommon):
    def _login(self, login, password=PASSWORD):
        credential = {"login": login, "password": password, "type": "password"}
        info = self.env["res.users"].authenticate(credential, {"interactive": False})
        return info["uid"]

    def test_login_by_account_number(self):
        for login in ("2626400000101", "26264 00000101", " 26264-00000101 "):
            with self.subTest(login=login):
                self.assertEqual(self._login(login), self.karim_user.id)

    def test_login_by_name_still_works(self):
        self.assertEqual(self._login("lola-cabinet"), self.lola_user.id)

    @mute_logger("odoo.addons.base.models.res_users")
    def test_wrong_password_and_account_without_cabinet(self):
        for login, password in (
            ("2626400000101", "wrong"),
            ("2626400000303", PASSWORD),
            ("9999999999999", PASSWORD),
        ):
            with self.subTest(login=login), self.assertRaises(AccessDenied):
                self._login(login, password)

    def test_number_means_the_present_owner(self):
        """The former owner keeps the number as login, the number opens for the new."""
        self.karim_user.login = "2626400000101"
        self.karim.partner_id = self.lola.partner_id
        self.assertEqual(self._login("2626400000101"), self.lola_user.id)

    def test_archived_user_does_not_enter(self):
        self.karim_user.active = False
        with (
            self.assertRaises(AccessDenied),
            mute_logger("odoo.addons.base.models.res_users"),
        ):
            self._login("2626400000101")

    def test_staff_is_never_found_by_number(self):
        clerk = self.users["clerk_household"]
        self.other.partner_id = clerk.partner_id
        domain = self.env["res.users"]._get_login_domain(self.other.number)
        self.assertFalse(self.env["res.users"].search(domain))

    def test_own_password_ends_the_temporary_one(self):
        self.karim_user.password_temporary = True
        user = self.env["res.users"].with_user(self.karim_user)
        user.change_password(PASSWORD, "chosen-by-Karim-1")
        self.assertFalse(self.karim_user.password_temporary)
