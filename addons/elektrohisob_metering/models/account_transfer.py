from odoo import models
from odoo.tools import SQL

from .work_order import OPEN


class AccountTransfer(models.Model):
    _inherit = "elektrohisob.account.transfer"

    def _get_moved_tables(self):
        """Override of `elektrohisob_base` to take points, meters and readings along.

        Devices that hang at the accounts go; those taken down before stay in the stock
        of the district that has them. Booked energy stays with the books, documents of
        movement with the district that wrote them.
        """
        own = SQL("account_id = ANY(%s)", self.account_id.ids)
        hanging = SQL(
            "id IN (SELECT meter_id FROM elektrohisob_installation "
            "WHERE %s AND (date_end IS NULL OR date_end >= %s))",
            own,
            min(self.mapped("date")),
        )
        points = SQL(
            "usage_point_id IN (SELECT id FROM elektrohisob_usage_point WHERE %s)", own
        )
        beside = SQL(
            "kind != 'meter' AND id IN (SELECT device_id FROM elektrohisob_stay "
            "WHERE date_end IS NULL AND %s)",
            points,
        )
        return [
            *super()._get_moved_tables(),
            ("elektrohisob_usage_point", own),
            ("elektrohisob_installation", own),
            ("elektrohisob_device", hanging),
            ("elektrohisob_device", beside),
            ("elektrohisob_stay", points),
            (
                "elektrohisob_verification",
                SQL(
                    "device_id IN (SELECT id FROM elektrohisob_device "
                    "WHERE (%s) OR (%s))",
                    hanging,
                    beside,
                ),
            ),
            ("elektrohisob_reading", own),
            ("elektrohisob_remote_command", own),
            (
                "elektrohisob_remote_attempt",
                SQL(
                    "command_id IN (SELECT id FROM elektrohisob_remote_command "
                    "WHERE %s)",
                    own,
                ),
            ),
            *self._get_moved_work(own),
        ]

    def _get_moved_work(self, own):
        """Events, terms of the points, channels with their days, and work that is not
        done; finished orders stay with the district whose crew did them."""
        return [
            ("elektrohisob_meter_event", own),
            ("elektrohisob_usage_point_term", own),
            ("elektrohisob_connection_event", own),
            ("elektrohisob_channel", own),
            (
                "elektrohisob_interval_day",
                SQL(
                    "channel_id IN (SELECT id FROM elektrohisob_channel WHERE %s)", own
                ),
            ),
            (
                "elektrohisob_work_order",
                SQL("%s AND state = ANY(%s)", own, list(OPEN)),
            ),
        ]

    def _arrive(self):
        """Override of `elektrohisob_base` to have stops follow, and work that was
        ordered planned anew by the crews of the new district."""
        super()._arrive()
        accounts = self.account_id
        # the work of a reorganisation, whoever of the two districts started it
        env = self.sudo().env
        env["elektrohisob.route.stop"]._follow(accounts.sudo())
        orders = env["elektrohisob.work.order"].search(
            [("account_id", "in", accounts.ids), ("state", "in", OPEN)]
        )
        orders.write(
            {"state": "draft", "crew_id": False, "date_planned": False,
             "date_issued": False}
        )  # fmt: skip
