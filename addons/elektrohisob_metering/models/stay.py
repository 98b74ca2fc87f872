from odoo import api, fields, models


class Stay(models.Model):
    """A device at a place, or at a usage point, from the day it came to the day it
    left (empty: it is there now).

    Derived from the journal of movements and written by posting alone. On the day of
    a move the device is at its new place; a stay within one day has no length.
    """

    _name = "elektrohisob.stay"
    _description = "Stay of a device"
    _order = "date_start desc, id desc"
    _rec_name = "device_id"

    device_id = fields.Many2one(
        "elektrohisob.device", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="device_id.kind", store=True)
    type_id = fields.Many2one(related="device_id.type_id", store=True)
    place_id = fields.Many2one("elektrohisob.place", index=True, ondelete="restrict")
    place_kind = fields.Selection(
        related="place_id.kind", string="Kind of place", store=True
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point", index="btree_not_null", ondelete="restrict"
    )
    account_id = fields.Many2one(related="usage_point_id.account_id")
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, index=True
    )
    responsible = fields.Char(string="Answers for it")
    date_start = fields.Date(string="Came", required=True)
    date_end = fields.Date(string="Left")
    line_id = fields.Many2one(
        "elektrohisob.movement.line",
        string="Line of the journal",
        required=True,
        index=True,
        ondelete="restrict",
    )
    movement_id = fields.Many2one(related="line_id.movement_id", string="Document")
    host_device_id = fields.Many2one("elektrohisob.device", string="Seals")
    part = fields.Selection(related="line_id.part")
    quantity = fields.Integer(string="Number of devices", default=1)

    _one_place = models.Constraint(
        "EXCLUDE USING gist (device_id WITH =, "
        "daterange(date_start, date_end, '[)') WITH &&)",
        "A device can be in one place only on a day.",
    )
    _place_or_point = models.Constraint(
        "CHECK(num_nonnulls(place_id, usage_point_id) = 1)",
        "A device stays at a place or at a usage point.",
    )
    _days_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "A device cannot leave before it came.",
    )
    _now_idx = models.Index("(company_id, place_id) WHERE date_end IS NULL")

    @api.depends("device_id", "place_id", "usage_point_id")
    def _compute_display_name(self):
        for stay in self:
            stay.display_name = f"{stay.device_id.display_name}: {stay._tell_place()}"

    # === BUSINESS METHODS === #

    def _tell_place(self):
        """Name of the place, or account and point."""
        point = self.usage_point_id.with_context(point_with_account=True)
        return point.display_name or self.place_id.display_name or ""
