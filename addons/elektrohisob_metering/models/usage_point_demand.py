from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.engine.period import month_start, next_month
from odoo.addons.elektrohisob_base.tools.dates import business_today

from .reading import DEMAND

WH = 1000
SHOWN = 3  # the last months


class UsagePoint(models.Model):
    """Maximum demand of a point by month: from half-hours, else from a register."""

    _inherit = "elektrohisob.usage.point"

    demand_kw = fields.Float(
        string="Maximum demand (kW)",
        digits=(16, 3),
        compute="_compute_demand",
        help="Of the last month it is known of: from half-hours, else from the "
        "register of maximum demand.",
    )
    demand_month = fields.Date(string="In the month of", compute="_compute_demand")
    demand_explanation = fields.Char(
        string="Found by", compute="_compute_demand", depends_context=("lang",)
    )
    demand_reading_ids = fields.Many2many(
        "elektrohisob.reading", string="Register", compute="_compute_demand"
    )

    @api.depends("installation_ids")
    def _compute_demand(self):
        until = next_month(month_start(business_today(self)))
        first = fields.Date.subtract(until, months=SHOWN)
        for point in self:
            rows = point._get_profile_figures(first, until)["demand"]
            last = rows[-1] if rows else {}
            point.demand_kw = last.get("kw", 0.0)
            point.demand_month = last.get("month", False)
            point.demand_explanation = last.get("explanation", False)
            point.demand_reading_ids = self.env["elektrohisob.reading"].search(
                Domain("installation_id", "in", point.installation_ids.ids)
                & Domain("reading_type", "=", DEMAND)
                & Domain("state", "=", "valid"),
                limit=12,
            )

    # === BUSINESS METHODS === #

    def _get_register_demand(self, first, until):
        """Rows of ``demand`` of ``consumption`` from the register of the months that
        lie in [first, until) and have no half-hours."""
        self.ensure_one()
        # facts of a point the caller may see
        found = self.env["elektrohisob.settlement"]._load_demands(self.account_id.ids)
        rows = []
        for month, points in found.get(self.account_id.id, {}).items():
            shown = points.get(self.id)
            if shown is None or next_month(month) <= first or month >= until:
                continue
            rows.append(
                {
                    "month": fields.Date.to_string(month),
                    "kw": shown.watts / WH,
                    "start": None,
                    "peak_kw": None,
                    "peak_start": None,
                    "source": "register",
                    "explanation": self.env._(
                        "Register of maximum demand read on %(day)s, the greatest "
                        "since %(since)s, multiplier applied.",
                        day=format_date(self.env, shown.day),
                        since=format_date(self.env, shown.since),
                    ),
                }
            )
        return rows
