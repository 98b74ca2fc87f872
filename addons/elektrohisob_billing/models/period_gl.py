from datetime import timedelta

from odoo import models


class Period(models.Model):
    """The general ledger of a month: booked before the month is checked and closed,
    locked while it is closed."""

    _inherit = "elektrohisob.period"

    # === ACTIONS === #

    def action_post_gl(self):
        """Bring the general ledger of these months up to the subledger now."""
        self.check_access("write")
        self._check_state("open", "closing")
        for period in self:
            self.env["elektrohisob.gl.posting"]._post(period)
        return self.action_view_postings()

    def action_view_postings(self):
        """Open what the months have moved in the general ledger."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.gl_posting_action"
        )
        return {**action, "domain": [("period_id", "in", self.ids)]}

    def action_view_proof(self):
        """Open the comparison of the general ledger with the subledger."""
        self.ensure_one()
        wizard = self.env["elektrohisob.gl.proof"].create(
            {
                "company_id": self.company_id.id,
                "date_from": self.date_start,
                "date_to": self.date_end,
            }
        )
        return wizard._get_action()

    # === BUSINESS METHODS === #

    def _run_checks(self):
        """Override of `_run_checks` to book what the checks then look at."""
        for period in self:
            self.env["elektrohisob.gl.posting"]._post(period)
        return super()._run_checks()

    def _find_gl(self):
        """Days on which the general ledger differs from the subledger."""
        rows = self.env["elektrohisob.gl"]._compare(
            self.company_id, self.date_start, self.date_end
        )
        days = [row["date"] for row in rows if row["difference"]]
        return "elektrohisob_billing.ledger_entry_action", [
            ("company_id", "=", self.company_id.id),
            ("date", "in", days),
        ]

    def _close(self):
        """Override of `elektrohisob_base` to lock the books of the month."""
        for period in self:
            self.env["elektrohisob.gl.posting"]._post(period)
        super()._close()
        for period in self:
            period._lock_books(period.date_end)

    def _on_approved(self, approval):
        """Override of `elektrohisob_base`: a month that opens again is not locked."""
        super()._on_approved(approval)
        if approval.operation == "period_reopen":
            self._lock_books(self.date_start - timedelta(days=1))

    def _lock_books(self, day):
        """Nothing is booked in the district up to ``day`` any more."""
        company = self.company_id.sudo()  # who closes a month does not write units
        if company.root_id.chart_template:
            company.fiscalyear_lock_date = day
