from odoo import api, fields, models


class UsagePoint(models.Model):
    """Points with several meters."""

    _inherit = "elektrohisob.usage.point"

    meter_count = fields.Integer(string="Meters", compute="_compute_meter_count")

    @api.depends("installation_ids.date_start", "installation_ids.date_end")
    def _compute_meter_count(self):
        for point in self:
            point.meter_count = len(point.installation_ids.filtered("is_current"))

    # === ACTIONS === #

    def action_add_meter(self):
        """Open the act that hangs a further meter beside those of the point."""
        self.ensure_one()
        taken = set(self.installation_ids.filtered("is_current").mapped("place_no"))
        free = next(n for n in range(1, len(taken) + 2) if n not in taken)
        action = self.action_swap()
        action["context"] |= {"default_place_no": free}
        return action
