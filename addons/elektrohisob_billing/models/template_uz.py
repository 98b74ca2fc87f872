from odoo import models

from odoo.addons.account.models.chart_template import template
from odoo.addons.account.models.ir_module import templ

VAT_RATES = (12, 15, 20, 0)  # newest first: 20 until 2019-09, 15 until 2022-12


class AccountChartTemplate(models.AbstractModel):
    """Chart of accounts of Uzbekistan (NSBU 21), its taxes and journals.

    Names and codes: ``data/template/account.account-uz.csv``. 0000 and 0099 are not in
    the standard: opening balances, and the other side of off-balance accounts.
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

    @template("uz", "account.tax.group")
    def _get_uz_account_tax_group(self):
        return {
            f"vat_group_{rate}": {
                "name": self.env._("VAT %s%%", rate),
                "country_id": "base.uz",
                "tax_payable_account_id": "uz6411",
                "tax_receivable_account_id": "uz4411",
            }
            for rate in VAT_RATES
        }

    @template("uz", "account.tax")
    def _get_uz_account_tax(self):
        return {
            f"vat_{use}_{rate}": self._prepare_uz_tax(use, rate, account)
            for use, account in (("sale", "uz6411"), ("purchase", "uz4411"))
            for rate in VAT_RATES
        }

    def _prepare_uz_tax(self, use, rate, account):
        """Values of one value added tax; of those no longer in force too, because
        corrections reach back to their days."""
        lines = [
            (0, 0, {"repartition_type": kind, "document_type": document, **vals})
            for document in ("invoice", "refund")
            for kind, vals in (("base", {}), ("tax", {"account_id": account}))
        ]
        return {
            "name": f"{rate}%",
            "description": self.env._("VAT %s%%", rate),
            "invoice_label": self.env._("VAT %s%%", rate),
            "type_tax_use": use,
            "amount_type": "percent",
            "amount": rate,
            "sequence": 1 if rate == VAT_RATES[0] else 10,
            "tax_group_id": f"vat_group_{rate}",
            "repartition_line_ids": lines,
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
