from odoo import api, fields, models


class ChannelAttach(models.TransientModel):
    """Say at which usage point channels measure, and from which day."""

    _name = "elektrohisob.channel.attach"
    _description = "Attach channels"

    channel_ids = fields.Many2many("elektrohisob.channel", required=True)
    with_siblings = fields.Boolean(
        string="All channels of the measuring point",
        default=True,
        help="Active and reactive, import and export are attached together.",
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point", string="Usage point", required=True
    )
    date_start = fields.Date(string="First day", help="Empty: from the beginning.")
    coefficient_applied = fields.Boolean(
        string="Sent as primary energy",
        default=True,
        help="The sender already multiplied by the ratios of the transformers. If "
        "not, the multiplier of the installation is applied in settlement.",
    )
    days = fields.Integer(string="Days waiting", compute="_compute_days")

    @api.depends("channel_ids", "with_siblings")
    def _compute_days(self):
        for wizard in self:
            channels = wizard._get_channels()
            wizard.days = self.env["elektrohisob.interval.day"].search_count(
                [("channel_id", "in", channels.ids), ("state", "=", "valid")]
            )

    def action_attach(self):
        """Attach the channels; their days are used from now on."""
        self.ensure_one()
        vals = {
            "usage_point_id": self.usage_point_id.id,
            "coefficient_applied": self.coefficient_applied,
        }
        if self.date_start:
            vals["date_start"] = self.date_start
        self._get_channels().write(vals)
        return {"type": "ir.actions.act_window_close"}

    def _get_channels(self):
        """The chosen channels and, if asked, the unattached ones of their points."""
        channels = self.channel_ids._origin
        if not self.with_siblings:
            return channels
        for channel in channels:
            channels |= self.env["elektrohisob.channel"].search(
                [
                    ("point_code", "=", channel.point_code),
                    ("area_code", "=", channel.area_code),
                    ("company_id", "=", channel.company_id.id),
                    ("usage_point_id", "=", False),
                ]
            )
        return channels
