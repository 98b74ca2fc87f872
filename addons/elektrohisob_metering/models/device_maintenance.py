from odoo import api, fields, models
from odoo.tools import SQL


class Device(models.Model):
    """Plan of maintenance: devices that hang are looked after at the interval of
    their type, counted from the day they were hung or looked after last."""

    _inherit = "elektrohisob.device"

    date_maintained = fields.Date(
        string="Maintained on",
        help="Day of the last maintenance; a finished work order of that kind sets it.",
    )
    maintenance_order_id = fields.Many2one(
        "elektrohisob.work.order",
        string="Order of the last maintenance",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_maintain_next = fields.Date(
        string="Next maintenance",
        compute="_compute_date_maintain_next",
        store=True,
        help="By the interval of the type; empty for devices that do not hang.",
    )

    _maintain_idx = models.Index(
        "(company_id, date_maintain_next) WHERE date_maintain_next IS NOT NULL"
    )

    # not on the interval of the type: see ``_plan_maintenance``
    @api.depends("date_maintained", "type_id", "state", "stay_ids.date_start")
    def _compute_date_maintain_next(self):
        for device in self:
            months = device.type_id.maintenance_months
            first = device.stay_id.date_start
            if not months or device.state != "installed" or not first:
                device.date_maintain_next = False
                continue
            last = max(filter(None, (device.date_maintained, first)))
            device.date_maintain_next = fields.Date.add(last, months=months)

    # === BUSINESS METHODS === #

    @api.model
    def _plan_maintenance(self, types):
        """The interval of the types is another one: plan all their devices anew, by
        one statement, a type may have hundreds of thousands."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_device AS device
                   SET date_maintain_next = (
                       SELECT GREATEST(device.date_maintained, stay.date_start)
                              + make_interval(months => type.maintenance_months)
                         FROM elektrohisob_stay AS stay
                        WHERE stay.device_id = device.id AND stay.date_end IS NULL
                          AND type.maintenance_months > 0
                          AND device.state = 'installed')
                  FROM elektrohisob_device_type AS type
                 WHERE type.id = device.type_id AND type.id = ANY(%s)
                """,
                types.ids,
            )
        )
        self.invalidate_model(["date_maintain_next"])
