from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestReference(ElektrohisobCommon):
    """Every list keeps codes, owners and references."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reason = cls.env["elektrohisob.reason"]
        cls.Category = cls.env["elektrohisob.consumer.category"]
        cls.school = cls.Category.create(
            {"code": "T-1", "name": "School", "category": "budget"}
        )
        cls.lyceum = cls.Category.create(
            {"code": "T-2", "name": "Lyceum", "category": "budget"}
        )

    def test_code_stays_once_used(self):
        self.school.code = "T-9"
        self._create_account(consumer_category_id=self.school.id)
        with self.assertRaisesRegex(UserError, "T-9.*Personal account 1"):
            self.school.code = "T-1"
        self.school.name = "Any school"

    def test_code_is_assigned(self):
        self.district_a.network_code = "1726264"
        row = self.Category.create(
            {
                "name": "Own",
                "category": "legal",
                "code": False,
                "company_id": self.district_a.id,
            }
        )
        self.assertRegex(row.code, r"^1726264-\d{5}$")

    @mute_logger("odoo.sql_db")
    def test_code_is_unique_for_an_owner(self):
        local = {"code": "T-1", "name": "Own", "category": "legal"}
        self.Category.create({**local, "company_id": self.district_a.id})
        self.Category.create({**local, "company_id": self.district_b.id})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.Category.create({**local, "company_id": self.district_b.id})

    def test_used_by_counts_live(self):
        self.assertEqual(self.school.use_count, 0)
        accounts = self._create_account(consumer_category_id=self.school.id)
        accounts += self._create_account(consumer_category_id=self.school.id)
        self.school.invalidate_recordset(["use_count"])
        self.assertEqual(self.school.use_count, 2)
        wizard = self.env["elektrohisob.reference.usage"].browse(
            self.school.action_open_usages()["res_id"]
        )
        self.assertEqual(wizard.line_ids.mapped("count"), [2])
        self.assertEqual(wizard.line_ids.label, "Personal account")
        action = wizard.line_ids.action_open()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, accounts)

    def test_used_row_is_not_deleted(self):
        account = self._create_account(consumer_category_id=self.school.id)
        with self.assertRaisesRegex(UserError, "Personal account 1.*Archive it.*Merge"):
            self.school.unlink()
        account.consumer_category_id = False
        self.school.unlink()
        self.assertFalse(self.school.exists())

    def test_merge_moves_everything_and_redirects(self):
        account = self._create_account(consumer_category_id=self.lyceum.id)
        moved = self.lyceum._merge_into(self.school)
        self.assertEqual(moved, 1)
        self.assertEqual(account.consumer_category_id, self.school)
        self.assertFalse(self.lyceum.active)
        self.assertEqual(self.lyceum.replaced_by_id, self.school)
        found = self.Category.name_search("T-2")
        self.assertEqual([row[0] for row in found], self.school.ids)
        self.assertEqual(self.Category._find_by_code("T-2"), self.school)
        with self.assertRaisesRegex(UserError, "a merge: it redirects its code"):
            self.lyceum.code = "T-7"
        with self.assertRaisesRegex(UserError, "a merge: it redirects its code"):
            self.lyceum.unlink()

    def test_merge_chain(self):
        college = self.lyceum.copy({"code": "T-3", "name": "College"})
        self.lyceum._merge_into(college)
        college._merge_into(self.school)
        self.assertEqual(self.lyceum.replaced_by_id, self.school)
        self.assertEqual(self.Category._find_by_code("T-2"), self.school)
        with self.assertRaisesRegex(UserError, "merged into another row already"):
            self.school._merge_into(self.lyceum)

    def test_merge_by_wizard(self):
        self._create_account(consumer_category_id=self.lyceum.id)
        with self.assertRaisesRegex(UserError, "two or more"):
            self.school.action_merge()
        rows = self.school + self.lyceum
        wizard = self.env["elektrohisob.reference.merge"].browse(
            rows.action_merge()["res_id"]
        )
        self.assertEqual(wizard.keep_id.code, "T-2")  # used more often
        self.assertEqual(wizard.moved_count, 0)
        wizard.keep_id = wizard.line_ids.filtered(lambda line: line.code == "T-1")
        self.assertEqual(wizard.moved_count, 1)
        wizard.action_merge()
        self.assertEqual(self.lyceum.replaced_by_id, self.school)

    def test_merge_never_hides_a_central_row(self):
        own = self.school.copy({"code": "T-4", "company_id": self.district_a.id})
        with self.assertRaisesRegex(UserError, "belongs to Test district A alone"):
            self.school._merge_into(own)
        own._merge_into(self.school)

    def test_merge_refuses_what_would_collide(self):
        self.env.cr.execute(
            "CREATE UNIQUE INDEX test_category ON elektrohisob_account "
            "(consumer_category_id) WHERE company_id = %s",
            [self.district_a.id],
        )
        account = self._create_account(consumer_category_id=self.lyceum.id)
        self._create_account(consumer_category_id=self.school.id)
        with self.assertRaisesRegex(UserError, "Personal account: both rows"):
            self.lyceum._merge_into(self.school)
        self.assertEqual(account.consumer_category_id, self.lyceum)

    def test_journal(self):
        self.school.with_user(self._centre_admin()).name = "Any school"
        change = self.env["elektrohisob.reference.change"].search(
            [("model", "=", self.school._name), ("res_id", "=", self.school.id)]
        )
        self.assertRecordValues(
            change,
            [
                {
                    "column": "name_en",
                    "old_value": "School",
                    "new_value": "Any school",
                    "user_id": self._centre_admin().id,
                    "list_name": "Category of consumers",
                    "column_name": "Name (en)",
                }
            ],
        )
        self.school.update_field_translations("name", {"uz_UZ": "Maktab"})
        newest = change.search([("res_id", "=", self.school.id)], limit=1)
        self.assertEqual(newest.new_value, "Maktab")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            change.write({"new_value": "x"})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            change.unlink()
        with (
            self.assertRaises(Exception),  # noqa: B017 the trigger's own class
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM elektrohisob_reference_change")

    def _centre_admin(self):
        user = self.users["admin"]
        user.company_ids = [Command.link(self.holding.id)]
        return user

    def test_central_rows_belong_to_the_centre(self):
        local_admin = self.users["admin"]
        row = self.school.with_user(local_admin)
        for change in (
            lambda: row.write({"name": "Mine"}),
            lambda: row.update_field_translations("name", {"uz_UZ": "Meniki"}),
            lambda: row.write({"company_id": self.district_a.id}),
            row.unlink,
            lambda: row.create(
                {"code": "X", "name": "X", "category": "legal", "company_id": False}
            ),
        ):
            with self.assertRaisesRegex(AccessError, "kept by the centre"):
                change()
        own = row.create({"code": "T-5", "name": "Own", "category": "legal"})
        self.assertEqual(own.company_id, self.district_a)
        own.name = "Own, renamed"
        with self.assertRaises(AccessError):
            own.company_id = False
        self._centre_admin()
        row.name = "Of the centre"

    def test_other_units_do_not_see_local_rows(self):
        own = self.school.copy({"code": "T-6", "company_id": self.district_b.id})
        above = self.school.copy({"code": "T-8", "company_id": self.enterprise.id})
        rows = self.Category.with_user(self.users["admin"])
        found = rows.search([("code", "in", ["T-1", "T-6", "T-8"])])
        self.assertEqual(found.ids, (self.school + above).ids)
        self.assertNotIn(own, found)

    def test_streets_and_localities_merge(self):
        district = self.district_a.district_id
        locality, twin = self.env["elektrohisob.locality"].create(
            [
                {"name": name, "district_id": district.id, "kind": "mahalla"}
                for name in ("Bahor MFY", "Baxor MFY")
            ]
        )
        streets = self.env["elektrohisob.street"].create(
            [
                {"name": "Navoiy koʻchasi", "locality_id": locality.id},
                {"name": "ул. Навоий", "locality_id": twin.id},
                {"name": "Bogʻ koʻchasi", "locality_id": twin.id},
            ]
        )
        accounts = self._create_account(
            locality_id=twin.id, street_id=streets[1].id, house="5"
        ) + self._create_account(locality_id=twin.id, street_id=streets[2].id)
        twin._merge_into(locality)
        self.assertEqual(accounts.locality_id, locality)
        self.assertEqual(accounts.street_id, streets[0] + streets[2])
        self.assertEqual(streets[1].replaced_by_id, streets[0])
        accounts._refresh_address_batch()
        self.assertEqual(accounts[0].address, "Bahor MFY, Navoiy koʻchasi, 5")
        other = self.env["elektrohisob.locality"].create(
            {"name": "Far", "district_id": self.district_b.district_id.id}
        )
        with self.assertRaisesRegex(UserError, "of one district only"):
            other._merge_into(locality)

    def test_lists_have_their_tools(self):
        for name, model in self.env.registry.items():
            if model._abstract or not hasattr(model, "_reference_columns"):
                continue
            arch = self.env[name].get_view(view_type="list")["arch"]
            for button in ("action_export_sheet", "action_load_sheet", "action_merge"):
                self.assertIn(button, arch, name)
            arch = self.env[name].get_view(view_type="form")["arch"]
            self.assertIn("action_open_usages", arch, name)
