import base64
import re
import time
from datetime import timedelta
from unittest.mock import patch
from xmlrpc.client import Fault

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.auth_totp.models.totp import TIMESTEP, TOTP_SECRET_SIZE, hotp

from ..hooks import end_shipped_password
from ..models.ir_http import PASSWORD_PAGE, SECOND_FACTOR_PAGE
from ..models.res_users_password import PasswordRefused
from .common import ElektrohisobCommon
from .test_login import LOGIN, LoginCase

GOOD, BETTER = "Qizil-olma-7", "Yashil-nok-8"


def set_rules(env, company, **values):
    """Values of the rules of passwords for a unit, from long ago."""
    for code, value in values.items():
        parameter = env["elektrohisob.parameter"].search([("code", "=", code)])
        rows = env["elektrohisob.parameter.value"]
        where = {"parameter_id": parameter.id, "company_id": company.id}
        rows.create({**where, "date_start": "2000-01-01", "value": str(value)})


class TestPassword(ElektrohisobCommon):
    """Rules of passwords; who sets one, and which were there before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        set_rules(
            cls.env,
            cls.holding,
            password_length=10,
            password_classes=3,
            password_history=3,
            password_days=90,
        )
        cls.cashier = cls.users["cashier"]
        cls.own = cls.cashier.with_user(cls.cashier)

    def _take(self, password):
        self.own.env.user._change_password(password)

    def test_every_broken_rule_is_named(self):
        with self.assertRaisesRegex(PasswordRefused, "(?s)3 characters.*at least 3 of"):
            self._take("abc")
        with self.assertRaisesRegex(PasswordRefused, "at least 3 of"):
            self._take("olmaqizilolma")
        self._take(GOOD)

    def test_former_passwords_are_not_taken_again(self):
        self._take(GOOD)
        self._take(BETTER)
        for former in (GOOD, BETTER):
            with self.assertRaisesRegex(PasswordRefused, "used before"):
                self._take(former)
        self._take("Oppoq-qor-9")
        self._take("Sariq-anor-1")
        self._take(GOOD)  # the fourth before

    def test_only_hashes_are_kept_and_not_more_than_compared(self):
        for password in (GOOD, BETTER, "Oppoq-qor-9", "Sariq-anor-1"):
            self._take(password)
        rows = self.env["elektrohisob.password"].search(
            [("user_id", "=", self.cashier.id)]
        )
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertTrue(row.hashed.startswith("$pbkdf2"))
        with self.assertRaises(AccessError):
            rows.with_user(self.users["admin"]).read(["user_id"])

    def test_rules_are_told_in_words(self):
        texts = self.own._get_password_texts()
        self.assertEqual(len(texts), 4)
        self.assertIn("10", texts[0])
        self.assertIn("90 days", texts[-1])
        policy = self.own.get_password_policy()
        self.assertEqual((policy["minlength"], policy["minclasses"]), (10, 3))
        form = self.env["change.password.own"].with_user(self.cashier).new({})
        self.assertIn("At least 10 characters.", form.rules)

    def test_own_password_is_not_temporary_one_of_somebody_else_is(self):
        self._take(GOOD)
        self.assertFalse(self.cashier._get_login_duty())
        staff = self._create_staff(self.district_a, "p_new", ["cashier"])
        boss = self._create_staff(self.enterprise, "p_boss", ["admin"]).user_id
        card = staff.with_user(boss).with_context(
            allowed_company_ids=boss.company_ids.ids
        )
        password = card.action_new_password()["params"]["message"]
        self.assertEqual(staff.user_id._get_login_duty(), "temporary")
        staff.user_id._check_new_password(password + "x")  # keeps the rules
        user = staff.user_id.with_user(staff.user_id)
        user.env.user._change_password(GOOD)
        self.assertFalse(user._get_login_duty())

    def test_given_passwords_keep_strict_rules(self):
        set_rules(self.env, self.enterprise, password_length=20, password_classes=4)
        staff = self._create_staff(self.district_a, "p_long")
        for _attempt in range(5):
            password = staff.user_id._draw_password()
            self.assertEqual(len(password), 20)
            staff.user_id._check_new_password(password)

    def test_password_ends_by_the_shortest_of_the_roles(self):
        self.assertFalse(self.cashier._get_login_duty())
        role = self.env.ref("elektrohisob_base.group_cashier")
        later = fields.Datetime.now() + timedelta(days=31)
        with patch.object(fields.Datetime, "now", lambda *a: later):
            self.assertFalse(self.cashier._get_login_duty())
            role.password_days = 30
            self.assertEqual(self.cashier._get_login_duty(), "expired")
            self.assertFalse(self.users["manager"]._get_login_duty())

    def test_units_relax_the_rules_by_data(self):
        set_rules(
            self.env,
            self.enterprise,
            password_length=4,
            password_classes=1,
            password_history=0,
        )
        self._take("clerk")
        self._take("clerk")


class TestSecondFactor(ElektrohisobCommon):
    """Roles that ask for a second factor; a phone that was lost; keys of programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = cls._create_staff(cls.district_a, "s_cashier", ["cashier"])
        cls.user = cls.staff.user_id
        cls.boss = cls._create_staff(cls.enterprise, "s_boss", ["admin"]).user_id
        cls.role = cls.env.ref("elektrohisob_base.group_cashier")

    def _as(self, record, user):
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def _make_key(self, user, name="Program"):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate(None, name, fields.Datetime.now() + timedelta(days=9))

    def test_role_asks(self):
        self.assertFalse(self.user._get_login_duty())
        self.assertEqual(self.staff.second_factor, "none")
        self.role.second_factor = True
        self.assertEqual(self.user._get_login_duty(), "second_factor")
        self.assertFalse(self.users["manager"]._get_login_duty())
        self.user.totp_secret = "A" * 32
        self.assertFalse(self.user._get_login_duty())
        self.staff.invalidate_recordset()
        self.assertEqual(self.staff.second_factor, "set")

    def test_lost_phone_is_reset_by_the_administrator_and_logged(self):
        self.role.second_factor = True
        self.user.totp_secret = "A" * 32
        for stranger in (self.users["cashier"], self.users["manager"]):
            with self.assertRaises(AccessError):
                self._as(self.staff, stranger).action_reset_second_factor()
        self.assertFalse(self.user._get_login_duty())
        self._as(self.staff, self.boss).action_reset_second_factor()
        self.assertEqual(self.user._get_login_duty(), "second_factor")
        event = self.env["elektrohisob.login.event"].search(
            [("user_id", "=", self.user.id)], limit=1
        )
        self.assertEqual(event.outcome, "second_reset")
        self.assertEqual(event.note, self.boss.name)

    def test_keys_wait_for_the_second_factor_only(self):
        users = self.env["res.users"]
        self.user.password = GOOD
        key = self._make_key(self.user)
        users._check_uid_passwd(self.user.id, GOOD)
        self.user.sudo().password_temporary = True
        with self.assertRaisesRegex(AccessDenied, "somebody else.*browser"):
            users._check_uid_passwd(self.user.id, GOOD)
        users._check_uid_passwd(self.user.id, key)
        self.role.second_factor = True
        keys = self.env["res.users.apikeys"]
        with self.assertRaisesRegex(AccessDenied, "second factor.*set it up"):
            users._check_uid_passwd(self.user.id, key)
        with self.assertRaisesRegex(AccessDenied, "second factor.*set it up"):
            keys._check_credentials(scope="rpc", key=key)
        self.assertFalse(keys._check_credentials(scope="rpc", key="0" * 40))
        self.user.totp_secret = "A" * 32
        users._check_uid_passwd(self.user.id, key)
        self.assertEqual(keys._check_credentials(scope="rpc", key=key), self.user.id)

    def test_password_of_a_new_database_is_changed(self):
        admin = self.env.ref("base.user_admin")
        addon = self.env.ref("base.module_elektrohisob_base")
        for password, demo, expected in (
            ("admin", False, "temporary"),
            ("admin", True, False),
            ("Chosen-by-the-owner-1", False, False),
        ):
            admin.write({"password": password})
            admin.password_temporary, addon.demo = False, demo
            end_shipped_password(self.env)
            self.assertEqual(admin._get_login_duty(), expected, (password, demo))

    def test_keys_are_seen_and_revoked_in_the_unit(self):
        self._make_key(self.user)
        keys = self.env["res.users.apikeys"].search([("user_id", "=", self.user.id)])
        self.assertEqual(self.staff.key_count, 1)
        self.assertTrue(self._as(keys, self.boss).search([("id", "=", keys.id)]))
        other = self._create_staff(self.district_b, "s_other", ["admin"]).user_id
        self.assertFalse(self._as(keys, other).search([("id", "=", keys.id)]))
        for stranger in (self.users["cashier"], other):
            with self.assertRaises(AccessError):
                self._as(keys, stranger)._remove()
        self._as(keys, self.boss)._remove()
        self.assertFalse(keys.exists())


