from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters.onec_operation import read_operation

KINDS = [
    ("organisation", "Organisation"),
    ("bank", "Bank"),
    ("party", "Counterparty"),
    ("bank_account", "Bank account"),
    ("contract", "Contract"),
    ("item", "Item"),
    ("sale", "Sale"),
    ("correction", "Correction of a sale"),
    ("tax_invoice", "Factura"),
    ("payment", "Bank payment"),
    ("refund", "Refund"),
    ("cash_receipt", "Cash receipt"),
    ("online_receipt", "Online payment"),
    ("write_off", "Write-off"),
    ("debt_transfer", "Debt handed over"),
    ("offset", "Advance set off"),
    ("operation", "Manual operation"),
]
OPERATION = "operation"


class OneCChange(models.Model):
    """An object told to a 1C: as it is now, in which message it went, whether the
    peer has confirmed it."""

    _name = "elektrohisob.onec.change"
    _description = "Object for 1C"
    _order = "date desc nulls last, id desc"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="1C",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Name or number", readonly=True)
    guid = fields.Char(string="Reference", readonly=True, help="GUID in 1C.")
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    content = fields.Text(string="Text", readonly=True, prefetch=False)
    content_text = fields.Text(string="As sent", compute="_compute_content")
    entries_text = fields.Text(string="Entries", compute="_compute_entries_text")
    digest = fields.Char(
        string="SHA-256", readonly=True, help="Empty: the object is no more."
    )
    message_no = fields.Integer(
        string="Message", readonly=True, aggregator=None, help="Zero: not sent yet."
    )
    message_id = fields.Many2one(
        "elektrohisob.exchange.message", string="File", readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "To be sent"),
            ("by_hand", "To be entered by hand"),
            ("sent", "Sent, not confirmed"),
            ("refused", "Refused by 1C"),
            ("confirmed", "Confirmed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    reason = fields.Char(
        string="Words of 1C", readonly=True, help="Why 1C did not take it."
    )
    is_gone = fields.Boolean(string="To be deleted", readonly=True)
    is_entered = fields.Boolean(
        string="Entered by hand",
        readonly=True,
        help="It is a document of people in 1C: changes of it are entered by hand too.",
    )

    is_by_hand = fields.Boolean(
        string="To be entered by hand", compute="_compute_is_by_hand"
    )

    _key_uniq = models.Constraint(
        "unique(provider_id, kind, key)", "The object is known already."
    )
    _open_idx = models.Index("(provider_id, state) WHERE state != 'confirmed'")

    @api.depends("kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            name = change.name or change.key or ""
            change.display_name = f"{kinds.get(change.kind, '')}: {name}"

    @api.depends("kind", "is_entered", "provider_id.onec_is_odata")
    def _compute_is_by_hand(self):
        for change in self:
            is_sent = change.provider_id.onec_is_odata and not change.is_entered
            change.is_by_hand = change.kind == OPERATION and not is_sent

    @api.depends("content", "kind")
    def _compute_content(self):
        for change in self:
            is_xml = change.kind != OPERATION and change.content
            change.content_text = is_xml and _indent(change.content)

    @api.depends("content", "kind")
    def _compute_entries_text(self):
        for change in self:
            is_told = change.kind == OPERATION and change.content
            change.entries_text = "\n".join(
                change._get_entry_text(entry)
                for entry in (read_operation(change.content).entries if is_told else ())
            )

    @api.model
    def _get_entry_text(self, entry):
        """An entry as an accountant writes it."""
        names = [
            contract.party.name
            for contract in dict.fromkeys((entry.debit_contract, entry.credit_contract))
            if contract
        ]
        sides = f"{entry.debit} / {entry.credit}"
        return " · ".join([sides, pdf.money(entry.amount), entry.text, *names])

    # === ACTIONS === #

    def action_send_again(self):
        """Button: send the objects with the next message, whatever was confirmed."""
        self.provider_id._check_may_exchange_onec()
        # the list is kept by the program
        self.sudo()._send_again()

    def _send_again(self):
        by_hand = self.filtered("is_by_hand")
        vals = {"message_no": 0, "reason": False}
        by_hand.write({**vals, "state": "by_hand"})
        (self - by_hand).write({**vals, "state": "waiting"})

    def action_entered(self):
        """Button: the manual operations are in the books of 1C now."""
        self.provider_id._check_may_exchange_onec()
        for change in self:
            if change.state != "by_hand":
                raise UserError(
                    self.env._(
                        "%(object)s is sent by the program and not entered by hand.",
                        object=change.display_name,
                    )
                )
        # the list is kept by the program
        self.sudo().write({"state": "confirmed", "is_entered": True})

    def action_view_message(self):
        """Open the message the object went in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.exchange.message",
            "res_id": self.message_id.id,
            "view_mode": "form",
        }


def _indent(text):
    """XML of our own as people read it."""
    element = etree.fromstring(text)
    etree.indent(element)
    return etree.tostring(element, encoding="unicode")
