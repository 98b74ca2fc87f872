from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.dates import business_today


class StaffGrant(models.Model):
    """Right for a time: a role, or standing in for somebody who is absent.

    It begins and ends by itself, at the latest with the first request of a day.
    Rights of Odoo are roles times units. If two people differ in both, adding one's
    to the other's would give roles in units where nobody has them; then the deputy
    works *instead*: with the other's rights alone, and his own come back at the end.
    """

    _name = "elektrohisob.staff.grant"
    _description = "Right for a time"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "staff_id"

    kind = fields.Selection(
        [("deputy", "Deputy"), ("role", "Temporary role")],
        required=True,
        default="deputy",
    )
    staff_id = fields.Many2one(
        "elektrohisob.staff",
        string="Who gets it",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="staff_id.company_id", store=True, index=True, string="Unit"
    )
    principal_id = fields.Many2one(
        "elektrohisob.staff", string="Stands in for", index=True, ondelete="restrict"
    )
    role_ids = fields.Many2many(
        "res.groups",
        "elektrohisob_staff_grant_role_rel",
        string="Roles",
        domain=lambda self: [
            ("id", "in", self.env["elektrohisob.staff"]._get_given_roles().ids)
        ],
    )
    date_start = fields.Date(string="First day", default=business_today)
    date_end = fields.Date(string="Last day")
    reason = fields.Char(required=True)
    state = fields.Selection(
        [("planned", "Planned"), ("active", "In force"), ("ended", "Ended")],
        required=True,
        readonly=True,
        default="planned",
    )
    is_instead = fields.Boolean(
        string="Instead of his own work",
        compute="_compute_is_instead",
        store=True,
        help="The deputy works with the rights of the other person alone: together "
        "with his own they would reach further than either of them.",
    )
    granted_by_id = fields.Many2one(
        "res.users",
        string="Given by",
        readonly=True,
        default=lambda self: self.env.user,
    )

    _end_is_set = models.Constraint(
        "CHECK(date_end IS NOT NULL)",
        "A right for a time needs its last day.",
    )
    _deputy_or_role = models.Constraint(
        "CHECK((kind = 'deputy') = (principal_id IS NOT NULL))",
        "A deputy stands in for somebody; a temporary role does not.",
    )
    _instead_once = models.Constraint(
        "EXCLUDE USING gist (staff_id WITH =, daterange(date_start, date_end, '[]') "
        "WITH &&) WHERE (is_instead AND state <> 'ended')",
        "Nobody works instead of two people at a time. End the other right first.",
    )

    @api.depends("staff_id", "principal_id", "staff_id.role_ids",
                 "principal_id.role_ids")  # fmt: skip
    def _compute_is_instead(self):
        for grant in self:
            grant.is_instead = (
                bool(grant.principal_id and grant.staff_id) and not grant._fits_beside()
            )

    @api.constrains("staff_id", "principal_id", "kind", "role_ids")
    def _check_people(self):
        for grant in self:
            if grant.principal_id == grant.staff_id:
                raise ValidationError(self.env._("Nobody stands in for himself."))
            if grant.kind == "role" and not grant.role_ids:
                raise ValidationError(self.env._("Choose the role that is given."))
            if grant.principal_id.is_system:
                raise ValidationError(
                    self.env._(
                        "%(name)s administers the system and has no deputy here.",
                        name=grant.principal_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to check who gives the right, and to begin it."""
        grants = super().create(vals_list)
        grants._check_may_grant()
        grants._advance()
        return grants

    def write(self, vals):
        """Override of `base`: only the last day of a right is changed."""
        self.check_access("write")
        if not self.env.su and vals.keys() - {"date_end", "reason"}:
            raise UserError(
                self.env._(
                    "A right that was given is not rewritten: end it and give another."
                )
            )
        self._check_may_grant()
        result = super().write(vals)
        self._advance()
        return result

    # === ACTIONS === #

    def action_end(self):
        """End the right now."""
        self._check_may_grant()
        self._end()

    # === BUSINESS METHODS === #

    def _fits_beside(self):
        """Whether both people's rights together reach no further than each alone.

        Own roles must not come into foreign units, nor foreign roles into own ones.
        """
        self.ensure_one()
        deputy, principal = self.staff_id, self.principal_id
        own_units, units = deputy._get_units(), principal._get_units()
        own_roles = deputy.role_ids.all_implied_ids
        roles = principal.role_ids.all_implied_ids
        return (units <= own_units or own_roles <= roles) and (
            own_units <= units or roles <= own_roles
        )

    def _check_may_grant(self):
        """Both cards must be the administrator's to change, and neither his own."""
        (self.staff_id | self.principal_id)._check_may_manage()

    def _counts(self, day):
        """Whether the right is in force on ``day`` and was not ended."""
        self.ensure_one()
        return self.state != "ended" and self._is_in_force(day)

    def _end(self):
        """End the rights at once."""
        going = self.filtered(lambda grant: grant.state != "ended")
        # the caller has checked, or it is time
        going.sudo().state = "ended"
        going.staff_id._sync()

    def _advance(self):
        """Begin and end what is due today; users follow."""
        day = business_today(self)
        for grant in self.sudo():  # by date, whoever looks
            if grant.state == "ended":
                continue
            state = "planned" if grant.date_start > day else "active"
            if grant.date_end < day:
                state = "ended"
            if grant.state != state:
                grant.state = state
        self.staff_id._sync()

    @api.model
    def _get_due(self):
        """Rights whose state is not that of today."""
        day = business_today(self)
        return self.sudo().search(  # by date, whoever looks
            (Domain("state", "=", "planned") & Domain("date_start", "<=", day))
            | (Domain("state", "!=", "ended") & Domain("date_end", "<", day))
        )

    @api.model
    def _get_over(self):
        """Cards whose access has ended and whose user is still open."""
        cards = self.env["elektrohisob.staff"].sudo()  # by date, whoever looks
        day = business_today(self)
        return cards.search([("access_until", "<", day), ("user_id.active", "=", True)])

    @api.model
    def _is_due(self):
        """Whether anything begins or ends today that has not yet."""
        return bool(self._get_due() or self._get_over())

    @api.model
    def _cron_advance(self):
        """Begin and end rights by date, and close cards whose access has ended."""
        self._get_due()._advance()
        self._get_over()._sync()
