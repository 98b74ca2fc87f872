from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.states import check_state

OPEN = ("made", "sent")


class ReconciliationAct(models.Model):
    """Reconciliation act: what both sides have in their books from a day to a day.

    Ours is a snapshot of the ledger. The consumer accepts it, or tells his own figures;
    he has as many days after the month as the rules give him.
    """

    _name = "elektrohisob.reconciliation.act"
    _description = "Reconciliation act"
    _inherit = ["elektrohisob.legal.document.mixin", "elektrohisob.scan.mixin"]
    _order = "date_to desc, id desc"

    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    date_due = fields.Date(string="To be returned by", required=True, readonly=True)
    state = fields.Selection(
        [
            ("made", "Made"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("disagreed", "Disagreed"),
            ("replaced", "Replaced"),
        ],
        required=True,
        default="made",
        readonly=True,
        copy=False,
        index=True,
    )
    is_overdue = fields.Boolean(
        string="Not returned in time",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
    )
    opening = fields.Monetary(
        string="Balance before", readonly=True, help="Below zero: paid ahead."
    )
    debit = fields.Monetary(string="Charged", readonly=True)
    credit = fields.Monetary(string="Paid", readonly=True)
    closing = fields.Monetary(
        string="Balance after", readonly=True, help="Below zero: paid ahead."
    )
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    their_closing = fields.Monetary(
        string="Balance after, by the consumer",
        copy=False,
        help="By the books of the consumer; below zero: paid ahead.",
    )
    is_zero_told = fields.Boolean(
        string="The consumer owes nothing and has paid nothing ahead",
        copy=False,
        help="To be ticked if the balance by his books is zero.",
    )
    difference = fields.Monetary(
        compute="_compute_difference",
        help="Balance by our books less that by the books of the consumer.",
    )
    remark = fields.Text(string="Remark of the consumer", copy=False)
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False)
    date_answered = fields.Date(string="Answered on", readonly=True, copy=False)
    answered_by = fields.Char(
        string="Answered by",
        copy=False,
        help="Position and full name of who answers for the consumer.",
    )
    channel = fields.Selection(
        [("office", "On paper"), ("cabinet", "In the cabinet")],
        string="Answered",
        readonly=True,
        copy=False,
    )
    entered_by_id = fields.Many2one(
        "res.users",
        string="Entered by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    scan_ids = fields.Many2many(
        "ir.attachment",
        string="Scanned copies",
        copy=False,
        bypass_search_access=True,
    )
    line_ids = fields.One2many("elektrohisob.reconciliation.act.line", "act_id")

    _number_uniq = models.Constraint("unique(number)", "The number is in use.")
    _once = models.UniqueIndex(
        "(account_id, date_from, date_to) WHERE state <> 'replaced'",
        "The account already has a reconciliation act of these days.",
    )
    _company_idx = models.Index("(company_id, state, date_due)")

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = business_today(self)
        for act in self:
            act.is_overdue = act.state in OPEN and act.date_due < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("state", "in", OPEN)
        domain &= fields.Domain("date_due", "<", business_today(self))
        return domain if True in value else ~domain

    @api.depends("closing", "their_closing", "state")
    def _compute_difference(self):
        for act in self:
            is_told = act.state == "disagreed"
            act.difference = act.closing - act.their_closing if is_told else 0

    # === CRUD METHODS === #

    @api.model
    def _get_free_fields(self):
        """Override of `elektrohisob.legal.document.mixin`: the answer, which is
        entered from the paper."""
        return {
            *("their_closing", "is_zero_told", "remark", "answered_by"),
            *("scan_ids", "line_ids"),
        }

    def write(self, vals):
        """Override of `base` to keep what was answered."""
        if not self.env.su and set(vals) - {"scan_ids"}:
            self._check_state(*OPEN)
        return super().write(vals)

    # === ACTIONS === #

    def action_send(self):
        """Mark as handed over to the consumer."""
        self._check_state("made")
        self.check_access("write")
        self._mark_sent()

    def action_accept(self):
        """The consumer has signed the act without remarks."""
        self._check_state(*OPEN)
        self.check_access("write")
        self._answer("accepted", "office")

    def action_disagree(self):
        """The consumer has other figures; they are in the lines and the remark."""
        self._check_state(*OPEN)
        self.check_access("write")
        for act in self:
            act._check_told()
        self._answer("disagreed", "office")

    def action_reopen(self):
        """Take the answer back: it was entered by mistake."""
        self._check_state("accepted", "disagreed")
        self.check_access("write")
        # the state is set by the buttons only; the right is checked above
        self.sudo().write(
            {
                "state": "sent",
                "date_answered": False,
                "channel": False,
                "entered_by_id": False,
            }
        )

    def action_renew(self):
        """Make the acts anew from the books of today."""
        self._check_state("made", "sent", "disagreed")
        self.check_access("write")
        for act in self:
            act._make_one(act.account_id, act.date_from, act.date_to, act.run_id)

    def action_view_entries(self):
        """Open the ledger entries of the days."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.ledger_entry_action"
        )
        domain = [
            ("account_id", "=", self.account_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _mark_sent(self):
        # the state is set by the buttons only; they check the right
        acts = self.sudo().filtered(lambda act: act.state == "made")
        acts.write({"state": "sent", "date_sent": business_today(self)})

    def _answer(self, state, channel):
        """Note the answer; whoever calls has checked the right."""
        # the state is set by the buttons only
        for act in self.sudo():
            signer = act.agreement_id.consumer_signatory
            act.write(
                {
                    "state": state,
                    "channel": channel,
                    "date_answered": business_today(self),
                    "answered_by": act.answered_by or signer or act.account_id.name,
                    "entered_by_id": self.env.uid,
                    "their_closing": (
                        act.closing if state == "accepted" else act.their_closing
                    ),
                }
            )

    def _check_told(self):
        """A disagreement says in what, and what the balance should be."""
        self.ensure_one()
        if not self.their_closing and not self.is_zero_told:
            raise UserError(
                self.env._(
                    "Act %(number)s: enter the balance by the books of the consumer; "
                    "if it is zero, tick so.",
                    number=self.number,
                )
            )
        if not (self.remark or "").strip():
            raise UserError(
                self.env._(
                    "Act %(number)s: write in the remark what the consumer disagrees "
                    "with; his figures belong into the lines.",
                    number=self.number,
                )
            )

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda act, state, needed: self.env._(
                "Reconciliation act %(number)s is in the state “%(state)s”; this can "
                "be done in the state “%(needed)s” only.",
                number=act.number,
                state=state,
                needed=needed,
            ),
        )
