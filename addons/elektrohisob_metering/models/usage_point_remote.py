from odoo import api, fields, models


class UsagePoint(models.Model):
    """Remote control of the point: commands, protection from them."""

    _inherit = "elektrohisob.usage.point"

    protection = fields.Selection(
        [
            ("social", "Social: hospital, school, life support"),
            ("strategic", "Strategic: water, communication, defence"),
        ],
        string="Protected from disconnection",
        help="Whoever disconnects or limits a protected point needs the decision of "
        "another person.",
    )
    power_limit = fields.Float(
        string="Limited to (kW)",
        digits=(16, 3),
        readonly=True,
        copy=False,
        help="Limit set at the meter by the last remote command.",
    )
    is_remote = fields.Boolean(
        string="Meter read remotely", compute="_compute_is_remote"
    )
    command_ids = fields.One2many("elektrohisob.remote.command", "usage_point_id")

    event_ids = fields.One2many("elektrohisob.meter.event", "usage_point_id")
    alarm_count = fields.Integer(
        string="New alarms",
        compute="_compute_alarm_count",
        help="Alarms and warnings of the meter nobody has looked at.",
    )
    command_state = fields.Selection(
        lambda self: (
            self.env["elektrohisob.remote.command"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Last remote command",
        compute="_compute_command_state",
    )

    @api.depends("installation_ids.meter_id.type_id.is_smart")
    def _compute_is_remote(self):
        for point in self:
            point.is_remote = point.installation_id.meter_id.type_id.is_smart

    @api.depends("event_ids.state")
    def _compute_alarm_count(self):
        counts = dict(
            self.env["elektrohisob.meter.event"]._read_group(
                [
                    ("usage_point_id", "in", self.ids),
                    ("state", "=", "new"),
                    ("severity", "!=", "1"),
                ],
                ["usage_point_id"],
                ["__count"],
            )
        )
        for point in self:
            point.alarm_count = counts.get(point._origin, 0)

    @api.depends("command_ids.state")
    def _compute_command_state(self):
        for point in self:
            point.command_state = point.command_ids[:1].state

    # === ACTIONS === #

    def action_remote_command(self):
        """A new remote command for the point; its kind comes with the context."""
        self.ensure_one()
        usual = "disconnect" if self.connection_state == "connected" else "reconnect"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remote command"),
            "res_model": "elektrohisob.remote.command",
            "view_mode": "form",
            "context": {
                "default_usage_point_id": self.id,
                "default_kind": usual,
            },
        }

    def action_open_commands(self):
        """Remote commands of the point, newest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remote commands"),
            "res_model": "elektrohisob.remote.command",
            "view_mode": "list,form",
            "domain": [("usage_point_id", "=", self.id)],
            "context": {"default_usage_point_id": self.id},
        }

    def action_open_events(self):
        """What the meters of the point reported, newest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Meter events"),
            "res_model": "elektrohisob.meter.event",
            "view_mode": "list,form",
            "domain": [("usage_point_id", "=", self.id)],
        }

    # === BUSINESS METHODS === #

    def _order_crew(self, kind, ground):
        """Work order for a crew, opened at once; one that is open already is shown.

        :param str kind: see ``elektrohisob.work.order``
        :param str ground: why the order is given
        """
        self.ensure_one()
        orders = self.env["elektrohisob.work.order"]
        order = orders._order_for(self, kind, ground=ground) or orders.search(
            [("usage_point_id", "=", self.id), ("kind", "=", kind)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.work.order",
            "view_mode": "form",
            "res_id": order.id,
        }
