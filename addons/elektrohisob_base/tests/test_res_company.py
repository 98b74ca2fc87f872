from odoo.exceptions import UserError

from .common import DISTRICT_A, ElektrohisobCommon


class TestResCompany(ElektrohisobCommon):
    def test_levels_stand_in_order(self):
        with self.assertRaises(UserError):
            self._create_company("Wrong", "enterprise", parent_id=self.district_a.id)

    def test_network_name_shows_the_depth(self):
        self.assertEqual(self.holding.network_name, "Test holding")
        self.assertEqual(self.district_a.network_name, "\u2003\u2003Test district A")

    def test_prefix(self):
        self.assertEqual(self.district_a.account_prefix, DISTRICT_A[2:])

    def test_currency(self):
        self.assertEqual(self.district_a.currency_id, self.env.ref("base.UZS"))
        usd = self.env.ref("base.USD")
        company = self._create_company("Dollar", "holding", currency_id=usd.id)
        company._set_currency_uzs()
        self.assertEqual(company.currency_id, self.env.ref("base.UZS"))
