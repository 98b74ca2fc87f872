from odoo import api, fields, models

from odoo.addons.elektrohisob_base.engine.sms import count_parts, plain
from odoo.addons.elektrohisob_base.models.account_look import PHONE_TAIL, mask
from odoo.addons.elektrohisob_base.tools import pdf

from ..report import bill_pdf


class BillDelivery(models.Model):
    """A bill that went to a consumer's e-mail or telephone: once a month and way.

    The row is what a clerk looks up when somebody says that no bill came.
    """

    _name = "elektrohisob.bill.delivery"
    _description = "Bill sent"
    _order = "id desc"
    _rec_name = "address_masked"

    run_id = fields.Many2one("elektrohisob.bill.run", index=True, ondelete="set null")
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, ondelete="restrict"
    )
    period_id = fields.Many2one(
        "elektrohisob.period", string="Month", required=True, ondelete="restrict"
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS")], string="Way", required=True
    )
    address = fields.Char(string="Sent to", required=True)
    address_masked = fields.Char(
        string="Sent to (hidden)", compute="_compute_address_masked"
    )
    text = fields.Text()
    parts = fields.Integer(help="SMS are paid by part.")
    mail_id = fields.Many2one(
        "mail.mail",
        ondelete="set null",
        index="btree_not_null",
        # the queue is the administrator's; its state alone is searched
        bypass_search_access=True,
    )
    state = fields.Selection(
        [("sent", "Handed over"), ("waiting", "Waiting"), ("failed", "Not delivered")],
        compute="_compute_state",
        search="_search_state",
        # who may see the bill may see what became of it
        compute_sudo=True,
    )
    reason = fields.Char(string="Why not", compute="_compute_state", compute_sudo=True)

    _once = models.Constraint(
        "UNIQUE(account_id, period_id, channel)",
        "This bill was sent to the consumer this way already.",
    )
    _company_idx = models.Index("(company_id, id)")

    @api.depends("address", "channel")
    def _compute_address_masked(self):
        for row in self:
            name, at, domain = (row.address or "").rpartition("@")
            hidden = mask(name, 1, 0) if at else mask(domain, 0, PHONE_TAIL)
            row.address_masked = f"{hidden or ''}{at}{domain}" if at else hidden

    def _read_format(self, fnames, load="_classic_read"):
        """Override of `base` to note who sees telephones."""
        result = super()._read_format(fnames, load)
        if "address" in fnames and not self.env.su:
            seen = self.filtered(lambda row: row.channel == "sms").account_id
            self.env["elektrohisob.audit.look"]._note(seen.ids, {"phone"})
        return result

    @api.depends("mail_id.state", "mail_id.failure_reason")
    def _compute_state(self):
        for row in self:
            state = row.mail_id.state
            row.state = (
                "failed"
                if state in ("exception", "cancel")
                else "waiting"
                if state == "outgoing"
                else "sent"
            )
            row.reason = row.mail_id.failure_reason if row.state == "failed" else False

    @api.model
    def _search_state(self, operator, value):
        """Domain of the rows whose mail is in one of the states."""
        if operator != "in":
            return NotImplemented
        failed = [("mail_id.state", "in", ("exception", "cancel"))]
        waiting = [("mail_id.state", "=", "outgoing")]
        domains = {
            "failed": failed,
            "waiting": waiting,
            "sent": ["|", ("mail_id", "=", False), ("mail_id.state", "in", SENT)],
        }
        return fields.Domain.OR(domains[one] for one in value if one in domains)

    # === SENDING === #

    @api.model
    def _get_new(self, accounts, period, channel):
        """Those of the accounts that did not get the bill this way yet."""
        done = self.search(
            [
                ("account_id", "in", accounts.ids),
                ("period_id", "=", period.id),
                ("channel", "=", channel),
            ]
        )
        return accounts - done.account_id

    @api.model
    def _send_emails(self, run, accounts):
        """Queue an e-mail with the bill to each account that has not had one.

        :return: how many
        """
        accounts = self._get_new(accounts, run.period_id, "email")
        bills = self.env["elektrohisob.bill"]._get_bill_data(
            accounts, run.period_id, run.lang or None
        )
        # the queue of Odoo's outgoing mail belongs to the system
        mails = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    self._prepare_mail_vals(account, bill)
                    for account, bill in zip(accounts, bills, strict=True)
                ]
            )
        )
        self._note(run, accounts, "email", bills, accounts.mapped("email"), mails.ids)
        return len(accounts)

    @api.model
    def _prepare_mail_vals(self, account, bill):
        """Hook: the e-mail of one bill."""
        texts = self.with_context(lang=bill["lang"]).env["elektrohisob.bill.text"]
        name = f"{bill['bill_number'].replace('/', '-')}.pdf"
        company = account.company_id
        return {
            "subject": texts._get_mail_subject(bill),
            "body_html": texts._get_mail_body(bill),
            "email_from": company.email_formatted or self.env.user.email_formatted,
            "email_to": account.email,
            "model": account._name,
            "res_id": account.id,
            "attachment_ids": [
                fields.Command.create(
                    {"name": name, "raw": bill_pdf.render([bill]), "mimetype": PDF}
                )
            ],
        }

    @api.model
    def _prepare_sms(self, run, accounts):
        """Messages of the accounts that have not had one: (phone, text) pairs."""
        accounts = self._get_new(accounts, run.period_id, "sms")
        bills = self.env["elektrohisob.bill"]._get_bill_data(
            accounts, run.period_id, run.lang or None
        )
        return self._note(run, accounts, "sms", bills, accounts.mapped("phone"))

    @api.model
    def _note(self, run, accounts, channel, bills, addresses, mail_ids=None):
        """Write the rows of what was sent."""
        texts = [self._get_text(bill) for bill in bills]
        is_sms = channel == "sms"
        return self.create(
            [
                {
                    "run_id": run.id,
                    "account_id": account.id,
                    "company_id": run.company_id.id,
                    "period_id": run.period_id.id,
                    "channel": channel,
                    "address": address,
                    "text": text if is_sms else False,
                    "parts": count_parts(text) if is_sms else 0,
                    "mail_id": mail_ids[place] if mail_ids else False,
                }
                for place, (account, address, text) in enumerate(
                    zip(accounts, addresses, texts, strict=True)
                )
            ]
        )

    @api.model
    def _get_text(self, bill):
        """The bill in one short message."""
        texts = self.with_context(lang=bill["lang"]).env["elektrohisob.bill.text"]
        text = plain(
            texts._get_sms(
                account=bill["number_shown"],
                month=f"{bill['month']:%m.%Y}",
                kwh=pdf.kwh(bill["wh"]),
                charged=pdf.money(bill["charged"] + bill["corrections"]),
                to_pay=pdf.money(max(bill["closing"], 0)),
                due=f"{bill['due']:%d.%m.%Y}",
            )
        )
        is_wanted = self.env["elektrohisob.parameter"]._get_value("bill_sms_link")
        links = bill["links"][:1] if is_wanted else ()
        return " ".join([text, *(address for _name, address in links)])


PDF = "application/pdf"
SENT = ("sent", "received")
