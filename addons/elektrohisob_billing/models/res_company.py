from odoo import api, models

BOOKS = ("account.account", "account.journal", "account.tax", "account.fiscal.position")


class ResCompany(models.Model):
    """Units of one holding keep one set of books."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account`, which looks at the books of the unit above."""
        creator = self._get_creator(vals_list)
        # and back to the rights of the caller
        return super(ResCompany, creator).create(vals_list).sudo(self.env.su)

    @api.model
    def _load_books(self):
        """Give top units the chart of accounts of Uzbekistan, unless entries were made
        in another one; runs when the addon is installed or updated."""
        charts = self.env["account.chart.template"]
        for company in self.search([("parent_id", "=", False)]):
            if company.chart_template != "uz" and not company._existing_accounting():
                charts._load("uz", company, install_demo=False)
                company._set_currency_uzs()

    def _take_book_settings(self):
        """Copy accounts, taxes and journals of use from the unit above: what is not
        set, and all of it when the unit above has another chart now."""
        names = [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.store and field.comodel_name in BOOKS
        ]
        names += ["chart_template", "anglo_saxon_accounting"]
        names.append("account_fiscal_country_id")  # that of the taxes
        # who creates a section may not see the books of the holding
        for company in self.sudo():
            above = company.parent_ids[0]
            anew = company.chart_template != above.chart_template
            vals = {
                name: self._fields[name].convert_to_write(above[name], above)
                for name in names
                if above[name] and (anew or not company[name])
            }
            if vals:
                company.write(vals)
