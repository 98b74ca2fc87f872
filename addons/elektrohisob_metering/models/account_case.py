from odoo import fields, models


class AccountCase(models.Model):
    """Points, meter acts and readings that an application needs."""

    _inherit = "elektrohisob.account.case"

    phases = fields.Selection([("1", "One"), ("3", "Three")], default="1")
    voltage = fields.Selection(
        lambda self: (
            self.env["elektrohisob.usage.point"]
            ._fields["voltage"]
            ._description_selection(self.env)
        ),
        default="0.22",
    )

    # === ACTIONS === #

    def action_meter_act(self):
        """Enter the act of the meter: installation, or removal at the closing."""
        self.ensure_one()
        action = self.account_id.action_install_meter()
        defaults = {"default_date": self.date, "default_act_number": self.number}
        if self.kind == "close":
            points = self.account_id.usage_point_ids
            hanging = points.filtered("installation_id")[:1]
            defaults["default_mode"] = "remove"
            if hanging:
                defaults["default_usage_point_id"] = hanging.id
        return {**action, "context": {**action["context"], **defaults}}

    def action_enter_reading(self):
        """Enter the reading of the day."""
        self.ensure_one()
        action = self.account_id.action_enter_reading()
        context = {**action["context"], "default_date": self.date}
        return {**action, "context": context}

    # === BUSINESS METHODS === #

    def _start_connect(self):
        """Override of `elektrohisob_base` to make the usage point."""
        result = super()._start_connect()
        self.env["elektrohisob.usage.point"].create(
            {
                "account_id": self.account_id.id,
                "phases": self.phases,
                "voltage": self.voltage,
                "permitted_power": self.permitted_power,
            }
        )
        return result

    def _get_steps(self):
        """Override of `elektrohisob_base` to ask for acts and readings."""
        steps = super()._get_steps()
        step = getattr(self, f"_get_meter_step_{self.kind}", None)
        return [*steps, step()] if step and self.state != "draft" else steps

    def _get_meter_step_connect(self):
        points = self.account_id.usage_point_ids
        return (
            "meter",
            self.env._("A meter hangs at the point by an act with its first reading"),
            bool(points) and all(point.installation_ids for point in points),
        )

    def _get_meter_step_close(self):
        hanging = self.account_id.usage_point_ids.installation_ids.filtered(
            lambda row: not row.date_end or row.date_end > self.date
        )
        text = self.env._("The meter is taken down by an act with its closing reading")
        if hanging:
            text += f" ({', '.join(hanging.meter_id.mapped('serial'))})"
        return ("meter", text, not hanging)

    def _get_meter_step_reregister(self):
        """Every meter that hangs on the day has a valid reading of it."""
        hanging = self.account_id.usage_point_ids.installation_ids.filtered(
            lambda row: row._is_in_force(self.date)
        )
        read = self.env["elektrohisob.reading"].search(
            [
                ("installation_id", "in", hanging.ids),
                ("date", "=", self.date),
                ("state", "=", "valid"),
            ]
        )
        missing = hanging - read.installation_id
        text = self.env._("Reading of %s", f"{self.date:%d.%m.%Y}")
        if missing:
            text += f" ({', '.join(missing.meter_id.mapped('serial'))})"
        return ("reading", text, not missing)
