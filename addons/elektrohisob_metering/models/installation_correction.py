from odoo import fields, models
from odoo.exceptions import UserError


class InstallationCorrection(models.Model):
    """Acts at a point are corrected and taken back from the installation."""

    _inherit = "elektrohisob.installation"

    active = fields.Boolean(
        default=True,
        readonly=True,
        copy=False,
        help="Off: the act that hung the meter was taken back, so it never hung here.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base`: only an act taken back ends what never was."""
        if "active" in vals and not self.env.su:
            raise UserError(
                self.env._(
                    "An installation is neither archived nor brought back by hand. "
                    "Take its act back by “Correct the act”, or write a new act."
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_correct_start(self):
        """Correct the act that hung the meter."""
        self.ensure_one()
        return self.env["elektrohisob.act.correction"]._open_for(self, is_start=True)

    def action_correct_end(self):
        """Correct the act that took the meter down."""
        self.ensure_one()
        return self.env["elektrohisob.act.correction"]._open_for(self, is_start=False)

    # === BUSINESS METHODS === #

    def _get_next(self):
        """What took over from this installation by one act, if anything did."""
        return self.search([("previous_id", "=", self.id)], limit=1)

    def _get_neighbour(self, day, is_later):
        """Other installation at this place of the point nearest to ``day``."""
        rows = (self.usage_point_id.installation_ids - self).filtered(
            lambda row: (row.place_no or 1) == (self.place_no or 1)
        )
        if is_later:
            rows = rows.filtered(lambda row: row.date_start >= day)
            return rows.sorted("date_start")[:1]
        return rows.filtered(lambda row: row.date_start < day).sorted("date_start")[-1:]

    def _adopt_readings(self, note):
        """Readings of the meter that acts put into the queue, now that it hung here
        on their days: an act was taken back and written again, or one found late."""
        others = self.with_context(active_test=False).search(
            [
                ("meter_id", "=", self.meter_id.id),
                ("usage_point_id", "=", self.usage_point_id.id),
                ("id", "!=", self.id),
            ]
        )
        parked = self.env["elektrohisob.reading"]._get_parked_by_act(others)
        last = self.date_end and fields.Date.add(self.date_end, days=1)
        known = {
            (row.reading_type, row.date)
            for row in self.reading_ids
            if row.state == "valid"
        }
        parked.filtered(
            lambda row: (
                row.date > self.date_start
                and (not last or row.date <= last)
                and (row.reading_type, row.date) not in known
            )
        )._take_over(self, note)

    def _relink(self, previous):
        """Name the installation this one took over from; days must fit by then."""
        if self.previous_id != previous:
            self.previous_id = previous
            self.flush_recordset()
