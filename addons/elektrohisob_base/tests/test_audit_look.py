from contextlib import closing
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..models import audit_look
from ..models.account_look import PERSONAL, mask
from .common import ElektrohisobCommon

PINFL = "31508901234567"


class TestAuditLook(ElektrohisobCommon):
    """Who saw whose PINFL, passport or telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(
            phone="90 123 45 67", pinfl=PINFL, identity_document="AD1234567"
        )
        cls.other = cls._create_account(phone="91 000 00 00")
        cls.env.flush_all()
        cls.clerk = cls.users["clerk_household"]
        cls.mine = cls.account.with_user(cls.clerk)

    def setUp(self):
        super().setUp()
        audit_look._seen.clear()

    def _looks(self):
        looks = self.env["elektrohisob.audit.look"].search([], order="id")
        return [
            (look.user_id, look.account_id, look.what, look.way, look.row_count)
            for look in looks
        ]

    def test_mask(self):
        self.assertEqual(mask(PINFL, 1, 4), "3•••••••••4567")
        self.assertEqual(mask("12", 0, 4), "••")
        self.assertFalse(mask(False, 1, 4))
        self.assertEqual(self.mine.pinfl_masked, "3•••••••••4567")
        self.assertEqual(self.mine.phone_masked, "••••••••5 67")
        self.assertEqual(self.mine.identity_masked, "••••••567")

    def test_masked_list_leaves_no_row(self):
        names = {"number": {}, "name": {}, "phone_masked": {}, "pinfl_masked": {}}
        self.mine.web_search_read([], names)
        self.mine.read(list(names))
        self.mine.search_read([], ["name", "address"])
        self.assertFalse(self._looks())

    def test_one_row_a_day_for_each_account(self):
        for _time in range(3):
            self.mine.web_read({"phone": {}, "name": {}})
            self.mine.read(["phone"])
            self.mine.search_read([("id", "=", self.account.id)], ["phone"])
            audit_look._seen.clear()
        self.assertEqual(
            self._looks(), [(self.clerk, self.account, "phone", "read", 1)]
        )

    def test_every_way_of_reading_leaves_a_row(self):
        self.clerk.group_ids |= self.env.ref("base.group_allow_export")
        agreement = self.env["elektrohisob.agreement"].create(
            {"number": "1", "account_id": self.account.id}
        )
        agreement = agreement.with_user(self.clerk)
        domain = [("id", "=", self.account.id)]
        ways = {
            "read": lambda: self.mine.read(["pinfl"]),
            "all": lambda: self.mine.read(),
            "search_read": lambda: self.mine.search_read(domain, ["pinfl"]),
            "web_read": lambda: self.mine.web_read({"pinfl": {}}),
            "web_search_read": lambda: self.mine.web_search_read(domain, {"pinfl": {}}),
            "nested": lambda: agreement.web_read(
                {"account_id": {"fields": {"pinfl": {}}}}
            ),
            "key": lambda: self.mine.read(["search_key"]),
            "group": lambda: self.mine.formatted_read_group(domain, ["pinfl"]),
            "web group": lambda: self.mine.web_read_group(domain, ["pinfl"]),
            "aggregate": lambda: self.mine.formatted_read_group(
                domain, [], ["pinfl:array_agg"]
            ),
            "export": lambda: self.mine.export_data(["name", "pinfl"]),
            "far export": lambda: agreement.export_data(["account_id/pinfl"]),
        }
        for name, way in ways.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                audit_look._seen.clear()
                self.env.invalidate_all()
                way()
                looks = self._looks()
                savepoint.close(rollback=True)
                self.assertTrue(
                    any(
                        look[1] == self.account and "pinfl" in look[2] for look in looks
                    ),
                    looks,
                )

    def test_find_leaves_a_row(self):
        self.mine.find(query="901234567")
        self.assertEqual(
            self._looks(), [(self.clerk, self.account, "phone", "search", 1)]
        )

    def test_many_accounts_are_one_row(self):
        (self.mine + self.other.with_user(self.clerk)).read(["phone"])
        self.assertEqual(
            self._looks(),
            [(self.clerk, self.account.browse(), "phone", "list", 2)],
        )
        look = self.env["elektrohisob.audit.look"].search([])
        self.assertEqual(look.account_ids, (self.account + self.other).ids)
        self.assertEqual(look.company_id, self.district_a)

    def test_who_looked_at_an_account(self):
        self.mine.read(["pinfl"])
        (self.mine + self.other.with_user(self.clerk)).read(["phone"])
        Look = self.env["elektrohisob.audit.look"].with_user(self.users["manager"])
        found = Look.search([("seen_account_id", "=", self.account.id)])
        self.assertEqual(sorted(found.mapped("what")), ["phone", "pinfl"])
        found = Look.search([("seen_account_id", "=", self.other.id)])
        self.assertEqual(found.what_text, "telephone")

    def test_empty_fields_show_nobody(self):
        self.other.with_user(self.clerk).read(["pinfl", "identity_document"])
        self.assertFalse(self._looks())

    def test_the_system_itself_leaves_no_row(self):
        self.account.read(["phone", "pinfl"])
        self.mine.sudo().read(["phone", "pinfl"])
        self.assertFalse(self._looks())

    def test_consumer_looking_at_himself_leaves_no_row(self):
        user = new_test_user(self.env, login="consumer_x", groups="base.group_portal")
        look = self.env["elektrohisob.audit.look"].with_user(user)
        look._note([self.account.id], {"phone"})
        self.assertFalse(self._looks())

    def test_what_is_known_costs_no_query(self):
        self.env.cr.postcommit.clear()
        self.mine.read(["phone"])
        self.env.cr.postcommit.run()
        self.mine.invalidate_recordset()
        self.mine.read(["name", "phone"])
        self.assertEqual(len(self._looks()), 1)
        with self.assertQueryCount(1):  # the rule of the user's companies
            self.mine.read(["phone"])
        with self.assertQueryCount(1):
            self.mine.read(["address"])

    def test_new_consumer_is_typed_without_a_look(self):
        account = self.env["elektrohisob.account"].with_user(self.clerk)
        rows = account.web_save(
            {
                "company_id": self.district_a.id,
                "surname": "Aliyev",
                "pinfl_entry": PINFL,
                "identity_entry": "AD7654321",
                "issued_entry": "IIB",
            },
            {"pinfl_entry": {}, "pinfl_masked": {}, "identity_entry": {}},
        )
        self.assertEqual(rows[0]["pinfl_masked"], "3•••••••••4567")
        created = account.browse(rows[0]["id"]).sudo()
        self.assertEqual(created.pinfl, PINFL)
        self.assertEqual(created.identity_document, "AD7654321")
        self.assertEqual(created.identity_issued, "IIB")
        self.env.invalidate_all()
        row = account.browse(created.id).read(["pinfl_entry", "identity_entry"])[0]
        self.assertFalse(row["pinfl_entry"] or row["identity_entry"])
        self.assertFalse(self._looks())

    def test_identity_is_shown_in_a_dialog(self):
        action = self.mine.action_show_identity()
        view = self.mine.get_view(action["views"][0][0], "form")
        self.assertIn('name="pinfl"', view["arch"])
        form = self.mine.get_view(view_type="form")
        self.assertNotIn('name="pinfl"', form["arch"])
        self.assertNotIn('name="identity_document"', form["arch"])

    def test_chatter_keeps_pinfl_and_telephone_to_itself(self):
        self.account.pinfl = "41508901234567"
        tracked = self.account.fields_get(["pinfl", "phone"])
        before = {"pinfl": PINFL, "phone": "93 765 43 21"}
        changes, commands = self.account._mail_track(tracked, before)
        self.assertEqual(changes, {"pinfl", "phone"})
        told = {command[2]["old_value_char"] for command in commands}
        self.assertEqual(told, {"3•••••••••4567", "••••••••3 21"})

    def test_no_other_field_shows_personal_data(self):
        """A related field past the account would be read without a row."""
        for name, model in self.env.registry.items():
            if not name.startswith("elektrohisob.") or name == "elektrohisob.account":
                continue
            for field in model._fields.values():
                path = (field.related or "").split(".")
                if len(path) > 1 and path[-1] in PERSONAL:
                    step = self.env[name]
                    for part in path[:-1]:
                        step = step[part]
                    self.assertNotEqual(step._name, "elektrohisob.account", field)

    # === READING WHERE NOTHING CAN BE WRITTEN === #

    def _read_only(self):
        """A cursor that cannot write, as that of a standby database."""
        cr = self.registry._db.cursor()
        cr._cnx.set_session(readonly=True)
        return closing(cr)

    def test_standby_database(self):
        """The row is written by another cursor, once the request has been served."""
        with self._read_only() as cr:
            env = self.env(cr=cr, user=self.clerk.id)
            with patch.object(
                type(env["res.users"]), "_is_internal", return_value=True
            ):
                env["elektrohisob.audit.look"]._note([self.account.id], {"phone"})
            self.assertFalse(self._looks(), "not before the request is served")
            with patch.object(self.registry, "cursor", self._own_cursor):
                cr.postcommit.run()
        self.assertEqual(
            self._looks(), [(self.clerk, self.account, "phone", "read", 1)]
        )

    @mute_logger("odoo.addons.elektrohisob_base.models.audit_output")
    def test_reading_goes_on_without_the_main_database(self):
        with self._read_only() as cr:
            env = self.env(cr=cr, user=self.clerk.id)
            with patch.object(
                type(env["res.users"]), "_is_internal", return_value=True
            ):
                env["elektrohisob.audit.look"]._note([self.account.id], {"phone"})
            with patch.object(self.registry, "cursor", side_effect=OperationalError):
                cr.postcommit.run()
        self.assertFalse(self._looks())

    def _own_cursor(self, readonly=False):
        """The test's cursor as one that is opened and left again."""
        cursor = self.env.cr

        class Open:
            def __enter__(self):
                return cursor

            def __exit__(self, *exc):
                return False

        return Open()
