from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize

from odoo.addons.elektrohisob_base.engine.period import next_month

from ..models.account_mail import split_addresses

SHOWN = 15
ACTION = "elektrohisob_billing.legal_delivery_action"


class LegalDeliverySend(models.TransientModel):
    """Send documents of organisations by e-mail: what would go where, then the queue.

    Either of a month of a district network, or documents chosen before.
    """

    _name = "elektrohisob.legal.delivery.send"
    _description = "Send documents by e-mail"

    is_chosen = fields.Boolean(compute="_compute_is_chosen")
    chosen = fields.Char(string="Documents", readonly=True)
    invoice_ids = fields.Many2many(
        "elektrohisob.invoice", "elektrohisob_legal_send_invoice_rel"
    )
    act_ids = fields.Many2many(
        "elektrohisob.reconciliation.act", "elektrohisob_legal_send_act_rel"
    )
    notice_ids = fields.Many2many(
        "elektrohisob.advance.notice", "elektrohisob_legal_send_notice_rel"
    )
    delivery_ids = fields.Many2many(
        "elektrohisob.legal.delivery", "elektrohisob_legal_send_delivery_rel"
    )
    run_id = fields.Many2one("elektrohisob.legal.run", ondelete="cascade")
    account_id = fields.Many2one("elektrohisob.account", ondelete="cascade")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    kind = fields.Selection(
        [
            ("invoice", "Invoices"),
            ("act", "Reconciliation acts"),
            ("statement", "Statements of account"),
            ("notice", "Advance notices of the month after"),
        ],
        string="Send",
        required=True,
        default="invoice",
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        domain=[("network_level", "=", "district")],
        default=lambda self: self._default_company_id(),
    )
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Month",
        domain="[('company_id', '=', company_id)]",
        compute="_compute_period_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    scope = fields.Selection(
        [
            ("all", "Legal entities and budget organisations"),
            ("legal", "Legal entities"),
            ("budget", "Budget organisations"),
        ],
        string="For",
        required=True,
        default="all",
    )
    again = fields.Boolean(
        string="Also to those who have it already",
        help="Otherwise a document goes once to an address.",
    )
    addresses = fields.Char(
        string="Other addresses",
        help="Instead of those of the account; several are divided by commas.",
    )
    document_count = fields.Integer(string="Documents found", compute="_compute_counts")
    letter_count = fields.Integer(string="Letters to send", compute="_compute_counts")
    known_count = fields.Integer(
        string="Sent or waiting already", compute="_compute_counts"
    )
    gap_count = fields.Integer(string="Without address", compute="_compute_counts")
    wrong_count = fields.Integer(
        string="With a wrong address", compute="_compute_counts"
    )
    gaps = fields.Text(string="Accounts without address", compute="_compute_counts")
    targets = fields.Char(string="Goes to", compute="_compute_counts")

    @api.model
    def _default_company_id(self):
        return self.env["elektrohisob.legal.run"]._default_company_id()

    @api.depends("company_id")
    def _compute_period_id(self):
        """The month before: its documents are complete."""
        for wizard in self:
            if wizard.period_id.company_id != wizard.company_id:
                wizard.period_id = self.env["elektrohisob.period"].search(
                    [
                        ("company_id", "=", wizard.company_id.id),
                        ("state", "=", "closed"),
                    ],
                    order="date_start desc",
                    limit=1,
                )

    @api.depends(
        "invoice_ids", "act_ids", "notice_ids", "delivery_ids", "run_id", "account_id"
    )
    def _compute_is_chosen(self):
        for wizard in self:
            wizard.is_chosen = bool(
                wizard.invoice_ids
                or wizard.act_ids
                or wizard.notice_ids
                or wizard.delivery_ids
                or wizard.run_id
                or wizard.account_id
            )

    @api.depends("kind", "company_id", "period_id", "scope", "again", "addresses")
    def _compute_counts(self):
        deliveries = self.env["elektrohisob.legal.delivery"]
        for wizard in self:
            documents = wizard._get_documents()
            addresses = wizard._get_addresses()
            plan = deliveries._plan(documents, wizard.again, addresses)
            counts = deliveries._count_plan(plan)
            wizard.document_count = len(documents)
            wizard.letter_count = counts["new"]
            wizard.known_count = counts["known"]
            wizard.gap_count = counts["no_address"]
            wizard.wrong_count = counts["wrong_address"]
            wizard.gaps = wizard._tell_gaps(plan)
            wizard.targets = (
                wizard.is_chosen
                and len(documents) == 1
                and ", ".join(row["address"] for _w, row in plan if row["address"])
            )

    # === ACTIONS === #

    def action_send(self):
        """Put the letters into the queue and show them."""
        self.ensure_one()
        deliveries = self.env["elektrohisob.legal.delivery"]
        deliveries.check_access("write")
        self._check_addresses()
        documents = self._get_documents()
        if not documents:
            raise UserError(
                self.env._(
                    "There is nothing to send. Make the documents first under Make "
                    "documents, or choose another month."
                )
            )
        self._check_sender(documents)
        rows = deliveries._queue(documents, self.again, self._get_addresses())
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing new to send: %(known)s letters were sent or wait already, "
                    "%(gaps)s accounts have no address. To send again, tick “Also to "
                    "those who have it already”.",
                    known=self.known_count,
                    gaps=self.gap_count,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTION)
        domain = [("batch", "=", rows[0].batch)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, names, **defaults):
        """The form for documents chosen before."""
        shown = ", ".join(filter(None, names[:SHOWN]))
        if len(names) > SHOWN:
            shown = f"{shown} … (+{len(names) - SHOWN})"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send by e-mail"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_chosen": shown, **defaults},
        }

    def _get_documents(self):
        """What is to be sent, as the queue takes it."""
        return [source._prepare_delivery() for source in self._get_sources()]

    def _get_sources(self):
        """Documents in force that were chosen, or of the month."""
        if self.delivery_ids:
            chosen = {row.document_key: row for row in self.delivery_ids}
            found = [row._get_source() for row in chosen.values()]
        elif self.account_id:
            found = [self._get_statement(self.account_id, self.date_from, self.date_to)]
        elif self.run_id:
            found = self.run_id._get_documents()
        elif self.is_chosen:
            found = [*self.invoice_ids, *self.act_ids, *self.notice_ids]
        else:
            found = self._find_of_month()
        return [source for source in found if source._is_mailable()]

    def _find_of_month(self):
        period = self.period_id
        if not period:
            return []
        categories = ("legal", "budget") if self.scope == "all" else (self.scope,)
        own = [("company_id", "=", period.company_id.id)]
        if self.kind == "statement":
            accounts = self.env["elektrohisob.account"].search(
                [*own, ("category", "in", categories), ("state", "=", "active")],
                order="number",
            )
            days = period.date_start, period.date_end
            return [self._get_statement(account, *days) for account in accounts]
        own += [("category", "in", categories)]
        if self.kind == "invoice":
            return self.env["elektrohisob.invoice"].search(
                [*own, ("period_id", "=", period.id)], order="number"
            )
        if self.kind == "notice":  # the period that runs asks for the month after it
            return self.env["elektrohisob.advance.notice"].search(
                [*own, ("month", "=", next_month(period.date_start))], order="number"
            )
        return self.env["elektrohisob.reconciliation.act"].search(
            [*own, ("month", "=", period.date_start)], order="number"
        )

    def _get_statement(self, account, first, last):
        days = {"span": "days", "date_from": first, "date_to": last}
        statements = self.env["elektrohisob.account.statement.print"]
        return statements.new({"account_id": account.id, **days})

    def _get_addresses(self):
        """Those written here instead of those of the accounts, or None."""
        return split_addresses(self.addresses) or None

    def _check_addresses(self):
        for address, is_right in self._get_addresses() or ():
            if not is_right:
                raise UserError(
                    self.env._(
                        "“%s” is not an e-mail address; write one like "
                        "office@example.uz.",
                        address,
                    )
                )

    def _check_sender(self, documents):
        """Refuse what could not go out."""
        companies = {(vals["company_id"], vals["kind"]) for vals in documents}
        for id_, kind in companies:
            company = self.env["res.company"].browse(id_)
            if not email_normalize(company._get_mail_sender(kind)):
                raise UserError(
                    self.env._(
                        "%s has no e-mail address to send from. Enter it at the unit, "
                        "or a sender under Texts of e-mails.",
                        company.name,
                    )
                )

    @api.model
    def _tell_gaps(self, plan):
        """The first accounts that have no address, a line each."""
        ids = [
            row["account_id"]
            for what, row in plan
            if what in ("no_address", "known_gap")
        ]
        accounts = self.env["elektrohisob.account"].browse(dict.fromkeys(ids))
        lines = [f"{one.number} {one.name or ''}" for one in accounts[:SHOWN]]
        if len(accounts) > SHOWN:
            lines.append(f"… (+{len(accounts) - SHOWN})")
        return "\n".join(lines)
