from odoo import api, fields, models


class Installation(models.Model):
    """A meter at a usage point from a day to a day (both included).

    The act of installation gives the opening reading of the first day, the act of
    removal the closing reading of the day after the last one: a reading dated D is
    the register at 00:00 of D. A replacement on D ends one row on D - 1 and starts
    the next on D.
    """

    _name = "elektrohisob.installation"
    _description = "Meter installation"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "usage_point_id, date_start desc"
    _check_company_auto = True

    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    meter_id = fields.Many2one(
        "elektrohisob.meter",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(related="usage_point_id.company_id", store=True)
    multiplier = fields.Integer(
        required=True, default=1, help="Product of the transformer ratios."
    )
    act_number = fields.Char(string="Act of installation")
    act_number_end = fields.Char(string="Act of removal")
    seal_number = fields.Char()
    reading_ids = fields.One2many("elektrohisob.reading", "installation_id")

    _point_no_overlap = models.Constraint(
        "EXCLUDE USING gist (usage_point_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The usage point already has a meter on these days.",
    )
    _meter_no_overlap = models.Constraint(
        "EXCLUDE USING gist (meter_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The meter hangs at another usage point on these days.",
    )
    _multiplier_positive = models.Constraint(
        "CHECK(multiplier > 0)", "The multiplier is a whole number from 1 up."
    )

    @api.depends("meter_id")
    def _compute_display_name(self):
        for installation in self:
            installation.display_name = installation.meter_id.serial or ""
