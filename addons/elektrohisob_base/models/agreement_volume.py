from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.period import month_start


class AgreementVolume(models.Model):
    """Contract volumes of a month: annex to the contract."""

    _name = "elektrohisob.agreement.volume"
    _description = "Contract volume"
    _order = "agreement_id, month"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Contract",
        required=True,
        ondelete="cascade",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="agreement_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, index=True
    )
    month = fields.Date(required=True, index=True, help="Its first day.")
    year = fields.Integer(compute="_compute_year", store=True)
    kwh = fields.Float(string="Active energy (kWh)", digits=(16, 3))
    kvarh = fields.Float(string="Reactive energy (kVAr·h)", digits=(16, 3))
    minimum_kwh = fields.Float(
        string="Minimum for a protected consumer (kWh)", digits=(16, 3)
    )

    _month_uniq = models.Constraint(
        "unique(agreement_id, month)", "The contract already has volumes of this month."
    )
    _figures = models.Constraint(
        "CHECK(kwh >= 0 AND kvarh >= 0 AND minimum_kwh >= 0)",
        "No contract volume is below zero.",
    )

    @api.depends("month")
    def _compute_year(self):
        for row in self:
            row.year = row.month.year if row.month else 0

    @api.depends("agreement_id", "month")
    def _compute_display_name(self):
        for row in self:
            month = row.month and f"{row.month:%m.%Y}"
            row.display_name = f"{row.agreement_id.number or ''} {month or ''}".strip()

    @api.constrains("month")
    def _check_month(self):
        for row in self:
            if row.month != month_start(row.month):
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s: volumes are of a month, so its first "
                        "day is needed, not %(day)s.",
                        number=row.agreement_id.number,
                        day=row.month,
                    )
                )

    @api.constrains("kwh", "minimum_kwh")
    def _check_minimum(self):
        for row in self:
            if row.kwh and row.minimum_kwh > row.kwh:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s, %(month)s: the minimum of %(minimum)s "
                        "kWh is above the volume of %(kwh)s kWh.",
                        number=row.agreement_id.number,
                        month=f"{row.month:%m.%Y}",
                        minimum=f"{row.minimum_kwh:g}",
                        kwh=f"{row.kwh:g}",
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: volumes of signed contracts are the head's."""
        rows = super().create(vals_list)
        rows._check_free()
        return rows

    def write(self, vals):
        """Override of `base`: volumes of signed contracts are the head's."""
        self._check_free()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_free()

    # === BUSINESS METHODS === #

    def _check_free(self):
        """Clerks write the volumes of drafts, those who sign also the later ones."""
        if self.env.su or self.env.user.has_groups(
            "elektrohisob_base.group_manager,elektrohisob_base.group_admin"
        ):
            return
        for agreement in self.agreement_id.filtered(lambda row: row.state != "draft"):
            raise UserError(
                self.env._(
                    "Contract %(number)s is signed; its volumes are changed by a "
                    "manager or administrator.",
                    number=agreement.number,
                )
            )
