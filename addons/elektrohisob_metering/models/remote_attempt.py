from odoo import fields, models


class RemoteAttempt(models.Model):
    """One call about a command: an attempt, a cancellation, a reply."""

    _name = "elektrohisob.remote.attempt"
    _description = "Call about a remote command"
    _order = "id"

    command_id = fields.Many2one(
        "elektrohisob.remote.command",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="command_id.company_id", store=True)
    date = fields.Datetime(
        string="At", required=True, readonly=True, default=fields.Datetime.now
    )
    action = fields.Selection(
        [("send", "Sent"), ("cancel", "Cancelled"), ("reply", "Reply")],
        string="What",
        required=True,
        readonly=True,
    )
    result = fields.Selection(
        [
            ("ok", "Taken"),
            ("failed", "Failed"),
            ("too_late", "Too late"),
            ("no_line", "No answer"),
            ("server", "Head-end disturbed"),
            ("wrong_key", "Wrong key"),
            ("refused", "Refused"),
            ("not_understood", "Not understood"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    message_id = fields.Many2one(
        "elektrohisob.exchange.message",
        readonly=True,
        ondelete="restrict",
    )
