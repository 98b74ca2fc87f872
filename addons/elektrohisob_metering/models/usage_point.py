from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.elektrohisob_base.tools.dates import business_today

CONNECTION_STATES = [("connected", "Connected"), ("disconnected", "Disconnected")]


class UsagePoint(models.Model):
    """Place where an account takes electricity through a meter (CIM UsagePoint)."""

    _name = "elektrohisob.usage.point"
    _description = "Usage point"
    _order = "account_id.id desc, code"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Char(string="Point", required=True, default="1")
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    name = fields.Char(string="Place", help="Where the meter hangs.")
    phases = fields.Selection([("1", "One"), ("3", "Three")], default="1")
    voltage = fields.Selection(
        [("0.22", "0.22 kV"), ("0.4", "0.4 kV"), ("6", "6 kV"), ("10", "10 kV"),
         ("35", "35 kV"), ("110", "110 kV")],
        default="0.22",
    )  # fmt: skip
    permitted_power = fields.Float(string="Permitted power (kW)", digits=(16, 3))
    connection_state = fields.Selection(
        CONNECTION_STATES,
        string="Connection",
        required=True,
        default="connected",
    )
    connection_date = fields.Date(
        string="Since",
        help="Day since which the point is connected or disconnected.",
    )
    term_ids = fields.One2many(
        "elektrohisob.usage.point.term",
        "usage_point_id",
        string="Connection terms",
    )
    installation_ids = fields.One2many("elektrohisob.installation", "usage_point_id")
    installation_id = fields.Many2one(
        "elektrohisob.installation", compute="_compute_installation_id", string="Meter"
    )

    stop_ids = fields.One2many("elektrohisob.route.stop", "usage_point_id")

    _company_idx = models.Index("(company_id, account_id)")
    _code_uniq = models.Constraint(
        "unique(account_id, code)", "The account already has a point with this code."
    )

    @api.depends("installation_ids.date_start", "installation_ids.date_end")
    def _compute_installation_id(self):
        for point in self:
            current = point.installation_ids.filtered("is_current")
            point.installation_id = current._get_main()[:1]

    @api.depends("code", "name", "account_id")
    @api.depends_context("point_with_account")
    def _compute_display_name(self):
        for point in self:
            parts = [point.code, point.name]
            if self.env.context.get("point_with_account"):
                parts.insert(0, point.account_id.display_name)
            point.display_name = " · ".join(part for part in parts if part)

    @api.constrains("account_id")
    def _check_account(self):
        """Readings belong to the account they were charged to."""
        for point in self:
            strange = self.env["elektrohisob.reading"].search_count(
                [
                    ("installation_id.usage_point_id", "=", point.id),
                    ("account_id", "!=", point.account_id.id),
                ],
                limit=1,
            )
            if strange:
                raise ValidationError(
                    self.env._(
                        "Point %(point)s has readings of another account. Create a "
                        "new point for account %(account)s instead.",
                        point=point.code,
                        account=point.account_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to date a change of the connection, today unless said
        otherwise."""
        state = vals.get("connection_state")
        if state and "connection_date" not in vals:
            changed = self.filtered(lambda point: point.connection_state != state)
            today = business_today(self)
            super(UsagePoint, changed).write({"connection_date": today})
        return super().write(vals)

    # === ACTIONS === #

    def action_swap(self):
        """Open the wizard that installs, replaces or removes the meter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Install, replace or remove a meter"),
            "res_model": "elektrohisob.installation.swap",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_account_id": self.account_id.id,
                "default_usage_point_id": self.id,
            },
        }
