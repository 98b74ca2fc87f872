from odoo import models
from odoo.tools import SQL


class AccountTransfer(models.Model):
    _inherit = "elektrohisob.account.transfer"

    def _get_moved_tables(self):
        """Override of `elektrohisob_base` to take points, meters and readings along.

        Meters that hang at the accounts go; those taken down before stay in the stock
        of the district that has them. Booked energy stays with the books.
        """
        own = SQL("account_id = ANY(%s)", self.account_id.ids)
        hanging = SQL(
            "id IN (SELECT meter_id FROM elektrohisob_installation "
            "WHERE %s AND (date_end IS NULL OR date_end >= %s))",
            own,
            min(self.mapped("date")),
        )
        return [
            *super()._get_moved_tables(),
            ("elektrohisob_usage_point", own),
            ("elektrohisob_installation", own),
            ("elektrohisob_device", hanging),
            ("elektrohisob_reading", own),
        ]
