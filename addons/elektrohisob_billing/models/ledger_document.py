from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.append_only import protect

from ..engine.amount import HIGHEST

# lists: Odoo names no choices of a tuple
KINDS = [
    ("reversal", "Reverse an entry"),
    ("move", "Move a payment to another account"),
    ("refund", "Refund"),
    ("return", "Return to the sender"),
    ("reallocation", "Cover another debt"),
    ("cancel", "Cancel a payment"),
    ("unmatch", "Take a payment off a wrong account"),
    ("take", "Book a payment of a register"),
    ("penalty", "Recognised penalty"),
    ("write_off", "Write a debt off"),
]
OPERATIONS = {kind: f"ledger_{kind}" for kind, _label in KINDS}
DEBTS = [
    ("principal", "Energy"),
    ("penalty", "Penalty"),
    ("costs", "Court costs"),
]
DRAFT, DONE, VOID = "draft", "done", "void"
TERMS = frozenset(
    (
        *("kind", "company_id", "payment_id", "entry_id", "account_id", "amount"),
        *("account_to_id", "from_kind", "from_month", "target_kind", "target_month"),
        *("reason_id", "note", "day_line_id"),
    )
)


class LedgerDocument(models.Model):
    """Why money that stands in the books is moved: one operation with the ledger, its
    reason, who asked and who approved it. Entries are never changed: the document
    writes reversing and new ones, which name it."""

    _name = "elektrohisob.ledger.document"
    _description = "Operation with the ledger"
    _inherit = ["elektrohisob.approval.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _approval_outcome = {"number": None, "state": DRAFT, "date_done": False}

    number = fields.Char(readonly=True, copy=False, default="/")
    kind = fields.Selection(KINDS, string="What", required=True)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    payment_id = fields.Many2one(
        "elektrohisob.payment", index="btree_not_null", ondelete="restrict"
    )
    entry_id = fields.Many2one(
        "elektrohisob.ledger.entry", string="Wrong entry", ondelete="restrict"
    )
    account_id = fields.Many2one(
        "elektrohisob.account",
        compute="_compute_account_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    account_to_id = fields.Many2one(
        "elektrohisob.account",
        string="To the account",
        index="btree_not_null",
        ondelete="restrict",
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        help="So'm.",
    )
    from_kind = fields.Selection(DEBTS, string="Taken from", default="principal")
    from_month = fields.Date(string="Of the month")
    target_kind = fields.Selection(DEBTS, string="Covers", default="principal")
    target_month = fields.Date(string="For the month")
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        domain="[('document', 'in', ('payment_cancel', 'refund', 'other'))]",
        ondelete="restrict",
    )
    note = fields.Char(string="Why", required=True)
    state = fields.Selection(
        [(DRAFT, "Draft"), (DONE, "Booked"), (VOID, "Not carried out")],
        required=True,
        default=DRAFT,
        readonly=True,
        copy=False,
    )
    date_done = fields.Date(string="Booked on", readonly=True, copy=False)
    entry_ids = fields.One2many(
        "elektrohisob.ledger.entry", "document_id", string="Entries"
    )
    day_line_id = fields.Many2one(
        "elektrohisob.payment.day.line",
        string="Difference",
        index="btree_not_null",
        ondelete="restrict",
        help="Of the comparison with the service.",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The sum of the operation is above zero."
    )
    _amount_highest = models.Constraint(
        f"CHECK(amount < {HIGHEST + 1})",
        "The sum of an operation is not above ten thousand billion so'm.",
    )
    _company_idx = models.Index("(company_id, id)")

    def init(self):
        """Override of `base`: what is booked is a fact."""
        protect(self.env.cr, self._table, when="OLD.state <> 'draft'")

    @api.depends("payment_id", "entry_id", "account_id")
    def _compute_company_id(self):
        for document in self:
            document.company_id = (
                document.payment_id.company_id
                or document.entry_id.company_id
                or document.account_id.company_id
                or self.env.company
            )

    @api.depends("payment_id", "entry_id")
    def _compute_account_id(self):
        for document in self:
            source = document.payment_id or document.entry_id
            document.account_id = source.account_id or document.account_id

    @api.depends("payment_id", "entry_id", "kind")
    def _compute_amount(self):
        for document in self:
            source = document.payment_id or document.entry_id
            if source:
                document.amount = abs(source.amount)

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the documents."""
        sequence = self.env["ir.sequence"].sudo()  # accountants do not write sequences
        for vals in vals_list:
            vals["number"] = sequence.next_by_code("elektrohisob.ledger.document")
        return super().create(vals_list)

    def _refuse_outcome(self):
        """Override of `elektrohisob.approval.mixin`."""
        raise AccessError(
            self.env._(
                "An operation with the ledger is booked by the decision of a second "
                "person alone. Ask for it by the button of the document."
            )
        )

    # === ACTIONS === #

    def action_ask(self):
        """Ask for the decision of a second person."""
        self.ensure_one()
        note = self.note
        if self.reason_id:
            note = f"{self.reason_id.name}. {note}"
        self._request_approval(OPERATIONS[self.kind], self.amount, note)

    def action_void(self):
        """Give the operation up."""
        for document in self:
            document.check_access("write")
            request = document.sudo().approval_id  # requests are written by methods
            if request.state == "requested":
                request._finish({"state": "withdrawn"})
            document.sudo().state = VOID  # the right is checked above

    # === BUSINESS METHODS === #

    @api.model
    def _get_new_action(self, kind, **defaults):
        """Open a new document of ``kind``."""
        context = {f"default_{name}": value for name, value in defaults.items()}
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["kind"]._description_selection(self.env))[kind],
            "res_model": self._name,
            "view_mode": "form",
            "context": {**context, "default_kind": kind},
        }

    # === DECISIONS === #

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`: the whole operation."""
        return TERMS

    def _get_approval_content(self):
        """Override of `elektrohisob.approval.mixin` to add how the payment stands."""
        payment = self.sudo().payment_id  # whoever may decide
        return {
            **super()._get_approval_content(),
            "payment_id": [payment.id, payment.account_id.id, payment.state],
        }

    def _get_approval_amount(self, operation):
        """Override of `elektrohisob.approval.mixin`: the sum of the operation."""
        return self.amount

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin` to check the operation."""
        if operation != OPERATIONS[self.kind]:
            return super()._check_approvable(operation)
        if self.state != DRAFT:
            raise UserError(
                self.env._(
                    "%(document)s was decided already. Write a new one.",
                    document=self.display_name,
                )
            )
        return getattr(self, f"_check_{self.kind}")()

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to carry the operation out."""
        self._check_approvable(approval.operation)
        document = self.with_context(elektrohisob_document_id=self.id)
        getattr(document, f"_carry_out_{self.kind}")()
        day = self.env["elektrohisob.ledger.entry"]._get_booking_date(
            self.env["elektrohisob.period"]._get_open(self.company_id)
        )
        self.write({"state": DONE, "date_done": day})
        if self.day_line_id:
            self.day_line_id.day_id.action_derive()
