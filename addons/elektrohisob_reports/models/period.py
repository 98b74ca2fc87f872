from odoo import models


class Period(models.Model):
    """A closed month leads to its turnover sheet."""

    _inherit = "elektrohisob.period"

    def action_view_turnover(self):
        """Open the turnover sheet of the month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_reports.turnover_report_action"
        )
        return {**action, "domain": [("period_id", "=", self.id)], "context": {}}
