import time

from odoo.exceptions import AccessError

from .common import ElektrohisobCommon

LIMIT = 180  # seconds in which the whole country must be there


class TestCountry(ElektrohisobCommon):
    """1 holding, 14 enterprises and 206 district networks of the classifier."""

    def test_created_completed_and_left_alone(self):
        companies = self.env["res.company"]
        regions = self.env["elektrohisob.region"].search([])
        districts = regions.district_ids
        self.assertEqual((len(regions), len(districts)), (14, 206))
        plan = companies.build_country(dry_run=True)
        self.assertEqual(
            plan["needed"], {"holding": 1, "enterprise": 14, "district": 206}
        )
        before = companies.search_count([])
        started = time.monotonic()
        done = companies.build_country()
        self.env.flush_all()
        self.assertLess(time.monotonic() - started, LIMIT)
        self.assertEqual(done, plan)
        self.assertEqual(
            companies.search_count([]) - before, sum(done["created"].values())
        )
        self._check_tree(regions, districts)
        again = companies.build_country()
        self.assertEqual(sum(again["created"].values()), 0)
        self.assertEqual(again["existing"], plan["needed"])

    def _check_tree(self, regions, districts):
        units = self.env["res.company"].search([("network_level", "!=", False)])
        networks = units.filtered(lambda unit: unit.network_level == "district")
        self.assertEqual(networks.district_id, districts)
        enterprises = units.filtered("region_id") - networks
        self.assertLessEqual(regions, enterprises.region_id)
        created = networks - self.district_a - self.district_b
        for network in created:
            self.assertEqual(network.network_code, network.district_id.code)
            self.assertEqual(network.parent_id.region_id, network.region_id)
            self.assertEqual(network.parent_id.network_level, "enterprise")
        self.assertEqual(set(created.mapped("document_lang")), {"uz_UZ"})
        self.assertEqual(created.currency_id, self.env.ref("base.UZS"))
        fergana = created.filtered(lambda unit: unit.network_code == "1730401")
        self.assertEqual(fergana.name, "Fargʻona shahar ETK")
        # what existed serves its place still, and is not doubled
        self.assertEqual(self.district_a.name, "Test district A")

    def test_empty_company_becomes_the_holding(self):
        main = self.env.ref("base.main_company")
        if main.network_level or main.child_ids:
            self.skipTest("the first company of this database is a unit already")
        self.holding.network_level = False
        self.holding.network_code = False
        self.assertEqual(self.env["res.company"]._get_country_plan()[0].company, main)

    def test_administrators_of_the_holding_only(self):
        """Who creates a unit sees it: a district would open the whole country."""
        companies = self.env["res.company"]
        for role in ("clerk_household", "manager", "auditor", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                companies.with_user(self.users[role]).build_country()

    def test_wizard_shows_and_creates(self):
        admin = self._create_staff(self.holding, "country", ["admin"]).user_id
        wizard = self.env["elektrohisob.country.build"].with_user(admin).create({})
        self.assertEqual(len(wizard.line_ids), 221)
        self.assertGreaterEqual(wizard.existing_count, 3)
        self.assertEqual(wizard.missing_count, 221 - wizard.existing_count)
        action = wizard.action_build()
        self.assertEqual(action["tag"], "elektrohisob_base.country_progress")
        companies = self.env["res.company"].with_user(admin)
        part = companies.build_country(limit=30)  # what the page of progress calls
        self.assertEqual(sum(part["created"].values()), 30)
        companies.build_country(limit=300)
        after = self.env["elektrohisob.country.build"].with_user(admin).create({})
        self.assertEqual(after.missing_count, 0)
