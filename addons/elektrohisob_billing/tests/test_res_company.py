from unittest.mock import patch

from odoo.exceptions import AccessError

from .common import BillingCommon


class TestResCompany(BillingCommon):
    """New units keep the books of their holding."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"].sudo()
        charts.try_loading("uz", company=cls.holding, install_demo=False)
        cls.holding._set_currency_uzs()  # the chart has put that of its country

    def test_unit_takes_the_settings_and_loads_no_chart(self):
        self.assertTrue(self.holding.account_journal_suspense_account_id)
        charts = self.registry["account.chart.template"]
        with patch.object(charts, "_load_data") as load:
            unit = self._create_company(
                "New enterprise", "enterprise", parent_id=self.holding.id
            )
            self.env.cr.precommit.run()
        load.assert_not_called()
        self.assertEqual(unit.chart_template, "uz")
        self.assertEqual(
            unit.account_journal_suspense_account_id,
            self.holding.account_journal_suspense_account_id,
        )
        self.assertEqual(unit.account_sale_tax_id, self.holding.account_sale_tax_id)

    def test_units_there_before_the_chart_have_the_settings_too(self):
        self.assertEqual(self.district_a.chart_template, "uz")
        self.assertEqual(
            self.district_a.transfer_account_id, self.holding.transfer_account_id
        )

    def test_units_with_another_chart_take_that_of_the_top(self):
        """Units made before the addon have the settings of Odoo's own chart."""
        usa = self.env.ref("base.us")
        units = self.enterprise | self.district_a
        units.sudo().write(
            {"chart_template": "generic_coa", "account_fiscal_country_id": usa.id}
        )
        units._take_book_settings()
        for unit in units.sudo():
            self.assertEqual(unit.chart_template, "uz")
            self.assertEqual(unit.account_fiscal_country_id.code, "UZ")

    def test_administrator_of_a_district_adds_a_section(self):
        user = self.users["admin"]
        section = (
            self.env["res.company"]
            .with_user(user)
            .create(
                {
                    "name": "Section",
                    "network_level": "section",
                    "parent_id": self.district_a.id,
                }
            )
        )
        self.env.cr.precommit.run()
        self.assertEqual(section.sudo().chart_template, "uz")
        for parent in (self.district_b, self.holding, self.env["res.company"]):
            with self.assertRaises(AccessError):
                section.create(
                    {
                        "name": "Foreign",
                        "network_level": "district",
                        "parent_id": parent.id,
                    }
                )
