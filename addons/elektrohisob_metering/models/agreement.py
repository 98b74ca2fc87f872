from odoo import models

from odoo.addons.elektrohisob_base.report.agreement_pdf import Annex
from odoo.addons.elektrohisob_base.tools import pdf


class Agreement(models.Model):
    """Annexes of a contract that metering knows: meters and balance boundary."""

    _inherit = "elektrohisob.agreement"

    # === ACTIONS === #

    def action_open_points(self):
        """Usage points of the account: the metering points of the contract."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Metering points"),
            "res_model": "elektrohisob.usage.point",
            "view_mode": "list,form",
            "domain": [("account_id", "=", self.account_id.id)],
            "context": {"default_account_id": self.account_id.id},
        }

    # === BUSINESS METHODS === #

    def _get_print_annexes(self):
        """Override of `elektrohisob_base` to list meters and boundaries."""
        found = [self._get_annex_meters(), self._get_annex_boundary()]
        return super()._get_print_annexes() + [annex for annex in found if annex.rows]

    def _get_annex_meters(self):
        """Meters that hang on the first day of the contract, or the first ones."""
        _ = self.env._
        rows = []
        for point in self.account_id.usage_point_ids:
            hanging = point.installation_ids.filtered(
                lambda row: row._is_in_force(self.date_start)
            )
            first = point.installation_ids.sorted("date_start")[:1]
            for row in hanging or first:
                meter = row.meter_id
                rows.append(
                    [
                        point.display_name,
                        point.voltage or "",
                        meter.type_id.display_name or "",
                        meter.serial or "",
                        str(row.multiplier),
                        pdf.day(row.date_start),
                        f"{point.permitted_power:g}" if point.permitted_power else "",
                    ]
                )
        return Annex(
            _("Metering points and multipliers"),
            [_("Point"), _("Voltage (kV)"), _("Meter type"), _("Serial number"),
             _("Multiplier"), _("Since"), _("Permitted power (kW)")],
            rows,
            (4, 2, 4, 3, 2, 2, 2),
        )  # fmt: skip

    def _get_annex_boundary(self):
        _ = self.env._
        rows = []
        for point in self.account_id.usage_point_ids:
            terms = point.term_ids.filtered(
                lambda row: row._is_in_force(self.date_start)
            )
            for row in terms or point.term_ids[-1:]:
                losses = dict(
                    row._fields["loss_scheme"]._description_selection(self.env)
                )
                place = (row.substation_code, row.feeder_code)
                rows.append(
                    [
                        point.display_name,
                        row.boundary or "",
                        row.act_number or "",
                        " / ".join(part for part in place if part),
                        losses[row.loss_scheme],
                    ]
                )
        return Annex(
            _("Balance boundary"),
            [_("Point"), _("Balance boundary"), _("Act of the balance boundary"),
             _("Substation, feeder"), _("Losses")],
            rows,
            (3, 4, 3, 3, 2),
        )  # fmt: skip
