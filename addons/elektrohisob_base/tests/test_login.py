from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import RestrictViolation

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ElektrohisobCommon

LOGIN = "elh_guessed"


class LoginCase(HttpCase):
    """A user, and logging in by the login page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("base.login_cooldown_after", 0)
        cls.user = new_test_user(
            cls.env, login=LOGIN, groups="elektrohisob_base.group_cashier"
        )
        cls.role = cls.env.ref("elektrohisob_base.group_cashier")
        cls.events = cls.env["elektrohisob.login.event"]

    def _try(self, password, login=LOGIN):
        """Text of the page after trying to log in; a session of its own."""
        self.authenticate(None, None)
        page = self.url_open("/web/login").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = self.url_open(
            "/web/login",
            data={"login": login, "password": password, "csrf_token": token},
        )
        return "" if "/web/login" not in answer.url else answer.text

    def _outcomes(self, login=LOGIN):
        self.env.invalidate_all()
        return self.events.search([("login", "=", login)], order="id").mapped("outcome")


@tagged("post_install", "-at_install")
class TestLogin(LoginCase):
    """What is tried at the login page is noted, and guessing is stopped."""

    def test_logins_and_refusals_are_noted(self):
        self.assertIn("Wrong login", self._try("wrong"))
        self.assertEqual(self._try(LOGIN), "")
        self.assertEqual(self._outcomes(), ["refused", "ok"])
        event = self.events.search([("login", "=", LOGIN)], limit=1)
        self.assertEqual(event.user_id, self.user)
        self.assertEqual(event.company_id, self.user.company_id)
        self.assertEqual(event.address, "127.0.0.1")

    def test_unknown_logins_look_the_same(self):
        known, unknown = self._try("wrong"), self._try("wrong", "elh_nobody")
        self.assertIn("Wrong login", unknown)
        self.assertIn("Wrong login", known)
        self.assertEqual(self._outcomes("elh_nobody"), ["unknown"])

    def test_guessing_is_stopped_also_with_the_right_password(self):
        for _attempt in range(5):
            self.assertIn("Wrong login", self._try("wrong"))
        self.assertIn("Too many wrong passwords", self._try(LOGIN))
        self.assertEqual(self._outcomes(), ["refused"] * 5 + ["blocked"])

    def test_being_refused_does_not_prolong_the_block(self):
        for _attempt in range(5):
            self._try("wrong")
        before = self.events._get_blocked_until(LOGIN, "127.0.0.1")
        self._try("wrong")
        self.assertEqual(self.events._get_blocked_until(LOGIN, "127.0.0.1"), before)
        later = fields.Datetime.now() + timedelta(minutes=16)
        with patch.object(fields.Datetime, "now", lambda *a: later):
            self.assertFalse(self.events._get_blocked_until(LOGIN, "127.0.0.1"))

    def test_other_addresses_are_not_blocked_by_few(self):
        for _attempt in range(5):
            self._try("wrong")
        self.assertTrue(self.events._get_blocked_until(LOGIN, "127.0.0.1"))
        self.assertFalse(self.events._get_blocked_until(LOGIN, "10.0.0.1"))

    def test_many_addresses_block_all_but_the_usual_one(self):
        self.events.create(
            [{"login": LOGIN, "outcome": "ok", "address": "10.0.0.1"}]
            + [
                {"login": LOGIN, "outcome": "refused", "address": f"10.0.1.{number}"}
                for number in range(30)
            ]
        )
        self.assertTrue(self.events._get_blocked_until(LOGIN, "10.0.0.2"))
        self.assertFalse(self.events._get_blocked_until(LOGIN, "10.0.0.1"))

    def test_network_of_a_role(self):
        self.role.allowed_networks = "10.12.0.0/16, 2001:db8::/32"
        self.assertIn("network", self._try(LOGIN))
        self.assertEqual(self._outcomes(), ["network"])
        self.role.allowed_networks = "127.0.0.0/8"
        self.assertEqual(self._try(LOGIN), "")

    def test_session_that_moves_outside_ends(self):
        self.authenticate(LOGIN, LOGIN)
        self.assertEqual(self.url_open("/odoo").status_code, 200)
        self.role.allowed_networks = "10.12.0.0/16"
        notes = []  # the cursor of a test is rolled back with the request
        with patch.object(type(self.events), "_note", lambda s, *a: notes.append(a)):
            self.assertIn("/web/login", self.url_open("/odoo").url)
        self.assertEqual(notes, [(LOGIN, "network")])

    def test_every_role_with_networks_counts(self):
        self.user.group_ids |= self.env.ref("elektrohisob_base.group_engineer")
        self.role.allowed_networks = "127.0.0.0/8"
        self.user._check_network("127.0.0.1")
        self.env.ref("elektrohisob_base.group_engineer").allowed_networks = "10.0.0.1"
        self.assertIn("network", self._try(LOGIN))

    def test_bad_network(self):
        for text in ("10.12.0.0/99", "office", "10.12.0.1/16"):
            with self.assertRaisesRegex(ValidationError, "no network"):
                self.role.allowed_networks = text


class TestUnblock(ElektrohisobCommon):
    """Administrators of the unit let people try again."""

    def test_unblock(self):
        staff = self._create_staff(self.district_a, "blocked_one", ["cashier"])
        boss = self._create_staff(self.enterprise, "b_boss", ["admin"])
        events = self.env["elektrohisob.login.event"]
        notes = []
        with patch.object(type(events), "_note", lambda s, *a: notes.append(a)):
            staff.with_user(boss.user_id).action_unblock()
            with self.assertRaises(AccessError):
                staff.with_user(self.users["cashier"]).action_unblock()
        self.assertEqual(notes, [("blocked_one", "unblocked", boss.name)])


@tagged("post_install", "-at_install")
class TestLoginLog(TransactionCase):
    """The log cannot be changed, not even by the system."""

    def test_log_is_closed(self):
        event = self.env["elektrohisob.login.event"].create(
            {"login": "x", "outcome": "ok"}
        )
        self.env.flush_all()
        for change in (
            lambda: event.write({"outcome": "refused"}),
            lambda: event.unlink(),
        ):
            with (
                self.assertRaises(RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                change()
                self.env.flush_all()
