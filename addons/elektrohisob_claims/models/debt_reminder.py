from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.states import check_state


class DebtReminder(models.Model):
    """A round of reminders by SMS to debtors, once or every month on a day.

    Who is reminded is found anew in each round: a debt paid in the meantime is not
    reminded of. Many messages, and rounds of every month, take two persons.
    """

    _name = "elektrohisob.debt.reminder"
    _description = "Reminders of debts"
    _inherit = ["elektrohisob.approval.mixin"]
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Debtors"))
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
        help="Debtors of this unit and of those below it.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category = fields.Selection(
        [
            ("household", "Households"),
            ("legal", "Legal entities"),
            ("budget", "Budget organisations"),
        ],
        string="Consumers",
        help="Leave empty for all.",
    )
    locality_ids = fields.Many2many(
        "elektrohisob.locality",
        string="Localities and mahallas",
        help="Leave empty for the whole unit.",
    )
    account_ids = fields.Many2many(
        "elektrohisob.account",
        string="Chosen debtors",
        help="Leave empty for all who fit the conditions.",
    )
    debt_least = fields.Monetary(
        string="Overdue debt from", help="What had to be paid by today."
    )
    days_least = fields.Integer(
        string="Overdue from, days",
        required=True,
        default=1,
        help="Days since the oldest unpaid sum had to be paid.",
        aggregator=None,
    )
    repeat = fields.Selection(
        [("once", "Once"), ("monthly", "Every month")],
        string="How often",
        required=True,
        default="once",
    )
    day = fields.Integer(string="On day of the month", default=1)
    date_next = fields.Date(string="Next round", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "In force"),
            ("done", "Done"),
            ("ended", "Ended"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    needs_approval = fields.Boolean(
        string="Takes two persons", compute="_compute_needs_approval"
    )
    date_counted = fields.Datetime(string="Counted", readonly=True, copy=False)
    debtor_count = fields.Integer(string="Debtors", readonly=True, copy=False)
    message_count = fields.Integer(string="Messages", readonly=True, copy=False)
    part_count = fields.Integer(string="Parts", readonly=True, copy=False)
    cost = fields.Monetary(
        readonly=True, copy=False, help="Parts × price of a part today."
    )
    debt = fields.Monetary(string="Their overdue debt", readonly=True, copy=False)
    phone_count = fields.Integer(
        string="Without a telephone", readonly=True, copy=False
    )
    stopped_count = fields.Integer(string="Want no messages", readonly=True, copy=False)
    lately_count = fields.Integer(string="Reminded lately", readonly=True, copy=False)
    plan_count = fields.Integer(string="Pay by instalments", readonly=True, copy=False)
    line_ids = fields.One2many("elektrohisob.debt.reminder.line", "reminder_id")
    line_count = fields.Integer(string="Log", compute="_compute_line_count")

    _day_range = models.Constraint(
        "CHECK(day BETWEEN 1 AND 28)", "The day of the month is from 1 to 28."
    )
    _days_positive = models.Constraint(
        "CHECK(days_least >= 1 AND debt_least >= 0)",
        "A reminder is of what is overdue by a day at least, from 0 so'm.",
    )

    @api.depends("repeat", "message_count", "company_id")
    def _compute_needs_approval(self):
        get = self.env["elektrohisob.parameter"]._get_value
        for reminder in self:
            alone = get("debt_reminder_alone", reminder.company_id)
            reminder.needs_approval = (
                reminder.repeat == "monthly" or reminder.message_count > alone
            )

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["elektrohisob.debt.reminder.line"]._read_group(
                [("reminder_id", "in", self.ids)], ["reminder_id"], ["__count"]
            )
        )
        for reminder in self:
            reminder.line_count = counts.get(reminder, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to count anew once the conditions change, and to keep
        them as they were decided."""
        if not self.env.su and vals.keys() & TERMS:
            self._check_state("draft")
            vals = {**vals, "date_counted": False, "is_counting": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_state("draft")

    # === ACTIONS === #

    def action_count(self):
        """Count who would be reminded today, and what it would cost."""
        self.check_access("write")
        self._check_state("draft")
        self._check_not_asked()
        for reminder in self:
            reminder._start_count()

    def action_start(self):
        """Send the reminders, or hand over a round that needs no second person."""
        self.check_access("write")
        self._check_state("draft")
        for reminder in self:
            reminder._check_counted()
            if reminder.needs_approval:
                raise UserError(
                    self.env._(
                        "%(reminder)s: many messages, or messages of every month, "
                        "take two persons. Ask for a decision.",
                        reminder=reminder.name,
                    )
                )
            reminder._begin()

    def action_end(self):
        """No more rounds; what is queued already goes out."""
        self.check_access("write")
        self._check_state("active")
        # the state is set by the buttons alone
        self.sudo().write({"state": "ended", "date_next": False})

    def action_view_lines(self):
        """Open what became of each debtor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_claims.debt_reminder_line_action"
        )
        domain = [("reminder_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    # === DECISIONS === #

    def _get_approval_amount(self, operation):
        """Override of `elektrohisob.approval.mixin`: what the messages cost."""
        return self.cost

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`: who is reminded, and when."""
        return TERMS

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: counted and not begun."""
        if operation != "debt_reminder":
            return super()._check_approvable(operation)
        self._check_state("draft")
        return self._check_counted()

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to send or to set the day."""
        self._check_approvable(approval.operation)
        self._begin()

    # === CHECKS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda row, state, needed: self.env._(
                "%(reminder)s is in the state %(state)s; this is possible in the state "
                "%(needed)s.",
                reminder=row.name,
                state=state,
                needed=needed,
            ),
        )

    def _check_counted(self):
        """Nobody sends what he has not seen."""
        self.ensure_one()
        if not self.date_counted or (not self.message_count and self.repeat == "once"):
            raise UserError(
                self.env._(
                    "%(reminder)s: press Count first and see how many debtors would be "
                    "reminded.",
                    reminder=self.name,
                )
            )

    def _begin(self):
        """The round goes out today, or on the day of the month from today on."""
        self.ensure_one()
        today = business_today(self)
        first = today
        if self.repeat == "monthly":
            first = fields.Date.add(
                today.replace(day=self.day), months=today.day > self.day
            )
        # the state is set by the buttons alone; they have checked the right
        self.sudo().write({"state": "active", "date_next": first})
        if first == today:
            self._start_round()


TERMS = frozenset(
    (
        *("company_id", "category", "locality_ids", "account_ids", "debt_least"),
        *("days_least", "repeat", "day"),
    )
)
