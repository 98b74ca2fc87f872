from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.elektrohisob_base.tools.states import check_state

from ..adapters.einvoice_operators import OPERATORS

MAY_SEND = ("accountant", "admin")
#: States in which nothing more is expected of a document, and it does not stand.
OVER = ("refused", "cancelled", "annulled", "undelivered", "void")
#: States in which it stands at the operator.
STANDING = ("sent", "accepted")
NOT_SENT = ("queued", "faulty", "to_sign", "signed")
CANCEL = "cancel"


class Einvoice(models.Model):
    """Electronic document of the tax committee: an invoice, a correction, a
    reconciliation act, or the wish to take one back.

    Prepared from our documents, signed by people, handed over once whatever answers are
    lost: its number at the operator and what was signed are kept before they are used.
    """

    _name = "elektrohisob.einvoice"
    _description = "Electronic document"
    _order = "date desc, id desc"
    _rec_name = "number"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Operator",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    invoice_id = fields.Many2one(
        "elektrohisob.invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    act_id = fields.Many2one(
        "elektrohisob.reconciliation.act",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    document = fields.Selection(
        [("factura", "Factura"), ("act", "Reconciliation act (052)")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("standard", "Standard"),
            ("additional", "Additional"),
            ("corrected", "Corrected"),
            (CANCEL, "Taking back"),
        ],
        required=True,
        readonly=True,
        default="standard",
    )
    origin_id = fields.Many2one(
        "elektrohisob.einvoice",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The document that is corrected or taken back.",
    )
    correction_ids = fields.One2many(
        "elektrohisob.einvoice", "origin_id", string="Corrected by"
    )
    number = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    net = fields.Monetary(string="Without VAT", readonly=True)
    vat = fields.Monetary(string="VAT", readonly=True)
    amount = fields.Monetary(string="Total", readonly=True)
    state = fields.Selection(
        [
            ("queued", "To be prepared"),
            ("faulty", "Has faults"),
            ("to_sign", "To be signed"),
            ("signed", "Signed, to be sent"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("refused", "Refused by the buyer"),
            ("cancelled", "Taken back"),
            ("annulled", "Annulled by the tax committee"),
            ("undelivered", "Not delivered"),
            ("void", "Not needed"),
        ],
        required=True,
        readonly=True,
        default="queued",
        copy=False,
        index=True,
    )
    identity = fields.Char(
        string="Number in roaming", readonly=True, copy=False, index="btree_not_null"
    )
    product_identity = fields.Char(readonly=True, copy=False)
    draft_no = fields.Char(
        string="Number at the operator",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_unsure = fields.Boolean(
        string="An answer was lost",
        readonly=True,
        copy=False,
        help="The operator is asked what he knows before anything is repeated.",
    )
    payload = fields.Text(
        string="What is signed", readonly=True, copy=False, prefetch=False
    )
    signature = fields.Text(groups=fields.NO_ACCESS, copy=False, prefetch=False)
    signature_hex = fields.Text(groups=fields.NO_ACCESS, copy=False, prefetch=False)
    signer = fields.Char(
        string="Certificate", readonly=True, copy=False, help="Its number and owner."
    )
    signed_by_id = fields.Many2one(
        "res.users",
        string="Signed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    date_signed = fields.Datetime(string="Signed on", readonly=True, copy=False)
    date_sent = fields.Datetime(string="Sent on", readonly=True, copy=False)
    reason = fields.Char(
        string="Words of the other side",
        readonly=True,
        copy=False,
        help="Why the buyer or the operator refused, in his own words.",
    )
    cancel_reason = fields.Char(string="Taken back because", readonly=True, copy=False)
    faults = fields.Json(readonly=True, copy=False)
    fault_text = fields.Text(string="What is wrong", compute="_compute_fault_text")
    trouble_code = fields.Char(readonly=True, copy=False)
    trouble_detail = fields.Char(readonly=True, copy=False)
    trouble = fields.Char(string="Trouble on the way", compute="_compute_trouble")
    event_ids = fields.One2many("elektrohisob.einvoice.event", "einvoice_id")

    # one document stands for each of ours; a wish to take back stands beside it
    _invoice_once = models.UniqueIndex(
        "(invoice_id) WHERE kind <> 'cancel' AND state NOT IN "
        "('refused', 'cancelled', 'annulled', 'undelivered', 'void')",
        "The invoice has an electronic document already.",
    )
    _act_once = models.UniqueIndex(
        "(act_id) WHERE kind <> 'cancel' AND state NOT IN "
        "('refused', 'cancelled', 'annulled', 'undelivered', 'void')",
        "The act has an electronic document already.",
    )
    _cancel_once = models.UniqueIndex(
        "(origin_id) WHERE kind = 'cancel' AND state IN "
        "('queued', 'faulty', 'to_sign', 'signed')",
        "The document is being taken back already.",
    )
    _queue_idx = models.Index("(provider_id, state, id)")

    @api.depends("number", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            kind = "" if one.kind == "standard" else f" ({kinds.get(one.kind, '')})"
            one.display_name = f"{one.number or ''}{kind}"

    @api.depends("trouble_code", "trouble_detail")
    @api.depends_context("lang")
    def _compute_trouble(self):
        # the sentences of all operators are the same; not all may see theirs
        kind = next(iter(OPERATORS))
        providers = self.env["elektrohisob.exchange.provider"]
        for one in self:
            told = {"detail": one.trouble_detail or ""}
            one.trouble = providers._tell_trouble(kind, one.trouble_code, told)

    # === ACTIONS === #

    def action_prepare(self):
        """Button: check again and prepare for signing."""
        self._check_may_send()
        self._check_state("queued", "faulty")
        self._start("_prepare")

    def action_send(self):
        """Button: hand over what is signed, without waiting for the queue."""
        self._check_may_send()
        self._check_state("signed")
        self._start("_hand_over")

    def action_ask(self):
        """Button: ask the operator for the state."""
        self._check_may_send()
        self._check_state(*STANDING)
        self.provider_id._check_einvoice_wait()
        for one in self.filtered(lambda one: one.kind != CANCEL):
            one._ask()

    def action_void(self):
        """Button: the document was issued in another way; nothing is sent."""
        self._check_may_send()
        self._check_state("queued", "faulty", "to_sign")
        for one in self:
            if not (one.draft_no and one._is_handed_over()):
                one._move("void")

    def action_repeat(self):
        """Button: issue a new document instead of one that does not stand."""
        self._check_may_send()
        self._check_state(*OVER)
        for own in (self.invoice_id, self.act_id):
            own._make_einvoices()

    def action_take_back(self):
        """Button: open the reason for taking back."""
        self._check_may_send()
        self._check_state(*STANDING)
        standing = self.filtered(lambda one: one.kind != CANCEL)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take back"),
            "res_model": "elektrohisob.einvoice.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_einvoice_ids": standing.ids},
        }

    def action_view_source(self):
        """Open our document behind it."""
        self.ensure_one()
        own = self.invoice_id or self.act_id
        return {
            "type": "ir.actions.act_window",
            "res_model": own._name,
            "res_id": own.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _check_may_send(self):
        """Documents go to the tax committee by those who keep the books."""
        groups = (f"elektrohisob_base.group_{role}" for role in MAY_SEND)
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            raise AccessError(
                self.env._(
                    "Electronic documents are sent by accountants. Ask one of them."
                )
            )

    def _check_state(self, *states):
        self.check_access("read")
        check_state(self, states, self._tell_state)

    def _tell_state(self, one, state, needed):
        return self.env._(
            "%(document)s is in the state “%(state)s”; this is done in: %(needed)s.",
            document=one.display_name,
            state=state,
            needed=needed,
        )

    def _move(self, state, **vals):
        """Change the state and note it in the history."""
        # the queue is written by the program; the right is checked by the buttons
        for one in self.sudo():
            if one.state == state and not vals:
                continue
            one.write({"state": state, **vals})
            self.env["elektrohisob.einvoice.event"].sudo().create(  # the same
                {
                    "einvoice_id": one.id,
                    "state": state,
                    "detail": vals.get("reason") or False,
                }
            )
