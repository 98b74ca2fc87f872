import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..adapters.sync_package_file import (
    PackageFileError,
    new_key,
    read_package,
)
from ..tools.sync_invitation import read_invitation, write_invitation
from .sync_common import SyncCommon


class TestSyncValues(SyncCommon):
    def test_keys_are_paths_of_codes(self):
        self.assertEqual(self.district._get_sync_key(), self.district.code)
        street = self._street("Bobur", self._locality(), code="A/B")
        self.assertEqual(street._get_sync_key(), "A%2FB")
        self.assertEqual(street._get_sync_scope(), self.district.code)
        street.company_id = self.district_a
        key = f"A%2FB@{self.district_a.network_code}"
        self.assertEqual(street._get_sync_key(), key)
        self.assertEqual(street._sync_find([key, "A%2FB"]), {key: street})

    def test_values_hold_no_ids_and_all_languages(self):
        self.region.with_context(lang="ru_RU").name = "Город Ташкент"
        self.district.with_context(lang="uz_UZ").name = "Chilonzor tumani"
        values = self.district._sync_read()[self.district.id]
        self.assertEqual(values["region_id"], self.region.code)
        self.assertEqual(values["kind"], self.district.kind)
        self.assertEqual(values["name"]["uz_UZ"], "Chilonzor tumani")
        region = self.region._sync_read()[self.region.id]
        self.assertEqual(region["name"]["ru_RU"], "Город Ташкент")

    def test_models_come_after_those_they_name(self):
        models = self.env["elektrohisob.sync.mixin"]._get_sync_models()
        places = [
            models.index(f"elektrohisob.{name}")
            for name in ("region", "district", "locality", "street")
        ]
        self.assertEqual(places, sorted(places))

    def test_every_travelling_field_can_be_encoded(self):
        for name in self.env["elektrohisob.sync.mixin"]._get_sync_models():
            model = self.env[name]
            for field in model._get_sync_fields():
                self.assertTrue(model._fields[field].store, (name, field))
            model._get_sync_travellers()[:20]._sync_read()


class TestSyncCentre(SyncCommon):
    def test_alone_nothing_is_journalled(self):
        self.region.name = "Another"
        self.assertFalse(self.changes.search([]))

    def test_every_change_is_journalled(self):
        self._become("centre")
        street = self._street(code="sync-1")
        street.code = "sync-2"
        self.region.update_field_translations("name", {"ru_RU": "Другой"})
        street.unlink()
        found = self.changes.search([], order="id")
        kinds = [(c.model.rpartition(".")[2], c.kind) for c in found]
        self.assertEqual(
            kinds,
            [
                ("locality", "upsert"),
                ("street", "upsert"),
                ("street", "upsert"),
                ("region", "upsert"),
                ("street", "delete"),
            ],
        )
        self.assertEqual((found[2].was, found[2].key), ("sync-1", "sync-2"))

    def test_packages_are_numbered_chained_and_signed(self):
        self._become("centre")
        self.region.name = "One"
        self.region.name = "Two"
        self._publish()
        self.region.name = "Three"
        self._publish()
        self.assertFalse(self._publish())
        second, first = self.packages.search([])
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual(second.previous_hash, first.hash)
        self.assertEqual((first.sequence_from, first.sequence_to), (1, 2))
        self.assertEqual((second.sequence_from, second.sequence_to), (3, 3))
        self.assertEqual(first.row_count, 1)  # the row travels once, as it is
        file = read_package(base64.b64decode(first.content))
        file.verify(self.keys._get_active().public_key)
        with self.assertRaises(PackageFileError):
            file.verify(new_key()[1])

    def test_rows_of_a_rolled_back_change_do_not_travel(self):
        self._become("centre")
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.region.name = "Never"
            raise ZeroDivisionError
        self.assertFalse(self._publish())

    def test_first_publication_is_cut_into_parts(self):
        self._become("centre")
        self.changes._append_everything()
        packages = self.packages._publish()
        everything = self.packages._get_digests("elektrohisob.district", [])
        self.assertGreaterEqual(sum(packages.mapped("row_count")), len(everything))
        self.assertLessEqual(max(packages.mapped("row_count")), 500)

    def test_only_the_user_of_a_division_may_call(self):
        self._become("centre")
        node = self.nodes.create({"name": "A", "company_id": self.district_a.id})
        key = node._make_key()
        self.assertEqual(len(key), 40)
        self.assertTrue(node.user_id.share)
        packages = self.packages.with_user(node.user_id)
        answer = packages.pending(after=0, parked=3)
        self.assertEqual(answer, {"last": 0, "after_hash": "", "packages": []})
        self.assertEqual(node.parked_count, 3)
        for name in ("sync.package", "sync.node", "sync.key", "account", "region"):
            with self.assertRaises(AccessError):
                self.env[f"elektrohisob.{name}"].with_user(node.user_id).search([])
        for user in self.users.values():
            with self.assertRaises(AccessError):
                self.packages.with_user(user).pending(after=0)
        self._become("alone")
        with self.assertRaises(AccessError):
            packages.pending(after=0)

    def test_a_new_invitation_ends_the_old_key(self):
        self._become("centre")
        node = self.nodes.create({"name": "A", "company_id": self.district_a.id})
        action = node.action_invite()
        self.assertEqual(action["res_model"], "elektrohisob.sync.invitation")
        text = self.env[action["res_model"]].browse(action["res_id"]).text
        found = read_invitation(text)
        self.assertEqual(found["unit"], self.district_a.network_code)
        check = self.env["res.users.apikeys"]._check_credentials
        self.assertEqual(check(scope="rpc", key=found["key"]), node.user_id.id)
        node.action_invite()
        self.assertFalse(check(scope="rpc", key=found["key"]))

    def test_address_of_the_centre_is_https(self):
        vals = {"name": "C", "role": "centre"}
        with self.assertRaises(ValidationError):
            self.nodes.create({**vals, "url": "http://centre.example.uz"})
        self.nodes.create({**vals, "url": "http://127.0.0.1:8069"})

    def test_private_key_is_for_nobody(self):
        self._become("centre")
        admin = self.keys.with_user(self.users["admin"]).search([])
        self.assertTrue(admin.public_key)
        with self.assertRaises(AccessError):
            admin.read(["private_key"])
        with self.assertRaises(AccessError):
            admin.mapped("private_key")


