from odoo import models


class AgreementChange(models.Model):
    """A version of the terms is used once days of it are charged."""

    _inherit = "elektrohisob.agreement.change"

    # === BUSINESS METHODS === #

    def _find_use(self):
        """Override of `elektrohisob_base` to name a month charged by the version; one
        that waits for its first settlement is not used yet."""
        if self._is_waiting():
            return super()._find_use()
        day = self.date_start
        domain = [
            ("account_id", "=", self.account_id.id),
            ("month", ">=", day.replace(day=1)),
            ("date_end", ">=", day),
        ]
        charge = self.env["elektrohisob.charge"].search(domain, order="month", limit=1)
        if not charge:
            return super()._find_use()
        return self.env._(
            "%(month)s is charged already (%(kwh)s kWh)",
            month=f"{charge.month:%m.%Y}",
            kwh=f"{charge.kwh:g}",
        )

    def _is_waiting(self):
        """Whether no settlement has taken the new version into account."""
        # running state, of accounts the user sees anyway
        facts = self.env["elektrohisob.fact.change"].sudo()
        found = facts.search(
            [
                ("account_id", "=", self.account_id.id),
                ("res_model", "=", self.term_id._name),
                ("res_id", "=", self.term_id.id),
            ]
        )
        return bool(found) and not found.period_id
