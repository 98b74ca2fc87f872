from odoo import api, fields, models


class UsagePoint(models.Model):
    """Place where an account takes electricity through a meter (CIM UsagePoint)."""

    _name = "elektrohisob.usage.point"
    _description = "Usage point"
    _order = "account_id, code"
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
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    name = fields.Char(string="Place", help="Where the meter hangs.")
    phases = fields.Selection([("1", "One"), ("3", "Three")], default="1")
    voltage = fields.Selection(
        [("0.22", "0.22 kV"), ("0.4", "0.4 kV"), ("6", "6 kV"), ("10", "10 kV"),
         ("35", "35 kV"), ("110", "110 kV")],
        default="0.22",
    )  # fmt: skip
    permitted_power = fields.Float(string="Permitted power (kW)", digits=(16, 3))
    connection_state = fields.Selection(
        [("connected", "Connected"), ("disconnected", "Disconnected")],
        required=True,
        default="connected",
    )
    installation_ids = fields.One2many("elektrohisob.installation", "usage_point_id")
    installation_id = fields.Many2one(
        "elektrohisob.installation", compute="_compute_installation_id", string="Meter"
    )

    _code_uniq = models.Constraint(
        "unique(account_id, code)", "The account already has a point with this code."
    )

    @api.depends("installation_ids.date_start", "installation_ids.date_end")
    def _compute_installation_id(self):
        for point in self:
            point.installation_id = point.installation_ids.filtered("is_current")[:1]
