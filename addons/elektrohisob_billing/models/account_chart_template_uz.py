from odoo import models

from odoo.addons.account.models.chart_template import template
from odoo.addons.account.models.ir_module import templ


class AccountChartTemplate(models.AbstractModel):
    """Chart of accounts of Uzbekistan (NSBU 21), its taxes and journals.

    Names, codes and taxes: ``data/template``. 0000 and 0099 are not in the standard:
    opening balances, and the other side of off-balance accounts. Taxes no longer in
    force are there because corrections reach back to their days.
    """

    _inherit = "account.chart.template"

    def _get_chart_template_mapping(self, get_all=False):
        """Override of `account` to offer the chart, although this addon is not of the
        category of charts."""
        own = templ(
            self.env,
            "uz",
            module="elektrohisob_billing",
            parent=None,
            sequence=1,
            visible=True,
            installed=True,
        )
        return {**super()._get_chart_template_mapping(get_all), "uz": own}

    @template("uz")
    def _get_uz_template_data(self):
        return {
            "property_account_receivable_id": "uz4010",
            "property_account_payable_id": "uz6010",
            "code_digits": "4",
        }

    @template("uz", "res.company")
    def _get_uz_res_company(self):
        return {
            self.env.company.id: {
                "account_fiscal_country_id": "base.uz",
                "bank_account_code_prefix": "51",
                "cash_account_code_prefix": "50",
                "transfer_account_code_prefix": "57",
                "transfer_account_id": "uz5710",
                "account_journal_suspense_account_id": "uz5120",
                "income_currency_exchange_account_id": "uz9540",
                "expense_currency_exchange_account_id": "uz9620",
                "default_cash_difference_income_account_id": "uz9390",
                "default_cash_difference_expense_account_id": "uz9430",
                "account_journal_early_pay_discount_loss_account_id": "uz9050",
                "account_journal_early_pay_discount_gain_account_id": "uz9390",
                "account_sale_tax_id": "vat_sale_12",
                "account_purchase_tax_id": "vat_purchase_12",
                "income_account_id": "uz9020",
                "expense_account_id": "uz9120",
                "tax_calculation_rounding_method": "round_globally",
            },
        }

    @template("uz", "account.journal")
    def _get_uz_account_journal(self):
        return {
            "sale": {"default_account_id": "uz9020"},
            "cash": {
                "name": self.env._("Cash"),
                "type": "cash",
                "default_account_id": "uz5010",
            },
            "bank": {"default_account_id": "uz5110"},
            "elektrohisob": {
                "name": self.env._("Consumers"),
                "type": "general",
                "code": "EH",
                "show_on_dashboard": False,
                "sequence": 8,
            },
            "off_balance": {
                "name": self.env._("Off-balance accounts"),
                "type": "general",
                "code": "0007",
                "show_on_dashboard": False,
                "sequence": 12,
            },
        }

    @template("uz", "account.fiscal.position")
    def _get_uz_account_fiscal_position(self):
        return {
            "fiscal_position_national": {
                "name": self.env._("Uzbekistan"),
                "sequence": 1,
                "auto_apply": True,
                "country_id": "base.uz",
            },
        }