class TestSyncSetup(SyncCommon):
    def _setup(self, **vals):
        return self.env["elektrohisob.sync.setup"].create(vals)

    def test_centre_publishes_everything(self):
        self._setup(role="centre", company_id=self.holding.id).action_apply()
        self.assertEqual(self.nodes._get_role(), "centre")
        self.assertEqual(self.nodes._get_unit(), self.holding)
        self.assertTrue(self.keys._get_active().private_key)
        self.assertGreaterEqual(self.changes.search_count([]), 14 + 206)

    def test_division_needs_its_invitation(self):
        public = new_key()[1]
        values = {
            "centre": "HET", "unit": self.district_a.network_code,
            "url": "https://centre.example.uz", "database": "", "key": "secret",
            "public_key": public,
        }  # fmt: skip
        wizard = self._setup(role="division", company_id=self.district_a.id)
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.invitation = "x"
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.invitation = write_invitation({**values, "unit": "other"})
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.invitation = write_invitation(values)
        wizard.action_apply()
        centre = self.nodes._get_centre()
        self.assertEqual(centre.url, "https://centre.example.uz")
        self.assertTrue(centre.has_key)
        self.assertEqual(self.keys._get_active().public_key, public)
        self.assertIn(self.district_a.network_code, self.nodes._get_scopes())
        self.assertIn(self.enterprise.network_code, self.nodes._get_scopes())

    def test_only_administrators_run_the_exchange(self):
        for role, user in self.users.items():
            if role == "admin":
                continue
            for act in (
                self.packages.with_user(user).action_publish,
                self.keys.with_user(user).action_rotate,
                self.env["elektrohisob.sync.difference"].with_user(user).action_compare,
            ):
                with self.assertRaises(AccessError):
                    act()

    def _centre_admin(self):
        return self._create_user("admin", self.holding + self.district_a, "sync_top")

    def test_parties_without_a_unit_are_kept_at_the_top(self):
        centre = self.nodes.create({"name": "Centre", "role": "centre"})
        local, top = self.users["admin"], self._centre_admin()
        for role in ("alone", "centre"):
            self._become(role)
            for act in (
                lambda node: node.write({"url": "https://mine.example.uz"}),
                lambda node: node.write({"company_id": self.district_a.id}),
                lambda node: node.unlink(),
                lambda node: node.create({"name": "Mine", "role": "division"}),
            ):
                with self.assertRaises(AccessError):
                    act(centre.with_user(local))
            centre.with_user(top).url = f"https://{role}.example.uz"
        self._become("centre")
        for act in (self.packages.action_publish, self.keys.action_rotate):
            method = getattr(act.__self__.with_user(local), act.__name__)
            with self.assertRaises(AccessError):
                method()
            getattr(act.__self__.with_user(top), act.__name__)()

    def test_a_division_keeps_its_own_line(self):
        self._become("division")
        centre = self.nodes.create({"name": "Centre", "role": "centre"})
        centre.with_user(self.users["admin"]).url = "https://new.example.uz"
        other = self._create_user("admin", self.district_b, "sync_other")
        with self.assertRaises(AccessError):
            centre.with_user(other).url = "https://other.example.uz"
        with self.assertRaises(AccessError):
            centre.with_user(other).action_pull()
        moved = {
            "company_id": self.district_b.id,
            "company_ids": [Command.set(self.district_b.ids)],
        }
        self.users["admin"].write(moved)
        with self.assertRaises(AccessError):
            centre.with_user(self.users["admin"]).url = "https://gone.example.uz"

    def test_who_says_what_the_database_is(self):
        local, top = self.users["admin"], self._centre_admin()
        values = {
            "centre": "HET", "unit": self.district_a.network_code,
            "url": "https://centre.example.uz", "database": "", "key": "secret",
            "public_key": new_key()[1],
        }  # fmt: skip
        vals = {
            "role": "division",
            "company_id": self.district_a.id,
            "invitation": write_invitation(values),
        }
        wizards = self.env["elektrohisob.sync.setup"]
        for role in ("alone", "centre"):
            self._become(role)
            with self.assertRaises(AccessError):
                wizards.with_user(local).create(vals).action_apply()
        self.assertEqual(self.nodes._get_role(), "centre")
        wizards.with_user(top).create(vals).action_apply()
        self.assertEqual(self.nodes._get_role(), "division")
        wizards.with_user(local).create(vals).action_apply()
        for change in ({"role": "alone"}, {"company_id": self.district_b.id}):
            with self.assertRaises(AccessError):
                wizards.with_user(local).create({**vals, **change}).action_apply()
