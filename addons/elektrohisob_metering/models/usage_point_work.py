from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today


class UsagePoint(models.Model):
    """Field work at the point: orders, disconnections, verification of its meter."""

    _inherit = "elektrohisob.usage.point"

    work_order_ids = fields.One2many("elektrohisob.work.order", "usage_point_id")
    connection_event_ids = fields.One2many(
        "elektrohisob.connection.event", "usage_point_id", string="Disconnections"
    )
    verification_expired = fields.Date(
        string="Verification expired since",
        compute="_compute_verification_expired",
        search="_search_verification_expired",
        help="Day from which the meter of the point is past its verification.",
    )

    @api.depends("installation_ids.verification_expired")
    def _compute_verification_expired(self):
        for point in self:
            point.verification_expired = point.installation_id.verification_expired

    def _search_verification_expired(self, operator, value):
        domain = self.env["elektrohisob.installation"]._search_verification_expired(
            operator, value
        )
        if domain is NotImplemented:
            return NotImplemented
        return [("installation_ids", "any", domain)]

    # === ACTIONS === #

    def action_open_work_orders(self):
        """Work orders of the point, newest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work orders"),
            "res_model": "elektrohisob.work.order",
            "view_mode": "list,form",
            "domain": [("usage_point_id", "=", self.id)],
            "context": {"default_usage_point_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _record_connection(self, state, *, day=None, order=None, reason=None, note=""):
        """Note that the points were disconnected or connected on a day.

        :param str state: ``connected`` or ``disconnected``
        :param day: date; today by default
        :return: the events
        """
        return self.env["elektrohisob.connection.event"].create(
            [
                {
                    "usage_point_id": point.id,
                    "date": day or business_today(self),
                    "state": state,
                    "order_id": order.id if order else False,
                    "reason_id": reason.id if reason else False,
                    "note": note,
                }
                for point in self
            ]
        )

    def _follow_connection_events(self):
        """The state of the point is that of its newest event."""
        for point in self:
            newest = point.connection_event_ids.sorted(
                lambda event: (event.date, event.id)
            )[-1:]
            if newest:
                point.write(
                    {
                        "connection_state": newest.state,
                        "connection_date": newest.date,
                    }
                )
