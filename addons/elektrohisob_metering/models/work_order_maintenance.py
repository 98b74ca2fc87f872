from odoo import models

MAINTAIN = "maintain"


class WorkOrder(models.Model):
    """A finished maintenance is noted at the devices of the point."""

    _inherit = "elektrohisob.work.order"

    # === BUSINESS METHODS === #

    def _record_maintenance(self):
        """The devices that hang there and are looked after were so on that day."""
        self.ensure_one()
        if self.kind != MAINTAIN:
            return
        # members of the crew write no devices; the result is checked before
        devices = (
            self.env["elektrohisob.stay"]
            .sudo()
            .search(
                [
                    ("usage_point_id", "=", self.usage_point_id.id),
                    ("date_end", "=", False),
                    ("device_id.type_id.maintenance_months", ">", 0),
                ]
            )
            .device_id
        )
        day = self._get_day_done()
        for device in devices:
            if not device.date_maintained or device.date_maintained <= day:
                device.write({"date_maintained": day, "maintenance_order_id": self.id})
