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
