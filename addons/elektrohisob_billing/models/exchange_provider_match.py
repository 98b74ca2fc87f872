import time

from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters import payment_register
from ..tools import payment_day

# transactions that were under way when the last night looked
OVERLAP_MS = 3_600_000


class ExchangeProvider(models.Model):
    """Registers of payment services, which are only compared, and their days."""

    _inherit = "elektrohisob.exchange.provider"

    clearing_ids = fields.One2many(
        "elektrohisob.payment.clearing", "provider_id", string="Terms of settlement"
    )
    match_ms = fields.Float(
        string="Changes looked at until, ms",
        groups=fields.NO_ACCESS,
        copy=False,
        digits=(16, 0),
    )

    # === ACTIONS === #

    def action_view_payment_days(self):
        """Open the days of this service."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_billing.payment_day_action"
        )
        return {**action, "domain": [("provider_id", "=", self.id)], "context": {}}

    # === REGISTERS === #

    def _is_receiver(self):
        """Override of `base`: online services send registers."""
        return self.is_online or super()._is_receiver()

    def _receive(self, file_name, data):
        """Override of `base`: what an online service sends is the register of a day."""
        self.ensure_one()
        if not self.is_online:
            return super()._receive(file_name, data)
        message = self.env["elektrohisob.exchange.message"]._open(self, file_name, data)
        if message.state == "draft":
            self._receive_told(message, data)
            message._close()
        return message

    def _receive_told(self, message, data):
        """Take a register to compare with: nothing of it is booked."""
        self._check_may_load_payments()
        layout = self.env.context.get("register_layout")

        def read(content, name):
            chosen = layout or self._get_register_layout(content)
            return payment_register.parse(content, chosen, name)

        statement = self._read_believed(message, data, read)
        if statement is None:
            return
        lines, rows = self._sort_told(statement.documents)
        self._write_lines(message, lines)
        self._note_told(message, rows)

    def _sort_told(self, documents):
        """Lines of the protocol, and (document, key, account) of what is compared."""
        numbers = {document.account for document in documents if document.account}
        known = self._find_named_accounts(numbers) if numbers else {}
        nobody = self.env["elektrohisob.account"]
        today = business_today(self)
        lines, rows = [], []
        for document in documents:
            account = known.get(document.account, nobody)
            key = document.row_id or document.number
            code = document.problem or ("" if key else "no_number")
            if not code and document.value_date > today:
                code = "future"
            if not code:
                rows.append((document, key, account))
            state = "refused" if code else "accepted"
            lines.append(
                self._prepare_line(document, state, code or "told", account.id)
            )
        return lines, rows

    def _take_bank_documents(self, message, statement):
        """Override of `elektrohisob_billing`: a register that is booked is also kept to
        compare with, if its sender settles with us in one sum."""
        result = super()._take_bank_documents(message, statement)
        if self.kind == "register" and self.sudo().clearing_ids:  # read by all who load
            good = [doc for doc in statement.documents if not doc.problem]
            numbers = {doc.account for doc in good if doc.account}
            known = self._find_named_accounts(numbers) if numbers else {}
            nobody = self.env["elektrohisob.account"]
            self._note_told(
                message,
                [(doc, doc.key, known.get(doc.account, nobody)) for doc in good],
            )
        return result

    def _note_told(self, message, rows):
        """Keep rows of a register and compare their days."""
        self.env["elektrohisob.payment.told"]._note(message, rows)
        days = {document.value_date for document, _key, _account in rows}
        self._match_days(days)

    def _get_line_reason(self, code, document, payment=None):
        """Override of `elektrohisob_billing` to name rows that are only compared."""
        if code == "told":
            return ""
        if code == "no_number":
            return self.env._(
                "The row has no number of the payment, so it cannot be compared. Say "
                "in the layout which column holds it."
            )
        if code == "transfer":
            return self.env._(
                "Money of %(service)s for all its payments of %(days)s; no payment of "
                "one consumer.",
                service=payment.provider_id.name,
                days=payment._get_days_text(),
            )
        return super()._get_line_reason(code, document, payment)

    # === DAYS === #

    def _match_days(self, days):
        """Compare days anew, and their neighbours with open differences."""
        documents = self.env["elektrohisob.payment.day"]
        near = {
            fields.Date.add(day, days=number) for day in days for number in (-1, 1)
        } - set(days)
        # days of the tree, whoever loads a file
        known = documents.sudo().search(
            [
                ("provider_id", "=", self.id),
                ("date", "in", sorted(near)),
                ("state", "=", "open"),
            ]
        )
        return documents._derive(self, {*days, *known.mapped("date")})

    def _match_range(self, start, end):
        """Compare the days of a transfer anew."""
        days = (end - start).days + 1
        self._match_days(
            {fields.Date.add(start, days=number) for number in range(days)}
        )

    def _match_night(self, yesterday):
        """Compare yesterday, what is not settled, and what was changed since."""
        self.ensure_one()
        now = time.time() * 1000
        documents = self.env["elektrohisob.payment.day"]
        days = {yesterday}
        back = self.env["elektrohisob.parameter"]._get_value(
            "payment_match_back_days", self.company_id, yesterday
        )
        unsettled = documents.search(
            [
                ("provider_id", "=", self.id),
                ("state", "in", ("silent", "open", "waiting")),
                ("date", ">=", fields.Date.subtract(yesterday, days=int(back))),
            ]
        )
        days.update(unsettled.mapped("date"))
        hidden = self.sudo()  # the mark is nobody's to write
        since = round(hidden.match_ms) - OVERLAP_MS if hidden.match_ms else 0
        if since:
            found = payment_day.find_changed(self.env.cr, self.id, since)
            days.update(day for day in found if day <= yesterday)
        hidden.match_ms = now
        return documents._derive(self, days)

    def _check_may_match(self):
        """Only who sees the differences asks for them."""
        if not self.env["elektrohisob.payment.day"].has_access("read"):
            raise AccessError(
                self.env._(
                    "Only accountants, managers and auditors see the comparison."
                )
            )
