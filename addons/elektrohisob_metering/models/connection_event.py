from odoo import api, fields, models
from odoo.tools import format_date

from .usage_point import CONNECTION_STATES


class ConnectionEvent(models.Model):
    """A usage point was disconnected or connected on a day."""

    _name = "elektrohisob.connection.event"
    _description = "Disconnection or reconnection"
    _order = "date desc, id desc"
    _check_company_auto = True

    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(related="usage_point_id.company_id", store=True)
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(CONNECTION_STATES, required=True, readonly=True)
    order_id = fields.Many2one(
        "elektrohisob.work.order",
        string="Work order",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reason_id = fields.Many2one(
        "elektrohisob.reason", readonly=True, ondelete="restrict"
    )
    note = fields.Char(readonly=True)

    _company_idx = models.Index("(company_id, date)")

    @api.depends("date", "state")
    def _compute_display_name(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for event in self:
            label = labels.get(event.state, "")
            day = format_date(self.env, event.date) if event.date else ""
            event.display_name = f"{label} {day}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to have the points follow their newest event, and what
        was estimated since settled again."""
        events = super().create(vals_list)
        events.usage_point_id._follow_connection_events()
        events.flush_recordset(["account_id"])
        # running state, written by settlement only
        self.env["elektrohisob.account.state"].sudo()._mark_dirty(
            (event.account_id.id, event.date) for event in events
        )
        return events
