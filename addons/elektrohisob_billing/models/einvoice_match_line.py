from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import gl_table

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("accepted", "Accepted"),
    ("refused", "Refused by the buyer"),
    ("cancelled", "Taken back"),
    ("annulled", "Annulled by the tax committee"),
    ("undelivered", "Not delivered"),
    ("absent", "Not known"),
    ("other", "Another state"),
]


class EinvoiceMatchLine(models.Model):
    """A document of ours beside its row of the tax register, and what differs."""

    _name = "elektrohisob.einvoice.match.line"
    _description = "Row of the comparison with the tax register"
    _order = "match_id, cause, number, id"
    _rec_name = "number"

    match_id = fields.Many2one(
        "elektrohisob.einvoice.match",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="match_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    einvoice_id = fields.Many2one(
        "elektrohisob.einvoice",
        string="Electronic document",
        readonly=True,
        ondelete="set null",
    )
    invoice_id = fields.Many2one(
        "elektrohisob.invoice", readonly=True, ondelete="set null"
    )
    account_id = fields.Many2one(related="invoice_id.account_id")
    number = fields.Char(readonly=True)
    our_state = fields.Selection(
        lambda self: (
            self.env["elektrohisob.einvoice"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="State here",
        readonly=True,
    )
    our_amount = fields.Monetary(string="Ours", readonly=True)
    our_vat = fields.Monetary(string="Our VAT", readonly=True)
    their_no = fields.Char(string="Number in the register", readonly=True)
    their_date = fields.Date(string="Date in the register", readonly=True)
    their_state = fields.Selection(
        STATES, string="State in the register", readonly=True
    )
    their_stir = fields.Char(string="STIR in the register", readonly=True)
    their_amount = fields.Monetary(string="In the register", readonly=True)
    their_vat = fields.Monetary(string="VAT in the register", readonly=True)
    cause = fields.Selection(
        [
            ("not_issued", "Not issued electronically"),
            ("missing_there", "Not in the register"),
            ("missing_here", "Only in the register"),
            ("double", "Twice in the register"),
            ("sum", "Other sum"),
            ("state", "Other state"),
            ("party", "Other buyer"),
            ("date", "Other date"),
        ],
        string="What differs",
        readonly=True,
    )
    owner_id = fields.Many2one("res.users", string="Who mends it", ondelete="set null")
    remark = fields.Char(string="Settled because")
    is_settled = fields.Boolean(string="Settled", readonly=True)
    settled_by_id = fields.Many2one(
        "res.users", string="Settled by", readonly=True, ondelete="restrict"
    )
    date_settled = fields.Datetime(string="Settled on", readonly=True)
    is_open = fields.Boolean(compute="_compute_is_open", store=True)

    @api.depends("cause", "is_settled")
    def _compute_is_open(self):
        for line in self:
            line.is_open = bool(line.cause) and not line.is_settled

    # === ACTIONS === #

    def action_settle(self):
        """Button: the difference is explained; the remark says how."""
        self._check_may_settle()
        for line in self.filtered("is_open"):
            if not (line.remark or "").strip():
                raise UserError(
                    self.env._(
                        "Write why %s differs into the column “Settled because” first.",
                        line.number or "",
                    )
                )
        # the right was checked
        self.sudo().filtered("is_open").write(
            {
                "is_settled": True,
                "settled_by_id": self.env.uid,
                "date_settled": fields.Datetime.now(),
            }
        )

    def action_reopen(self):
        """Button: the difference is open again."""
        self._check_may_settle()
        # the right was checked
        self.sudo().write(
            {"is_settled": False, "settled_by_id": False, "date_settled": False}
        )

    def action_issue(self):
        """Button: issue the invoices that were not, and ask for states that differ."""
        self._check_may_settle()
        lines = self.filtered(lambda line: line.cause == "not_issued")
        lines.invoice_id._make_einvoices()
        others = self.filtered(lambda line: line.cause == "state").einvoice_id
        others.provider_id._check_einvoice_wait()
        for document in others:
            document._ask()

    # === BUSINESS METHODS === #

    def _check_may_settle(self):
        self.env["elektrohisob.einvoice"]._check_may_send()
        self.check_access("write")

    def _get_key(self):
        """What makes a difference the same at the next comparison."""
        self.ensure_one()
        sums = (round(self.our_amount, 2), round(self.their_amount, 2))
        states = (self.our_state or "", self.their_state or "")
        return (self.number, self.their_no or "", self.cause, *sums, *states)

    def _get_settled(self):
        """What people have written, for the same difference of the next comparison."""
        self.ensure_one()
        return {
            "owner_id": self.owner_id.id,
            "remark": self.remark,
            "is_settled": self.is_settled,
            "settled_by_id": self.settled_by_id.id,
            "date_settled": self.date_settled,
        }

    def _get_row(self):
        """The row of the table."""
        self.ensure_one()
        causes = dict(self._fields["cause"]._description_selection(self.env))
        return gl_table.Row(
            [
                self.number or "",
                self.account_id.name or self.their_stir or "",
                self.their_date or None,
                self.our_amount,
                self.their_amount,
                round(self.our_amount - self.their_amount, 2),
                causes.get(self.cause, ""),
                self.remark or "",
            ]
        )
