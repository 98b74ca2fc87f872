from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Device(models.Model):
    """Plan of verifications: what is due, and what follows."""

    _inherit = "elektrohisob.device"

    # === ACTIONS === #

    def action_to_laboratory(self):
        """Put the devices into a new laboratory batch."""
        company = self.company_id
        if len(company) != 1:
            raise UserError(
                self.env._("Choose devices of one district network for a batch.")
            )
        laboratory = self.env["elektrohisob.place"]._get_place(company, "laboratory")
        batch = self.env["elektrohisob.verification.batch"].create(
            {
                "company_id": company.id,
                "laboratory_id": laboratory.id,
                "line_ids": [Command.create({"device_id": row.id}) for row in self],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": batch._name,
            "res_id": batch.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _domain_due(self, day):
        """Devices that hang and are to be verified by ``day``."""
        return (
            Domain("state", "=", "installed")
            & Domain("date_verify_next", "!=", False)
            & Domain("date_verify_next", "<=", day)
        )

    @api.model
    def _cron_order_verifications(self):
        """Order the verification of meters that are due soon, in the districts that
        want it so; a point with such an open order gets no second one."""
        today = business_today(self)
        Parameter = self.env["elektrohisob.parameter"]
        for company in self.env["res.company"].search(
            [("network_level", "=", "district")]
        ):
            if Parameter._get_value("verification_follow", company, today) != "order":
                continue
            ahead = Parameter._get_value("verification_ahead_days", company, today)
            last_day = today.fromordinal(today.toordinal() + ahead)
            devices = self.search(
                self._domain_due(last_day) & Domain("company_id", "=", company.id)
            )
            self.env["elektrohisob.work.order"]._order_for(
                devices.installation_id.usage_point_id,
                "verify",
            )
