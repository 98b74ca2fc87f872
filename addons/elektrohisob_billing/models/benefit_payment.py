from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.states import check_state

MANAGERS = "elektrohisob_base.group_manager,elektrohisob_base.group_admin"


class BenefitPayment(models.Model):
    """Money of a third party for benefits, told apart by programme and district.

    What of the receivable is paid follows from the booked documents: the oldest
    months first. Ledgers of consumers are not touched, their benefit is booked.
    """

    _name = "elektrohisob.benefit.payment"
    _description = "Payment for benefits"
    _order = "date desc, id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company",
        string="Received by",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        help="Whose bank account the money came to: a district network, or an "
        "enterprise for its districts.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one(
        "res.partner",
        string="Paid by",
        required=True,
        ondelete="restrict",
        domain=[("benefit_programme_ids", "!=", False)],
    )
    date = fields.Date(required=True, default=business_today)
    document = fields.Char(string="Payment order", required=True)
    amount = fields.Monetary(required=True)
    line_ids = fields.One2many(
        "elektrohisob.benefit.payment.line",
        "benefit_payment_id",
        string="What it is for",
    )
    unspread = fields.Monetary(string="Not told apart yet", compute="_compute_unspread")
    payment_id = fields.Many2one(
        "elektrohisob.payment",
        string="Came as",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The payment of the bank's file it was first taken as.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("booked", "Booked"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    note = fields.Char(string="Remark", copy=False)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False, ondelete="restrict"
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A payment for benefits is above zero."
    )
    _payment_uniq = models.UniqueIndex(
        "(payment_id) WHERE payment_id IS NOT NULL AND state <> 'cancelled'",
        "This payment is taken for benefits already.",
    )
    _document_uniq = models.UniqueIndex(
        "(payer_id, company_id, document, date) WHERE state <> 'cancelled'",
        "This payment order of the payer is entered already.",
    )

    @api.depends("amount", "line_ids.amount")
    def _compute_unspread(self):
        for row in self:
            row.unspread = row.currency_id.round(
                row.amount - sum(row.line_ids.mapped("amount"))
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the documents."""
        # numbers are given whoever enters the document
        sequences = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if vals.get("state", "draft") != "draft" and not self.env.su:
                raise UserError(self.env._("A payment for benefits begins as a draft."))
            vals["number"] = sequences.next_by_code(self._name)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to keep what is booked."""
        if not self.env.su and set(vals) - {"note"}:
            self._check_state("draft")
            if {"state", "payment_id"} & set(vals):
                raise UserError(
                    self.env._("Payments for benefits are decided by their buttons.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        self._check_state("draft")

    # === ACTIONS === #

    def action_spread(self):
        """Tell the sum apart by what is owed: the oldest months first, what is left
        over ahead to the last of the programmes."""
        self._check_state("draft")
        for row in self:
            row.line_ids = [Command.clear(), *map(Command.create, row._spread())]

    def action_book(self):
        """Take the money against what is owed."""
        self._check_state("draft")
        self.check_access("write")
        for row in self:
            row._check_whole()
            # the state is set by the buttons only; the right is checked above
            row.sudo().write({"state": "booked", "decided_by_id": self.env.uid})
            row._take_over("benefit")

    def action_cancel(self):
        """Undo a booked document; the months are owed again."""
        self._check_state("booked")
        if not self.env.user.has_groups(MANAGERS):
            raise AccessError(
                self.env._(
                    "A booked payment for benefits is cancelled by a manager or an "
                    "administrator. Ask one of them."
                )
            )
        for row in self:
            if not row.note:
                raise UserError(
                    self.env._(
                        "Payment for benefits %s: write in the remark why it is "
                        "cancelled.",
                        row.number,
                    )
                )
            # the state is set by the buttons only; the right is checked above
            row.sudo().write({"state": "cancelled", "decided_by_id": self.env.uid})
            row._take_over("unidentified")

    # === BUSINESS METHODS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda row, state, needed: self.env._(
                "Payment for benefits %(number)s is in the state “%(state)s”; this "
                "can be done in the state “%(needed)s” only.",
                number=row.number,
                state=state,
                needed=needed,
            ),
        )

    def _check_whole(self):
        """The lines make the sum, and the sum is that of the bank."""
        self.ensure_one()
        if not self.line_ids or self.unspread:
            raise UserError(
                self.env._(
                    "Payment for benefits %(number)s: %(left)s so'm are not told apart "
                    "by programme. Press “Tell apart by debt”, or correct the lines.",
                    number=self.number,
                    left=f"{self.unspread or self.amount:.2f}",
                )
            )
        payment = self.payment_id
        if payment and self.currency_id.compare_amounts(payment.amount, self.amount):
            raise UserError(
                self.env._(
                    "Payment for benefits %(number)s: the bank's payment is of %(sum)s "
                    "so'm. Enter that sum.",
                    number=self.number,
                    sum=f"{payment.amount:.2f}",
                )
            )

    def _take_over(self, state):
        """Take the bank's payment out of the queue, or put it back."""
        self.ensure_one()
        # payments are read-only for all; who decides here is checked
        payment = self.payment_id.sudo()
        if not payment:
            return
        payment.lock_for_update()
        expected = "unidentified" if state == "benefit" else "benefit"
        if payment.state != expected:
            raise UserError(
                self.env._(
                    "Payment %(payment)s was decided otherwise meanwhile. Look at it "
                    "again.",
                    payment=payment.display_name,
                )
            )
        payment.write({"state": state, "matched_by_id": self.env.uid})

    def _spread(self):
        """Lines for the sum by what the payer owes in the districts of the unit."""
        self.ensure_one()
        owed = self.env["elektrohisob.benefit.receivable"].search(
            [
                ("payer_id", "=", self.payer_id.id),
                ("company_id", "child_of", self.company_id.id),
                ("residual", ">", 0),
            ],
            order="month, programme_id, company_id",
        )
        left, sums = self.amount, {}
        for row in owed:
            part = min(left, row.residual)
            if part > 0:
                key = (row.programme_id.id, row.company_id.id)
                sums[key] = self.currency_id.round(sums.get(key, 0.0) + part)
                left = self.currency_id.round(left - part)
        if left:
            ahead = next(reversed(sums), None) or (
                self.payer_id.benefit_programme_ids[:1].id,
                self.company_id.id,
            )
            sums[ahead] = self.currency_id.round(sums.get(ahead, 0.0) + left)
        return [
            {"programme_id": programme, "company_id": company, "amount": amount}
            for (programme, company), amount in sums.items()
        ]
