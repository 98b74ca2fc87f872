from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.states import check_state

from ..engine.instalment import due_days, split


class Instalment(models.Model):
    """A sum that a consumer may pay in monthly parts: offered, then decided.

    A correction that makes a large difference offers one by itself. What of the parts
    is paid follows from the payments since the offer was accepted.
    """

    _name = "elektrohisob.instalment"
    _description = "Payment by instalments"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, copy=False, default="/")
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
    currency_id = fields.Many2one(related="company_id.currency_id")
    correction_id = fields.Many2one(
        "elektrohisob.correction",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The difference that is paid in parts; empty: a debt of another kind.",
    )
    date = fields.Date(required=True, default=business_today)
    amount = fields.Monetary(required=True)
    part_count = fields.Integer(
        string="Parts", required=True, default=lambda self: self._get_usual_count()
    )
    date_first = fields.Date(
        string="First part not before", required=True, default=business_today
    )
    state = fields.Selection(
        [
            ("proposed", "Offered"),
            ("accepted", "Accepted"),
            ("paid", "Paid"),
            ("refused", "Refused"),
            ("ended", "Ended early"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
        index=True,
    )
    date_accepted = fields.Date(string="Accepted on", readonly=True, copy=False)
    date_paid = fields.Date(
        string="Paid in full on",
        readonly=True,
        copy=False,
        help="Day of the entry that covered the last part.",
    )
    entry_id_from = fields.Integer(
        string="Entry before the plan",
        readonly=True,
        copy=False,
        help="Last ledger entry before the acceptance.",
    )
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False, ondelete="restrict"
    )
    note = fields.Char(
        string="Ground",
        help="Application of the consumer, order, or why it is refused.",
    )
    part_ids = fields.One2many(
        "elektrohisob.instalment.part",
        "instalment_id",
        string="Schedule",
        compute="_compute_part_ids",
        store=True,
    )
    paid = fields.Monetary(compute="_compute_paid")
    overdue = fields.Monetary(
        compute="_compute_paid", help="Parts whose day is past, less what is paid."
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A sum paid by instalments is above zero."
    )
    _count_positive = models.Constraint(
        "CHECK(part_count > 0)", "A sum is paid in one part at least."
    )
    _one_at_a_time = models.UniqueIndex(
        "(account_id) WHERE state = 'accepted'",
        "The account pays another sum by instalments already. End that one first.",
    )
    _once = models.UniqueIndex(
        "(correction_id) WHERE correction_id IS NOT NULL AND state <> 'refused'",
        "The correction offers instalments already.",
    )

    @api.model
    def _get_usual_count(self):
        return self.env["elektrohisob.parameter"]._get_value(
            "instalment_parts", self.env.company
        )

    @api.depends("amount", "part_count", "date_first", "company_id")
    def _compute_part_ids(self):
        get = self.env["elektrohisob.parameter"]._get_value
        for plan in self:
            commands = [Command.clear()]
            if plan.part_count > 0 and plan.date_first and plan.amount > 0:
                day = get("instalment_due_day", plan.company_id, plan.date_first)
                days = due_days(plan.date_first, plan.part_count, day)
                sums = split(round(plan.amount * 100), plan.part_count)
                commands += [
                    Command.create(
                        {"sequence": number, "date_due": due, "amount": tiyin / 100}
                    )
                    for number, (due, tiyin) in enumerate(
                        zip(days, sums, strict=True), 1
                    )
                ]
            plan.part_ids = commands

    @api.constrains("date_first", "date")
    def _check_first(self):
        for plan in self:
            if plan.date_first < plan.date:
                raise ValidationError(
                    self.env._(
                        "Account %(account)s: the first part cannot be due before the "
                        "offer of %(day)s. Choose a later day.",
                        account=plan.account_id.number,
                        day=plan.date,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the offers."""
        # numbers are given whoever makes the offer
        sequences = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if vals.get("state", "proposed") != "proposed" and not self.env.su:
                raise UserError(
                    self.env._("A payment by instalments begins as an offer.")
                )
            vals["number"] = sequences.next_by_code(self._name)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to keep what was decided."""
        if not self.env.su:
            self._check_state("proposed")
            if "state" in vals:
                raise UserError(
                    self.env._("Payments by instalments are decided by their buttons.")
                )
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda plan, state, needed: self.env._(
                "Payment by instalments %(number)s is in the state “%(state)s”; "
                "this can be done in the state “%(needed)s” only.",
                number=plan.number,
                state=state,
                needed=needed,
            ),
        )
