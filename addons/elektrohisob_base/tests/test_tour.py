from datetime import date

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("elh_tour", "post_install", "-at_install")
class TestTour(HttpCase):
    def test_clerk_finds_an_account_by_its_number(self):
        district = self.env["elektrohisob.district"].search([("code", "=", "1726264")])
        company = self.env["res.company"].create(
            {
                "name": "Tour district",
                "network_level": "district",
                "district_id": district.id,
                "logo": False,
            }
        )
        new_test_user(
            self.env,
            login="elh_tour_clerk",
            groups="elektrohisob_base.group_clerk_household",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.env["elektrohisob.account"].create(
            [
                {"company_id": company.id, "surname": "Karimov", "number": number}
                for number in ("2626401234567", "2626400000002")
            ]
        )
        self.start_tour(
            "/odoo", "elektrohisob_base_account_search", login="elh_tour_clerk"
        )

    def test_administrator_changes_a_parameter_from_a_date(self):
        parameter = self.env["elektrohisob.parameter"].create(
            {
                "code": "tour_days",
                "name": "Tour parameter",
                "value_type": "days",
                "lowest": "1",
                "highest": "60",
            }
        )
        parameter._change_from(15, date(2020, 1, 1), closed_ok=True, norm="First order")
        new_test_user(
            self.env,
            login="elh_tour_admin",
            groups="elektrohisob_base.group_admin",
            company_id=self.env.ref("base.main_company").id,
        )
        self.start_tour(
            "/odoo/parameters", "elektrohisob_base_parameter", login="elh_tour_admin"
        )
        self.assertEqual(
            parameter._get_values(
                "tour_days", None, date(2029, 1, 1), date(2031, 1, 1)
            ),
            [(date(2029, 1, 1), 15), (date(2030, 1, 1), 20)],
        )

    def _create_employee(self, name, role):
        """Card of an employee of the main company."""
        role = self.env.ref(f"elektrohisob_base.group_{role}")
        return self.env["elektrohisob.staff"].create(
            {
                "name": name,
                "login": name.lower().replace(" ", "_"),
                "company_id": self.env.ref("base.main_company").id,
                "role_ids": [(6, 0, role.ids)],
            }
        )

    def _start_administrator_tour(self, path, name, **options):
        admin = self._create_employee("Tour Admin", "admin")
        admin.user_id.password = "tour_admin"
        self.start_tour(path, name, login="tour_admin", **options)

    def test_administrator_creates_a_clerk(self):
        self._start_administrator_tour("/odoo/employees", "elektrohisob_base_clerk")
        user = self.env["res.users"].search([("login", "=", "elh_tour_new")])
        self.assertTrue(user.has_group("elektrohisob_base.group_clerk_household"))
        self.assertEqual(user.company_ids, self.env.ref("base.main_company"))

    def test_administrator_names_a_deputy(self):
        deputy = self._create_employee("Tour Deputy", "engineer")
        self._create_employee("Tour Chief", "manager")
        self._start_administrator_tour("/odoo/deputies", "elektrohisob_base_deputy")
        self.assertTrue(deputy.user_id.has_group("elektrohisob_base.group_manager"))
        self.assertTrue(deputy.user_id.has_group("elektrohisob_base.group_engineer"))

    def test_administrator_creates_the_country(self):
        main = self.env.ref("base.main_company")
        if not main.network_level:
            main.write({"network_level": "holding", "network_code": "17"})
        self._start_administrator_tour(
            "/odoo/action-elektrohisob_base.country_build_action",
            "elektrohisob_base_country",
            timeout=240,  # 220 units, each with its contact and settings of the books
        )
        needed = self.env["res.company"].build_country(dry_run=True)
        self.assertEqual(needed["existing"], needed["needed"])
