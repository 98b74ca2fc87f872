from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE


class UnauthorisedAct(models.Model):
    """Since when energy was taken, and what the meters counted meanwhile."""

    _inherit = "elektrohisob.unauthorised.act"

    # === BUSINESS METHODS === #

    def _find_start(self):
        """Day from which the energy of the act is counted: the last inspection or
        installation before it was found, within the months of the rules."""
        self.ensure_one()
        months = self.env["elektrohisob.parameter"]._get_value(
            "theft_max_months", self.company_id or self.account_id.company_id, self.date
        )
        found = [fields.Date.subtract(self.date, months=months)]
        found.append(self.account_id.date_open or found[0])
        installations = self.env["elektrohisob.installation"].search(
            [
                ("account_id", "=", self.account_id._origin.id),
                ("date_start", "<", self.date),
            ],
            order="date_start desc",
            limit=1,
        )
        found += installations.mapped("date_start")
        orders = self.env["elektrohisob.work.order"].search(
            [
                ("account_id", "=", self.account_id._origin.id),
                ("state", "=", "done"),
                ("date_done", "<", self.date),
            ],
            order="date_done desc",
            limit=1,
        )
        found += [
            fields.Datetime.context_timestamp(
                self.with_context(tz=TIMEZONE), order.date_done
            ).date()
            for order in orders
        ]
        return min(max(found), self.date)

    def _get_counted(self):
        """kWh that the meters counted on the days of the act."""
        self.ensure_one()
        if not (self.account_id and self.date_start and self.date_end):
            return 0.0
        until = self.date_end + timedelta(days=1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(round(sum(
                           kwh * (LEAST(date_end, %(until)s::date)
                                  - GREATEST(date_start, %(start)s::date))
                               / (date_end - date_start)), 3), 0)
                  FROM elektrohisob_consumption
                 WHERE account_id = %(account)s AND reading_type = 'A+'
                   AND date_start < %(until)s AND date_end > %(start)s
                   AND month >= date_trunc('month', %(start)s::date)
                """,
                account=self.account_id._origin.id,
                start=self.date_start,
                until=until,
            )
        )
        return max(0.0, float(rows[0][0]))

    def _get_fact_name(self):
        """What a change of a fact is called by."""
        return f"{self.number}, {format_date(self.env, self.date)}"
