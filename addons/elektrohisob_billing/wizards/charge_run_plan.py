from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.engine.period import month_start, next_month
from odoo.addons.elektrohisob_base.tools.dates import business_today


class ChargeRunPlan(models.TransientModel):
    """Runs of all district networks of a unit whose open month it is, at once."""

    _name = "elektrohisob.charge.run.plan"
    _description = "Bill a unit"

    unit_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="A district network, an enterprise or the holding.",
    )
    month = fields.Date(
        required=True,
        compute="_compute_month",
        store=True,
        readonly=False,
        precompute=True,
        help="Any day of the month.",
    )
    district_count = fields.Integer(
        string="District networks", compute="_compute_district_count"
    )
    price_warning = fields.Char(compute="_compute_price_warning")
    preview = fields.Boolean(
        string="Preview first",
        default=True,
        help="Otherwise everything is booked at once.",
    )
    chunk_size = fields.Integer(
        string="Accounts per job", default=lambda self: self._default_chunk_size()
    )

    @api.model
    def _default_chunk_size(self):
        runs = self.env["elektrohisob.charge.run"]
        return runs.default_get(["chunk_size"])["chunk_size"]

    @api.depends("unit_id")
    def _compute_month(self):
        """The month most of the districts have open."""
        for plan in self:
            groups = self.env["elektrohisob.period"]._read_group(
                plan._get_domain(),
                ["date_start:month"],
                ["__count"],
                order="__count desc, date_start:month",
                limit=1,
            )
            plan.month = groups[0][0] if groups else month_start(business_today(self))

    @api.depends("unit_id", "month")
    def _compute_district_count(self):
        for plan in self:
            month = plan.month and month_start(plan.month)
            plan.district_count = self.env["elektrohisob.period"].search_count(
                [*plan._get_domain(), ("date_start", "=", month)]
            )

    @api.depends("month")
    def _compute_price_warning(self):
        versions = self.env["elektrohisob.tariff.version"]
        for plan in self:
            first = month_start(plan.month or business_today(self))
            last = next_month(first) - timedelta(days=1)
            plan.price_warning = versions._tell_unconfirmed(first, last)

    # === ACTIONS === #

    def action_plan(self):
        """Start the runs, or their previews, and show them."""
        self.ensure_one()
        runs = self.env["elektrohisob.charge.run"]._plan(
            self.unit_id, month_start(self.month), chunk_size=self.chunk_size
        )
        if self.preview:
            runs.action_preview()
        else:
            runs.action_start()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_run_action"
        )
        return {**action, "domain": [("id", "in", runs.ids)], "target": "main"}

    # === BUSINESS METHODS === #

    def _get_domain(self):
        """Months that may be billed in the unit."""
        return [
            ("company_id", "child_of", self.unit_id.id),
            ("state", "in", ("open", "closing")),
        ]
