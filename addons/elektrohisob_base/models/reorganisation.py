from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.period import month_start
from ..tools.dates import business_today

OPERATION = "reorganisation"


class Reorganisation(models.Model):
    """Unit moved below another one, or accounts handed over to another district.

    Draft → counted → approved by a second person → carried out by jobs. Closed months
    stay with the district that kept them; see docs/adr/008-reorganisation.md.
    """

    _name = "elektrohisob.reorganisation"
    _description = "Reorganisation"
    _inherit = ["elektrohisob.run.mixin", "elektrohisob.approval.mixin"]
    _slice_field = "slice_ids"

    kind = fields.Selection(
        [
            ("move", "Unit moved below another one"),
            ("split", "Part of a district to a new one"),
            ("hand_over", "Accounts to another district"),
            ("merge", "Whole district joined to another"),
        ],
        required=True,
        default="hand_over",
    )
    company_id = fields.Many2one(string="Unit", domain=[("network_level", "!=", False)])
    company_to_id = fields.Many2one(
        "res.company",
        string="Goes to",
        required=True,
        index=True,
        ondelete="restrict",
        help="District network that takes the accounts, or the unit above.",
    )
    period_id = fields.Many2one(required=False, readonly=True)
    date = fields.Date(
        string="From the day",
        required=True,
        default=lambda self: month_start(business_today(self)),
        help="First day of a month that is open in both districts.",
    )
    order_number = fields.Char(string="Order number", required=True)
    order_date = fields.Date(string="Date of the order", required=True)
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        required=True,
        domain=[("document", "=", OPERATION)],
        ondelete="restrict",
    )
    note = fields.Text()
    number_policy = fields.Selection(
        [("keep", "Keep their numbers"), ("new", "Get new numbers")],
        string="Accounts",
        required=True,
        default="keep",
        help="The old number still finds the account and takes payments.",
    )
    locality_ids = fields.Many2many("elektrohisob.locality", string="Mahallas")
    street_ids = fields.Many2many("elektrohisob.street", string="Streets")
    building_ids = fields.Many2many("elektrohisob.building", string="Houses")
    account_ids = fields.Many2many("elektrohisob.account", string="Single accounts")
    chunk_size = fields.Integer(string="Accounts per job", default=500)
    slice_ids = fields.One2many("elektrohisob.reorganisation.slice", "run_id")
    line_ids = fields.One2many("elektrohisob.account.transfer", "reorganisation_id")
    date_counted = fields.Datetime(string="Counted", readonly=True, copy=False)
    account_count = fields.Integer(string="Accounts to go", readonly=True, copy=False)
    stay_count = fields.Integer(string="Accounts that stay", readonly=True, copy=False)
    unit_count = fields.Integer(string="Units below", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", digits=(5, 1))

    _other_unit = models.Constraint(
        "CHECK(company_id <> company_to_id)",
        "Choose another unit than the one that is reorganised.",
    )
    _chunk_positive = models.Constraint(
        "CHECK(chunk_size > 0)", "A job takes at least one account."
    )
    _one_running = models.UniqueIndex(
        "(company_id) WHERE stage = 'running'",
        "Another reorganisation of this unit is still going on.",
    )

    @api.depends("order_number", "order_date", "company_id", "company_to_id")
    def _compute_name(self):
        for run in self:
            if not run.order_number or not run.company_to_id:
                run.name = self.env._("New")
                continue
            run.name = self.env._(
                "Order %(number)s of %(day)s: %(unit)s → %(target)s",
                number=run.order_number or "",
                day=f"{run.order_date:%d.%m.%Y}" if run.order_date else "",
                # the other unit, in which the reader may not work, is named too
                unit=run.company_id.sudo().name or "",
                target=run.company_to_id.sudo().name or "",
            )

    @api.depends("name")
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.name

    @api.depends("company_id", "date")
    def _compute_period_id(self):
        for run in self:
            run.period_id = self.env["elektrohisob.period"].search(
                [("company_id", "=", run.company_id.id), ("date_start", "=", run.date)],
                limit=1,
            )

    @api.depends("slice_ids.state")
    def _compute_progress(self):
        for run in self:
            done = run.slice_ids.filtered(lambda part: part.state == "done")
            share = len(done) / len(run.slice_ids) if run.slice_ids else 0.0
            run.progress = 100.0 if run.stage == "done" else 100 * share

    @api.constrains("company_id", "period_id")
    def _check_period(self):
        """Override of `elektrohisob.run.mixin`: enterprises have no months."""

    @api.constrains("kind", "company_id", "company_to_id")
    def _check_units(self):
        for run in self:
            levels = {run.company_id.network_level, run.company_to_id.network_level}
            if run.kind != "move" and levels != {"district"}:
                raise UserError(
                    self.env._(
                        "Accounts go from one district network to another; "
                        "%(unit)s or %(target)s is none.",
                        unit=run.company_id.name,
                        target=run.company_to_id.name,
                    )
                )

    def write(self, vals):
        """Override of `base` to keep what was done as it was."""
        content = set(vals) & self._get_content_fields()
        for run in self if content else self.browse():
            if run.stage != "draft":
                raise UserError(
                    self.env._(
                        "%(document)s was carried out already and no longer changes. "
                        "Make a new document.",
                        document=run.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for run in self.filtered(lambda run: run.stage != "draft" or run.approval_ids):
            raise UserError(
                self.env._(
                    "%(document)s was asked for already and stays as history.",
                    document=run.display_name,
                )
            )

    # === ACTIONS === #

    def action_start(self):
        """Override of `elektrohisob.run.mixin`: only a decision starts it."""
        raise UserError(
            self.env._("A reorganisation starts when a second person approves it.")
        )

    def action_resume(self):
        """Override of `elektrohisob.run.mixin`: jobs move what the user may not."""
        self.check_access("write")
        # lines and accounts are written with the rights of the decision, checked above
        return super(Reorganisation, self.sudo()).action_resume()

    def action_count(self):
        """Count what would go and what would stay; nothing is moved."""
        for run in self:
            run.write({**run._count(), "date_counted": fields.Datetime.now()})

    def action_view_lines(self):
        """Open the protocol: every account handed over."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounts handed over"),
            "res_model": "elektrohisob.account.transfer",
            "view_mode": "list,form",
            "domain": [("reorganisation_id", "=", self.id)],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`."""
        return frozenset(self._get_content_fields())

    @api.model
    def _get_content_fields(self):
        """Fields that say what will be done."""
        return {
            "kind",
            "company_id",
            "company_to_id",
            "date",
            "number_policy",
            "order_number",
            "order_date",
            "reason_id",
            "locality_ids",
            "street_ids",
            "building_ids",
            "account_ids",
        }