@tagged("post_install", "-at_install")
class TestDutyPages(LoginCase):
    """Pages to which a login leads first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        unit = cls.env["res.company"].create(
            {"name": "Unit of passwords", "network_level": "holding"}
        )
        cls.user.write({"company_ids": [Command.set(unit.ids)], "company_id": unit.id})
        set_rules(
            cls.env,
            unit,
            password_length=10,
            password_classes=3,
            password_history=3,
            password_days=0,
        )

    def _post(self, path, **values):
        page = self.url_open(path).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(path, data={"csrf_token": token, **values})

    def _get_code(self, secret):
        key = base64.b32decode(secret.replace(" ", ""))
        return f"{hotp(key, int(time.time() / TIMESTEP)):06d}"

    def _rpc(self, model, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": {}},
        )

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")
    def test_temporary_password_is_changed_first(self):
        self.user.password_temporary = True
        self.authenticate(LOGIN, LOGIN)
        answer = self.url_open("/odoo/staff")
        self.assertIn(PASSWORD_PAGE, answer.url)
        self.assertIn("At least 10 characters.", answer.text)
        with self.assertRaisesRegex(Exception, "DutyError"):
            self._rpc("res.users", "context_get")
        for present, new, again, said in (
            ("wrong", GOOD, GOOD, "present password is wrong"),
            (LOGIN, GOOD, BETTER, "differ"),
            (LOGIN, LOGIN, LOGIN, "is the present one"),
            (LOGIN, "short", "short", "take at least 10"),
        ):
            values = {"present": present, "new": new, "again": again}
            self.assertIn(said, self._post(PASSWORD_PAGE, **values).text)
        answer = self._post(PASSWORD_PAGE, present=LOGIN, new=GOOD, again=GOOD)
        self.assertIn("/odoo", answer.url)
        self.assertTrue(self._rpc("res.users", "context_get"))
        self.assertIn("password", self._outcomes())
        self.assertEqual(self._try(GOOD), "")

    def test_afterwards_on_this_site_only(self):
        self.authenticate(LOGIN, LOGIN)
        for place in ("https://evil.example", "//evil.example", "/\\evil.example"):
            page = self.url_open(PASSWORD_PAGE, params={"redirect": place})
            self.assertIn('name="redirect" value="/odoo"', page.text)

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")
    def test_second_factor_is_set_up_first(self):
        self.role.second_factor = True
        self.authenticate(LOGIN, LOGIN)
        answer = self.url_open("/odoo")
        self.assertIn(SECOND_FACTOR_PAGE, answer.url)
        picture = re.search(r"data:image/png;base64,([^\"]+)\"", answer.text)[1]
        self.assertTrue(base64.b64decode(picture, validate=True).startswith(b"\x89PNG"))
        with self.assertRaisesRegex(Exception, "DutyError"):
            self._rpc("res.users", "context_get")
        for code in ("000000", "abc", ""):
            self.assertIn(
                "is not right", self._post(SECOND_FACTOR_PAGE, code=code).text
            )
        secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)<", answer.text)[1]
        self.assertEqual(len(secret.replace(" ", "")), TOTP_SECRET_SIZE // 5)
        answer = self._post(SECOND_FACTOR_PAGE, code=self._get_code(secret))
        self.assertIn("/odoo", answer.url)
        self.assertTrue(self._rpc("res.users", "context_get"))
        self.assertTrue(self.user.totp_enabled)
        self.assertIn("second_set", self._outcomes())

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")
    def test_rpc_is_refused_with_a_sentence(self):
        self.role.second_factor = True
        with self.assertRaisesRegex(Fault, "second factor"):
            self.xmlrpc_object.execute(
                *(self.env.cr.dbname, self.user.id, LOGIN),
                *("res.users", "context_get"),
            )

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")
    def test_change_over_rpc_keeps_the_rules(self):
        with self.assertRaisesRegex(Fault, "take at least 10"):
            self.xmlrpc_object.execute(
                *(self.env.cr.dbname, self.user.id, LOGIN),
                *("res.users", "change_password", LOGIN, "short"),
            )
