from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .exchange_provider import PAYMENT_KINDS, STATEMENT_KINDS

RAW_LENGTH = 300
OUTCOMES = ("posted", "unidentified", "duplicate")
#: Kinds that may bring the same movement of a bank account.
TWIN_KINDS = (*STATEMENT_KINDS, "onec")


class ExchangeProvider(models.Model):
    """Taking the documents of a statement or register: each once, each with its line
    of the protocol."""

    _inherit = "elektrohisob.exchange.provider"

    # === BUSINESS METHODS === #

    def _receive_payments(self, message, data, read):
        """Take the incoming payments of a file, row by row.

        A file that cannot be believed is refused whole: nothing of it but its row in
        the journal, and the rows that are wrong, stay.

        :param read: function of an adapter, (bytes, name) → ``Statement``
        """
        self._check_may_load_payments()
        if self._is_taken_elsewhere(message):
            return
        statement = self._read_believed(message, data, read)
        if statement is None:
            return
        if not statement.documents:
            message.write(
                {"state": "done", "reason": self.env._("A day without movements.")}
            )
            return
        lines, taken = self._take_bank_documents(message, statement)
        self._write_lines(message, lines)
        message.totals = self._get_bank_totals(statement, taken)

    def _read_believed(self, message, data, read):
        """The statement of a file with its totals on the message; none of a file that
        is refused whole, by its form or by its totals."""
        statement = self._read_payments(message, data, read)
        if statement is None:
            return None
        message.totals = self._get_bank_totals(statement, {})
        if statement.warnings and self.wrong_totals == "refuse":
            self._refuse_by_totals(message, statement)
            return None
        return statement

    def _is_taken_elsewhere(self, message):
        """Whether the same bytes were taken from another provider of payments."""
        # of any district: the file is in the hands of the user
        earlier = message.sudo().search(
            [
                ("digest", "=", message.digest),
                ("id", "!=", message.id),
                ("kind", "in", PAYMENT_KINDS),
                ("direction", "=", "in"),
                ("state", "in", ("done", "partial")),
            ],
            limit=1,
        )
        if not earlier:
            return False
        reason = self.env._(
            "The same file was accepted on %(date)s from %(provider)s as %(name)s; "
            "nothing was taken from it again.",
            date=message._format_instant(earlier.create_date),
            provider=earlier.provider_id.name,
            name=earlier.name,
        )
        message.write({"state": "duplicate", "reason": reason})
        return True

    def _refuse_by_totals(self, message, statement):
        bad = [document for document in statement.documents if document.problem]
        self._write_lines(
            message,
            [self._prepare_line(doc, "refused", doc.problem) for doc in bad],
        )
        message._refuse(
            self.env._(
                "%(file)s does not agree with its own control totals; nothing was "
                "taken. %(warnings)s Ask for the file anew, or set “Take it and warn” "
                "at %(provider)s.",
                file=message.name,
                warnings=" ".join(self._get_warnings(statement)),
                provider=self.name,
            )
        )

    def _take_bank_documents(self, message, statement):
        """Lines of the protocol of all documents, and sums taken by outcome."""
        lines, incoming = [], []
        own = set(self._get_bank_accounts())
        for document in statement.documents:
            code, state = self._sort_document(document, own)
            if code:
                lines.append(self._prepare_line(document, state, code))
            else:
                incoming.append(document)
        taken = dict.fromkeys(OUTCOMES, 0)
        for document, line, outcome in self._take_incoming(message, incoming):
            lines.append(line)
            if outcome in taken or outcome == "transfer":
                taken[outcome] = taken.get(outcome, 0) + document.amount
        return sorted(lines, key=lambda line: line[0]), taken

    def _sort_document(self, document, own):
        """(code, state of the line) of what is no payment to us, else ("", "")."""
        code = document.problem
        if not code and own and document.own_account:
            code = "" if document.own_account in own else "foreign"
        if not code and document.direction in ("foreign", "unknown"):
            code = document.direction
        if code:
            return code, "refused"
        if document.is_reversal:
            if document.direction == "out":
                return "reversal", "parked"
            return "returned", "accepted"
        if document.direction != "in":
            return document.direction, "accepted"
        if document.value_date > business_today(self):
            return "future", "refused"
        return "", ""

    def _take_incoming(self, message, incoming):
        """(document, line of the protocol, outcome) of payments to us."""
        twins = self._find_twins(incoming)
        first, fresh = {}, []
        for document in incoming:
            earlier = first.setdefault(document.key, document)
            if document.key in twins:
                yield self._note_duplicate(document, twins[document.key])
            elif earlier is not document:  # the register names two rows alike
                yield self._note_twice(document, earlier)
            else:
                fresh.append(document)
        matches = self._find_payer_accounts(fresh)
        results = self.env["elektrohisob.payment"]._receive(
            [
                self._prepare_bank_payment(message, *row)
                for row in zip(fresh, matches, strict=True)
            ]
        )
        for document, (account, code), (payment, outcome) in zip(
            fresh, matches, results, strict=True
        ):
            if outcome == "duplicate":
                yield self._take_again(message, document, payment)
                continue
            state = "accepted" if outcome == "posted" else "parked"
            line = self._prepare_line(
                document, state, code or outcome, account.id or False
            )
            yield document, line, outcome

    def _take_again(self, message, document, payment):
        """A row that was taken from an earlier file, or looks like one.

        Without a number nobody can tell a row that came again from a second payment
        of the same sum: it waits for a decision, neither lost nor booked.
        """
        if payment and document.amount != round_tiyin(payment.amount):
            line = self._prepare_line(document, "refused", "conflict", payment=payment)
            return document, line, "conflict"
        if document.is_known or self.kind != "register" or not payment:
            return self._note_duplicate(document, payment)
        code = "looks_taken"
        nobody = self.env["elektrohisob.account"]
        vals = self._prepare_bank_payment(message, document, (nobody, code), payment)
        vals["external_key"] = f"{document.key}|{message.digest[:16]}"
        vals["rule_id"] = False  # it waits, whatever rules know of the payer
        [(_again, outcome)] = self.env["elektrohisob.payment"]._receive([vals])
        line = self._prepare_line(document, "parked", code, payment=payment)
        return document, line, outcome

    def _note_duplicate(self, document, payment):
        account = payment.account_id.id or False
        line = self._prepare_line(document, "accepted", "duplicate", account, payment)
        return document, line, "duplicate"

    def _note_twice(self, document, earlier):
        """A row whose own number stands in the file before it."""
        if document.amount == earlier.amount:
            line = self._prepare_line(document, "accepted", "twice_in_file")
            return document, line, "duplicate"
        line = self._prepare_line(document, "refused", "conflict")
        return document, line, "conflict"

    def _find_twins(self, documents):
        """Key → payment of documents that another provider of the same bank account
        brought: the bank sends a statement in one format and in another."""
        known = [doc for doc in documents if doc.own_account and doc.number]
        if not known or self.kind not in TWIN_KINDS:
            return {}
        days = [document.value_date for document in known]
        # of any district: a bank account is one for all of them
        payments = (
            self.env["elektrohisob.payment"]
            .sudo()
            .search(
                Domain("date", ">=", min(days))
                & Domain("date", "<=", max(days))
                & Domain("number", "in", list({document.number for document in known}))
                & Domain("provider_id", "!=", self.id)
                & Domain("provider_id.kind", "in", TWIN_KINDS)
            )
        )
        taken = {
            (
                (payment.external_key or "").partition("|")[0],
                *(payment.date, payment.number, round_tiyin(payment.amount)),
                payment.payer_account or "",
            ): payment.sudo(False)
            for payment in payments
        }
        found = {}
        for doc in known:
            same = (doc.own_account, doc.value_date, doc.number, doc.amount)
            if payment := taken.get((*same, doc.payer.account)):
                found[doc.key] = payment
        return found

    def _prepare_bank_payment(self, message, document, match, earlier=None):
        account, reason_code = match
        reason = False
        if not account:
            reason = self._get_line_reason(reason_code, document, earlier)
        return {
            "account_id": account.id,
            "company_id": (account.company_id or self.company_id).id,
            "date": document.value_date,
            "amount": float(document.amount),
            "channel": self.payment_channel,
            "number": document.number or document.row_id,
            "provider_id": self.id,
            "external_key": document.key,
            "message_id": message.id,
            "payer": document.payer.name,
            "payer_stir": document.payer.code,
            "payer_account": document.payer.account,
            "purpose": document.purpose,
            "details": document.extra or None,
            "reason": reason,
        }

    def _prepare_line(self, document, state, code, account_id=False, payment=None):
        """(number of the line, as received, outcome) for ``_write_lines``."""
        raw = " · ".join(
            filter(
                None,
                (
                    document.number and f"№ {document.number}",
                    document.value_date and f"{document.value_date:%d.%m.%Y}",
                    document.raw_amount,
                    document.payer.name,
                    document.purpose,
                ),
            )
        )
        outcome = {
            "state": state,
            "code": code,
            "reason": self._get_line_reason(code, document, payment),
            "account_id": account_id,
        }
        return document.line_no, raw[:RAW_LENGTH], outcome


def round_tiyin(amount):
    """So'm of the database as an exact sum."""
    return Decimal(str(round(amount, 2)))
