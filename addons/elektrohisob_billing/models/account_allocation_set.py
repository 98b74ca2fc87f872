from odoo import api, models
from odoo.tools import SQL

from ..tools import open_debts


class AccountAllocationSet(models.Model):
    """Open debts of many accounts at once, by the same rules as those of one."""

    _inherit = "elektrohisob.account"

    def init(self):
        """Override of `base` to find open debts in the database."""
        super().init()
        open_debts.create(self.env.cr, self._get_debt_kinds())

    # === BUSINESS METHODS === #

    def _get_court_months(self):
        """First days of the months that are under a court order.

        Addons that know them replace the function ``elektrohisob_court_months``, which
        the database asks too.
        """
        self.ensure_one()
        query = SQL("SELECT elektrohisob_court_months(%s)", self.id)
        return self.env.execute_query(query)[0][0]

    @api.model
    def _get_special_units(self):
        """SQL of pairs (unit, category) whose rules do not let the oldest debt go
        first: of their accounts each debt is looked at one by one."""
        # rules of all units above
        rules = self.env["elektrohisob.allocation.rule"].sudo()
        found = rules.search(["|", ("age", "=", "current"), ("court_first", "=", True)])
        if not found:
            return SQL("SELECT NULL::integer, NULL::varchar WHERE FALSE")
        return SQL(
            """
            SELECT unit.id, rule.category
              FROM elektrohisob_allocation_rule AS rule
              LEFT JOIN res_company AS above ON above.id = rule.company_id
              JOIN res_company AS unit ON above.id IS NULL
                OR starts_with(unit.parent_path, above.parent_path)
             WHERE rule.id = ANY(%s)
            """,
            found.ids,
        )
