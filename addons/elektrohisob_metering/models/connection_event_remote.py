from odoo import fields, models


class ConnectionEvent(models.Model):
    """Disconnections and reconnections by a remote command."""

    _inherit = "elektrohisob.connection.event"

    command_id = fields.Many2one(
        "elektrohisob.remote.command",
        string="Remote command",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    command_date = fields.Datetime(related="command_id.date_done")
