import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..adapters.sync_client import SyncTrouble
from ..adapters.sync_package_file import (
    key_id,
    new_key,
    read_package,
    write_bundle,
    write_package,
)
from .sync_common import SyncCommon


class TestSyncDivision(SyncCommon):
    def setUp(self):
        super().setUp()
        self._become("centre")
        self.old = self.region.name

    def _published_street(self):
        """Packages that make a street, and then rename it; both undone here."""
        locality = self._locality("Yangi", code="1726264998")
        street = self._street("Bobur", locality)
        first = self._publish()
        street.name = "Mirzo Bobur"
        self.region.name = "Renamed"
        second = self._publish()
        street.unlink()
        locality.unlink()
        self.region.name = self.old
        self._cross_over()
        return first + second

    def _find_street(self):
        return self.env["elektrohisob.street"].search(
            [("locality_id.code", "=", "1726264998")]
        )

    def test_packages_are_taken_in_order_and_once(self):
        first, second = self._published_street()
        with self.assertRaises(SyncTrouble) as caught:
            self.packages._take(second)
        self.assertEqual(caught.exception.code, "gap")
        self.packages._take(first)
        street = self._find_street()
        self.assertEqual(street.name, "Bobur")
        self.packages._take(second)
        self.assertEqual(street.name, "Mirzo Bobur")
        self.assertEqual(self.region.name, "Renamed")
        for content in (first, second):
            self.packages._take(content)
        self.assertEqual(self._find_street(), street)
        self.assertEqual(self.packages.search_count([]), 2)
        self.assertEqual(self.nodes._get_centre().last_number, 2)

    def test_foreign_and_damaged_packages_stop_the_chain(self):
        first, _second = self._published_street()
        file = read_package(first)
        private, _public = new_key()
        forged = write_package(file.header, file.payload, private)
        damaged = write_package(
            file.header, file.payload.replace(b"Bobur", b"Babur"),
            self.keys._get_active().private_key,
        )  # fmt: skip
        for content, code in (
            (forged, "signature"), (damaged, "digest"), (b"PK", "file"),
        ):  # fmt: skip
            with self.assertRaises(SyncTrouble) as caught:
                self.packages._take(content)
            self.assertEqual(caught.exception.code, code)
        self.assertFalse(self.packages.search([]))
        self.assertFalse(self._find_street())
        self.keys.search([]).unlink()
        with self.assertRaises(SyncTrouble) as caught:
            self.packages._take(first)
        self.assertEqual(caught.exception.code, "no_key")

    def test_another_package_of_the_same_number_breaks_the_chain(self):
        first, second = self._published_street()
        self.packages._take(first)
        package = self.packages.search([])
        package.hash = "0" * 64
        for content in (first, second):
            with self.assertRaises(SyncTrouble) as caught:
                self.packages._take(content)
            self.assertEqual(caught.exception.code, "chain")

    def test_new_key_is_learnt_from_a_package_signed_by_the_old(self):
        old = self.keys._get_active()
        self.region.name = "Before"
        packages = self._publish()
        self.keys.action_rotate()
        self.region.name = "After"
        self._publish()
        new = self.keys._get_active()
        self.assertNotEqual(old, new)
        contents = [
            base64.b64decode(package.content)
            for package in self.packages.search([], order="number")
        ]
        self.assertEqual(len(contents), 3)
        public = new.public_key
        new.unlink()
        old.state = "active"
        self._cross_over()
        for content in contents:
            self.packages._take(content)
        self.assertEqual(self.region.name, "After")
        self.assertEqual(self.keys._get_active().name, key_id(public))
        self.assertEqual(contents[0], packages[0])

    def test_rows_of_other_units_are_left_out(self):
        other = self._locality("Begona", company_id=self.district_b.id)
        own = self._locality("Oʻzimizniki MFY", company_id=self.district_a.id)
        contents = self._publish()
        (other | own).unlink()
        self._cross_over()
        for content in contents:
            self.packages._take(content)
        found = self.env["elektrohisob.locality"].search(
            [("name", "in", ("Begona", "Oʻzimizniki MFY"))]
        )
        self.assertEqual(found.mapped("name"), ["Oʻzimizniki MFY"])

    def test_change_of_a_row_of_the_centre_becomes_a_proposal(self):
        for content in self._published_street():
            self.packages._take(content)
        clerk = self.users["clerk_household"]
        street = self._find_street().with_user(clerk)
        street.name = "Temur"
        self.assertEqual(street.name, "Mirzo Bobur")
        street.name = "Amir Temur"
        proposal = self.proposals.search([])
        self.assertEqual(proposal.after, {"name": "Amir Temur"})
        self.assertEqual(proposal.before, {"name": "Mirzo Bobur"})
        self.assertEqual(proposal.company_id, self.district_a)
        self.assertEqual(proposal.author, clerk.name)
        street.locality_id.with_user(clerk).name = "Yangi nom"
        self.assertEqual(self.proposals.search_count([]), 2)
        with self.assertRaises(UserError):
            street.with_user(self.users["admin"]).unlink()
        with self.assertRaises(AccessError):
            self.region.with_user(clerk).name = "Mine"
        forged = {"elektrohisob_sync": True, "install_mode": True}
        street.with_context(**forged).name = "Forged"
        self.assertEqual(self._find_street().name, "Mirzo Bobur")

    def test_impossible_change_is_refused_at_once(self):
        for content in self._published_street():
            self.packages._take(content)
        street = self._find_street()
        self._street("Boshqa", street.locality_id)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            street.name = "Boshqa"
        self.assertFalse(self.proposals.search([]))

    def test_rows_entered_here_stay_ours(self):
        for content in self._published_street():
            self.packages._take(content)
        mine = self._street("Oʻzimizniki", self._find_street().locality_id)
        mine.name = "Meniki"
        self.assertEqual(mine.name, "Meniki")
        mine.unlink()
        self.assertFalse(self.proposals.search([]))
        with self.assertRaises(UserError):
            self.env["elektrohisob.region"].create({"code": "1799", "name": "Mine"})

    def test_translation_of_a_row_of_the_centre_becomes_a_proposal(self):
        for content in self._published_street():
            self.packages._take(content)
        self.region.update_field_translations("name", {"ru_RU": "Наш"})
        self.assertEqual(self.proposals.search([]).after["name"]["ru_RU"], "Наш")
        self.assertNotEqual(self.region.with_context(lang="ru_RU").name, "Наш")

    def test_lines_travel_inside_their_row_with_their_languages(self):
        parameter = self.env["elektrohisob.parameter"].create(
            {
                "code": "sync_test",
                "name": "Test",
                "value_type": "choice",
                "choice_ids": [(0, 0, {"code": "a", "name": "A"})],
            }
        )
        parameter.choice_ids.update_field_translations("name", {"ru_RU": "А"})
        contents = self._publish()
        parameter.unlink()
        self.env["elektrohisob.sync.change"].search([]).unlink()
        self._cross_over()
        for content in contents:
            self.assertFalse(self.packages._take(content).parked_count)
        choice = parameter.search([("code", "=", "sync_test")]).choice_ids
        self.assertEqual(choice.with_context(lang="ru_RU").name, "А")
        with self.assertRaises(UserError):
            choice.name = "B"

    def test_row_that_cannot_be_taken_is_set_aside_and_tried_again(self):
        locality = self._locality("Yangi", code="1726264998")
        first = self._publish()
        street = self._street("Bobur", locality)
        second = self._publish()
        street.unlink()
        locality.unlink()
        self._cross_over()
        self.packages._take(first[0])
        found = self.env["elektrohisob.locality"].search([("code", "=", "1726264998")])
        # the row it belongs to is lost here, which the guard would not allow
        self.rows.search([]).unlink()
        found.unlink()
        package = self.packages._take(second[0])
        self.assertEqual(package.parked_count, 1)
        parked = self.rows.search([("state", "=", "parked")])
        self.assertIn("1726264998", parked.reason)
        self._locality("Yangi", code="1726264998")
        self.assertEqual(self.rows._retry(), 0)
        self.assertEqual(self._find_street().name, "Bobur")

    def test_deleted_row_is_deleted(self):
        locality = self._locality("Yangi", code="1726264998")
        street = self._street("Bobur", locality)
        first = self._publish()
        street.unlink()
        second = self._publish()
        locality.unlink()
        self._cross_over()
        self.packages._take(first[0])
        self.assertTrue(self._find_street())
        self.packages._take(second[0])
        self.assertFalse(self._find_street())
        self.assertEqual(
            self.rows.search_count([("model", "=", "elektrohisob.street")]), 0
        )

    def test_packages_come_from_a_file(self):
        contents = self._published_street()
        names = [f"{n}.elhsync" for n in range(2, 0, -1)]
        bundle = write_bundle(dict(zip(names, reversed(contents), strict=True)))
        load = self.env["elektrohisob.sync.package.load"]
        wizard = load.create({"content": base64.b64encode(bundle)})
        wizard.action_load()
        self.assertEqual(self._find_street().name, "Mirzo Bobur")
        self.assertIn("before", wizard.action_load()["params"]["message"])
        with self.assertRaises(UserError):
            load.create({"content": base64.b64encode(b"text")}).action_load()
