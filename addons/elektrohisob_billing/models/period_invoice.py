from odoo import models


class Period(models.Model):
    """A month is closed when all it charged organisations is in invoices."""

    _inherit = "elektrohisob.period"

    def _close(self):
        """Override of `base` to invoice what is not invoiced yet."""
        self._make_invoices()
        return super()._close()

    def _run_checks(self):
        """Override of `elektrohisob_billing`: the list tells what cannot be invoiced,
        not what nobody has invoiced yet."""
        self.filtered(lambda period: period.state == "closing")._make_invoices()
        return super()._run_checks()

    def _make_invoices(self):
        """Invoice what these months have charged organisations."""
        # invoices are made whoever closes the month
        invoices = self.env["elektrohisob.invoice"].sudo()
        for period in self.filtered("company_id.chart_template"):
            accounts = invoices._find_open(period.company_id, period.date_end)
            invoices._make_until(accounts, period.date_end)

    def _find_invoices(self):
        """Organisations with charges without an invoice."""
        # whoever looks at the checklist
        invoices = self.env["elektrohisob.invoice"].sudo()
        accounts = self.env["elektrohisob.account"]
        if self.company_id.chart_template:
            accounts = invoices._find_open(self.company_id, self.date_end)
        return "elektrohisob_base.account_action", [("id", "in", accounts.ids)]
