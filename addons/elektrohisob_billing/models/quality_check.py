from odoo import api, models

from odoo.addons.elektrohisob_base.models.quality_check import ACTIVE, QualityCheck


class QualityCheckRegistry(models.AbstractModel):
    """Questions about tariffs."""

    _inherit = "elektrohisob.quality.check"

    @api.model
    def _get_checks(self):
        """Override of `elektrohisob_base` to ask about tariffs."""
        return [*super()._get_checks(), *self._get_billing_checks()]

    @api.model
    def _get_billing_checks(self):
        _ = self.env._
        in_force = """
            SELECT 1 FROM elektrohisob_agreement_term t
              JOIN elektrohisob_agreement g ON g.id = t.agreement_id
              JOIN elektrohisob_tariff f ON f.id = t.tariff_id
             WHERE t.account_id = elektrohisob_account.id
               AND g.state IN ('active', 'suspended')
               AND daterange(t.date_start, t.date_end, '[]') @> %(today)s::date
        """
        return [
            QualityCheck(
                "no_tariff",
                _("Accounts without a tariff today"),
                "critical",
                _("Add terms with a tariff to the contract in force."),
                f"{ACTIVE} NOT EXISTS ({in_force})",
            ),
            QualityCheck(
                "tariff_category",
                _("Accounts with a tariff of other consumers"),
                "major",
                _("Correct the category of the account or its tariff."),
                f"{ACTIVE} EXISTS ({in_force} "
                "AND f.category != elektrohisob_account.category)",
            ),
        ]
