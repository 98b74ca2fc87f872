from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.period import month_start, next_month
from ..tools.states import check_state


class Period(models.Model):
    """Accounting month of a district network; facts are booked into an open one."""

    _name = "elektrohisob.period"
    _description = "Accounting period"
    _inherit = ["elektrohisob.approval.mixin"]
    _order = "date_start desc, company_id"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        domain=[("network_level", "=", "district")],
        ondelete="restrict",
    )
    date_start = fields.Date(string="First day", required=True)
    date_end = fields.Date(
        string="Last day", compute="_compute_date_end", store=True, readonly=True
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("closing", "Closing"),
            ("closed", "Closed"),
            ("waiting", "Waiting for the month before"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    date_closed = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _company_start_uniq = models.Constraint(
        "unique(company_id, date_start)", "The district already has this month."
    )
    _one_open = models.UniqueIndex(
        "(company_id) WHERE state IN ('open', 'closing')",
        "Close the earlier month of the district first: one month is open at a time.",
    )

    @api.depends("date_start")
    def _compute_date_end(self):
        for period in self:
            period.date_end = period.date_start and fields.Date.subtract(
                next_month(period.date_start), days=1
            )

    @api.depends("date_start", "company_id")
    def _compute_display_name(self):
        for period in self:
            month = period.date_start and period.date_start.strftime("%m.%Y")
            name = f"{month or ''} {period.company_id.name or ''}"
            period.display_name = name.strip()

    @api.constrains("date_start")
    def _check_first_day(self):
        for period in self:
            if period.date_start != month_start(period.date_start):
                raise ValidationError(
                    self.env._(
                        "A period starts on the first day of a month, not on %(day)s.",
                        day=period.date_start,
                    )
                )

    def write(self, vals):
        """Override of `base` to keep closed months as they are."""
        for period in self.filtered(lambda period: period.state == "closed"):
            raise UserError(
                self.env._(
                    "Period %(period)s is closed and can no longer be changed. Book "
                    "into the open month instead.",
                    period=period.display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        for period in self.filtered(lambda period: period.state == "closed"):
            raise UserError(
                self.env._(
                    "Period %(period)s is closed and cannot be deleted.",
                    period=period.display_name,
                )
            )

    # === ACTIONS === #

    def action_start_closing(self):
        """Stop new operations while the month is being checked."""
        self._check_state("open")
        self.write({"state": "closing"})

    def action_reopen(self):
        """Allow operations again in a month whose closing has begun."""
        self._check_state("closing")
        self.write({"state": "open"})

    def action_close(self):
        """Close the month for good and open the next one."""
        self._check_state("open", "closing")
        for period in self:
            period._check_closable()
            period._close()

    # === BUSINESS METHODS === #

    def _close(self):
        """Close the month whatever its checks say, and open the next one."""
        self._check_state("open", "closing")
        for period in self:
            period.write(
                {
                    "state": "closed",
                    "date_closed": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                }
            )
            period.flush_recordset()  # one open month at a time, in the table too
            if following := period._get_following():
                following.write({"state": "open"})  # it waited for a reopened month
            else:
                self.create(
                    {
                        "company_id": period.company_id.id,
                        "date_start": next_month(period.date_start),
                    }
                )

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda period, state, needed: self.env._(
                "Period %(period)s is in the state “%(state)s”; this can be done "
                "in the state “%(needed)s” only.",
                period=period.display_name,
                state=state,
                needed=needed,
            ),
        )

    def _get_following(self):
        """The month after this one, if there is one."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_start", "=", next_month(self.date_start)),
            ]
        )

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: the last closed month reopens."""
        if operation != "period_reopen":
            return super()._check_approvable(operation)
        self._check_state("closed")
        if self._get_following().state != "open":
            raise UserError(
                self.env._(
                    "Only the last closed month of a district can be reopened, and "
                    "only while the month after it is open. %(period)s is not such a "
                    "month: correct it by booking into the open month.",
                    period=self.display_name,
                )
            )
        return self._check_reopenable()

    def _check_reopenable(self):
        """Hook: raise UserError naming what the next month already holds."""
        self.ensure_one()

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to reopen the month.

        The month after it keeps what was booked and waits.
        """
        self._check_approvable(approval.operation)
        following = self._get_following()
        following.write({"state": "waiting"})
        following.flush_recordset()  # one open month at a time, in the table too
        # past the guard of ``write``: this is the only way to open a closed month
        # pylint: disable-next=super-method-mismatch
        super().write({"state": "open", "date_closed": False, "closed_by_id": False})

    def _check_closable(self):
        """Hook: raise UserError naming what is still to do before closing."""
        self.ensure_one()

    @api.model
    def _get_open(self, company):
        """The month into which facts of ``company`` are booked now.

        :raise UserError: the district has no open month.
        """
        period = self.search(
            [("company_id", "=", company.id), ("state", "in", ("open", "closing"))],
            limit=1,
        )
        if not period:
            raise UserError(
                self.env._(
                    "%(company)s has no open period. An accountant or manager "
                    "creates one under Reference data → Periods.",
                    company=company.name,
                )
            )
        return period
