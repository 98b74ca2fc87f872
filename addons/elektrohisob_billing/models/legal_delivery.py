from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: It went out, will go out or may have gone out: it is not sent again by itself.
UNDER_WAY = ("queued", "sending", "unknown", "sent", "bounced")


class LegalDelivery(models.Model):
    """A document of an organisation and an address it is sent to by e-mail.

    Written by the methods of this model alone. A letter is taken out of the queue in
    a transaction of its own before the mail server gets it: whatever is killed, it
    never goes out twice by itself.
    """

    _name = "elektrohisob.legal.delivery"
    _description = "Document sent by e-mail"
    _order = "id desc"
    _rec_name = "document"

    kind = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("act", "Reconciliation act"),
            ("statement", "Statement of account"),
            ("notice", "Advance notice"),
        ],
        string="Kind of document",
        required=True,
    )
    document = fields.Char(required=True, help="Number, or days of a statement.")
    document_key = fields.Char(string="Key of the document", required=True)
    invoice_id = fields.Many2one(
        "elektrohisob.invoice", index="btree_not_null", ondelete="cascade"
    )
    act_id = fields.Many2one(
        "elektrohisob.reconciliation.act",
        index="btree_not_null",
        ondelete="cascade",
    )
    notice_id = fields.Many2one(
        "elektrohisob.advance.notice", index="btree_not_null", ondelete="cascade"
    )
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, ondelete="restrict"
    )
    month = fields.Date(help="First day.")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    address = fields.Char(string="Sent to")
    turn = fields.Integer(
        string="Time", default=1, help="2: sent for the second time.", aggregator=None
    )
    batch = fields.Char(string="Sending", index=True, copy=False)
    state = fields.Selection(
        [
            ("no_address", "No address"),
            ("queued", "Waiting"),
            ("sending", "Being sent"),
            ("unknown", "Perhaps sent"),
            ("sent", "Sent"),
            ("bounced", "Came back"),
            ("failed", "Not delivered"),
            ("void", "Not needed"),
        ],
        required=True,
        default="queued",
        index=True,
    )
    reason = fields.Selection(
        [
            ("no_address", "The account has no e-mail address"),
            ("wrong_address", "This is no e-mail address"),
            ("no_sender", "The unit has no e-mail to send from"),
            ("server", "The mail server cannot be used"),
            ("busy", "The mail server wants it later"),
            ("refused", "The mail server refused it"),
            ("lost", "The connection broke while it was sent"),
            ("killed", "The program was stopped while it was sent"),
            ("document", "The document could not be made"),
            ("replaced", "The document is no longer in force"),
            ("found", "An address was entered since"),
            ("cancelled", "Cancelled by hand"),
            ("bounced", "The mailbox returned it"),
        ],
        string="Why not",
    )
    detail = fields.Char(string="Words of the server")
    attempts = fields.Integer()
    date_next = fields.Datetime(string="Next attempt", default=fields.Datetime.now)
    date_claimed = fields.Datetime(string="Last attempt")
    date_sent = fields.Datetime(string="Sent on")
    message_key = fields.Char(
        string="Message-Id", index="btree_not_null", copy=False, readonly=True
    )
    job = fields.Char(copy=False)
    user_id = fields.Many2one("res.users", string="Asked by", ondelete="restrict")

    _once = models.UniqueIndex(
        "(document_key, COALESCE(address, ''), turn)",
        "This document is being sent to this address already.",
    )
    _due_idx = models.Index("(date_next) WHERE state IN ('queued', 'sending')")
    _company_idx = models.Index("(company_id, id)")

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to refuse changes by hand."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "What became of a letter is written by the program. Send the "
                    "document again instead."
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_send_again(self):
        """Ask whether to send these documents once more."""
        return self.env["elektrohisob.legal.delivery.send"]._open(
            self.mapped("document"),
            default_delivery_ids=[fields.Command.set(self.ids)],
            default_again=True,
        )

    def action_cancel(self):
        """Take letters that wait out of the queue."""
        self.check_access("write")
        waiting = self.sudo().try_lock_for_update()  # the right is checked above
        waiting = waiting.filtered(lambda row: row.state == "queued")
        if not waiting:
            raise UserError(
                self.env._("Only letters that wait can be cancelled; none of these do.")
            )
        waiting.write({"state": "void", "reason": "cancelled", "date_next": False})

    def action_send_now(self):
        """Try at once the letters that wait for their next attempt."""
        self.check_access("write")
        letters = self.sudo()  # the right is checked above
        waiting = letters.filtered(lambda row: row.state == "queued")
        waiting.write({"date_next": fields.Datetime.now()})
        waiting._start()

    def action_view_document(self):
        """Open the document; a statement as the letter has it."""
        self.ensure_one()
        if self.kind == "statement":
            wizards = self.env["elektrohisob.account.statement.print"]
            return wizards.create(self._get_days()).action_print_pdf()
        return self._get_source().get_formview_action()

    # === BUSINESS METHODS === #

    def _get_source(self):
        """The document: a record that knows how it is mailed."""
        self.ensure_one()
        if self.kind == "invoice":
            return self.invoice_id
        if self.kind == "act":
            return self.act_id
        if self.kind == "notice":
            return self.notice_id
        return self.env["elektrohisob.account.statement.print"].new(self._get_days())

    def _get_days(self):
        """Account and days of a statement."""
        return {
            "account_id": self.account_id.id,
            "span": "days",
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    @api.model
    def _get_reason_name(self, code):
        """A reason in the language of the context."""
        return dict(self._fields["reason"]._description_selection(self.env)).get(code)
