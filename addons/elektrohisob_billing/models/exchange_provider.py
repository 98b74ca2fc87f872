import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters import client_bank_1c
from ..engine import recognise

RAW_LENGTH = 300
IMPORTERS = ("elektrohisob_base.group_accountant", "elektrohisob_base.group_admin")


class ExchangeProvider(models.Model):
    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("bank_1c", "Bank statement (1CClientBankExchange)")],
        ondelete={"bank_1c": "cascade"},
    )
    bank_accounts = fields.Char(
        string="Own bank accounts",
        help="Twenty digits each, separated by commas. A statement of another "
        "account is refused. Empty: the accounts named in the file are taken as own.",
    )

    @api.constrains("bank_accounts")
    def _check_bank_accounts(self):
        for provider in self:
            for number in provider._get_bank_accounts():
                if not re.fullmatch("[0-9]{20}", number):
                    raise ValidationError(
                        self.env._(
                            "%(provider)s: %(number)s is not a bank account of twenty "
                            "digits.",
                            provider=provider.name,
                            number=number,
                        )
                    )

    # === BUSINESS METHODS === #

    def _get_bank_accounts(self):
        return re.findall(r"[^\s,;]+", self.bank_accounts or "")

    def _receive_bank_1c(self, message, data):
        """Take the incoming payments of a bank statement, row by row."""
        if not self.env.su and not any(map(self.env.user.has_group, IMPORTERS)):
            raise AccessError(self.env._("Only accountants load bank statements."))
        try:
            statement = client_bank_1c.parse(data, self._get_bank_accounts())
        except client_bank_1c.BankFileError as error:
            message._refuse(self._get_file_refusals(message.name)[error.code])
            return
        own = set(self._get_bank_accounts())
        if own and statement.accounts and not own.intersection(statement.accounts):
            message._refuse(
                self.env._(
                    "%(file)s is a statement of account %(account)s, which is not "
                    "among the own accounts of %(provider)s. Correct the list of "
                    "accounts or choose another provider.",
                    file=message.name,
                    account=", ".join(statement.accounts),
                    provider=self.name,
                )
            )
            return
        if not statement.documents:
            message._refuse(
                self.env._("%(file)s has no documents in it.", file=message.name)
            )
            return
        lines, taken = self._take_bank_documents(message, statement)
        self.env["elektrohisob.exchange.line"].create(lines)
        message.totals = self._get_bank_totals(statement, taken)

    def _get_file_refusals(self, file_name):
        """Sentences for the codes of ``BankFileError``."""
        return {
            "empty": self.env._("%(file)s is empty.", file=file_name),
            "not_client_bank": self.env._(
                "%(file)s is not a bank statement: its first line must be "
                "1CClientBankExchange. Export it from the bank again.",
                file=file_name,
            ),
            "cut": self.env._(
                "%(file)s is cut: its last line КонецФайла is missing. Nothing was "
                "taken; download the file from the bank again.",
                file=file_name,
            ),
        }

    def _take_bank_documents(self, message, statement):
        """Protocol lines of all documents, and sums taken by outcome."""
        lines, incoming = [], []
        for document in statement.documents:
            code = self._check_bank_document(document)
            if code:
                lines.append(self._prepare_line(message, document, "refused", code))
            elif document.direction != "in":
                lines.append(
                    self._prepare_line(
                        message, document, "accepted", document.direction
                    )
                )
            else:
                incoming.append(document)
        found = [self._find_payer_account(document) for document in incoming]
        results = self.env["elektrohisob.payment"]._receive(
            [
                self._prepare_bank_payment(message, document, *match)
                for document, match in zip(incoming, found, strict=True)
            ]
        )
        taken = dict.fromkeys(("posted", "unidentified", "duplicate"), 0)
        states = {"unidentified": "parked"}
        for document, match, (payment, outcome) in zip(
            incoming, found, results, strict=True
        ):
            taken[outcome] += document.amount
            code = match[1] if outcome == "unidentified" else outcome
            state = states.get(outcome, "accepted")
            lines.append(
                self._prepare_line(
                    message, document, state, code, payment.account_id.id
                )
            )
        return sorted(lines, key=lambda line: line["line_no"]), taken

    def _check_bank_document(self, document):
        """Code of what makes a document impossible to take, or ``""``."""
        if document.problem:
            return document.problem
        if document.direction in ("foreign", "unknown"):
            return document.direction
        today = business_today(self)
        if document.value_date > today:
            return "future"
        return ""

    def _prepare_line(self, message, document, state, code, account_id=False):
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
        return {
            "message_id": message.id,
            "line_no": document.line_no,
            "raw": raw[:RAW_LENGTH],
            "state": state,
            "code": code,
            "reason": self._get_line_reason(code, document),
            "account_id": account_id,
        }

    def _get_line_reason(self, code, document):
        """Sentence for a clerk on what became of a document."""
        _ = self.env._
        return {
            "posted": "",
            "duplicate": _("Taken earlier; not taken again."),
            "out": _("Outgoing payment, skipped."),
            "internal": _("Transfer between own accounts, skipped."),
            "no_account": _(
                "No personal account, contract or STIR is recognised. Match it under "
                "Payments → Unidentified."
            ),
            "unknown_account": _(
                "The purpose names a personal account that does not exist. Correct it "
                "under Payments → Unidentified."
            ),
            "several_accounts": _(
                "Several personal accounts fit. Choose one under Payments → "
                "Unidentified."
            ),
            "bad_amount": _(
                "The sum “%(sum)s” is not a number above zero.",
                sum=document.raw_amount[:40],
            ),
            "bad_date": _("The document has no readable date (dd.mm.yyyy)."),
            "future": _(
                "The date %(date)s has not come yet.",
                date=document.value_date and f"{document.value_date:%d.%m.%Y}",
            ),
            "unclosed": _("The document has no КонецДокумента: it may be cut."),
            "foreign": _("The money went through an account that is not ours."),
            "unknown": _(
                "Neither account is ours, and the dates do not tell whether the money "
                "came or went."
            ),
        }[code]

    def _prepare_bank_payment(self, message, document, account, reason_code):
        return {
            "account_id": account.id,
            "company_id": (account.company_id or self.company_id).id,
            "date": document.value_date,
            "amount": float(document.amount),
            "channel": "bank",
            "number": document.number,
            "provider_id": self.id,
            "external_key": document.key,
            "message_id": message.id,
            "payer": document.payer.name,
            "payer_stir": document.payer.code,
            "payer_account": document.payer.account,
            "purpose": document.purpose,
            "details": document.extra or None,
            "reason": False
            if account
            else self._get_line_reason(reason_code, document),
        }

    def _find_payer_account(self, document):
        """Account a document pays for: (account, code of why there is none).

        A personal account in the purpose, else a contract, else the payer's STIR.
        """
        accounts = self.env["elektrohisob.account"].sudo()  # of the provider's tree
        tree = Domain("company_id", "child_of", self.company_id.id)
        purpose = document.plain_purpose
        numbers = self._get_own_numbers(purpose)
        found = accounts.search(tree & accounts._get_numbers_domain(numbers))
        if numbers and not found:
            return found, "unknown_account"
        if not found:
            contracts = recognise.contract_numbers(purpose)
            found = contracts and accounts.search(
                tree
                & Domain("agreement_ids.number", "in", contracts)
                & Domain("agreement_ids.state", "=", "active")
            )
        if not found and len(document.payer.code) == 9:
            found = accounts.search(
                tree
                & Domain("stir", "=", document.payer.code)
                & Domain("state", "=", "active")
            )
        if found and len(found) == 1:
            return found.sudo(False), ""
        code = "several_accounts" if found else "no_account"
        return self.env["elektrohisob.account"], code

    def _get_own_numbers(self, text):
        """Personal account numbers in a text that our districts could have given."""
        companies = self.env["res.company"].sudo()  # the provider's whole tree
        districts = companies.search(Domain("id", "child_of", self.company_id.id))
        prefixes = tuple(filter(None, districts.mapped("account_prefix")))
        numbers = recognise.account_numbers(text)
        return [number for number in numbers if number.startswith(prefixes)]

    def _get_bank_totals(self, statement, taken):
        """Control sums of the file beside what was taken (so'm)."""
        totals = {
            "encoding": statement.encoding,
            "accounts": ", ".join(statement.accounts),
            "date_start": str(statement.date_start or ""),
            "date_end": str(statement.date_end or ""),
            "documents": len(statement.documents),
            "total_in": float(statement.total("in")),
            "stated_in": self._as_float(statement.stated("total_in")),
            "total_out": float(statement.total("out")),
            "stated_out": self._as_float(statement.stated("total_out")),
            "total_internal": float(statement.total("internal")),
            **{outcome: float(figure) for outcome, figure in taken.items()},
            "warnings": [self._get_warning(*warning) for warning in statement.warnings],
        }
        return {
            key: value for key, value in totals.items() if value not in ("", [], None)
        }

    def _as_float(self, figure):
        return None if figure is None else float(figure)

    def _get_warning(self, code, stated, found):
        """Sentence on a control total that disagrees."""
        sentence = {
            "closing": self.env._(
                "The bank states a closing balance of %(stated)s, its own turnover "
                "gives %(found)s.",
                stated=stated,
                found=found,
            ),
            "total_in": self.env._(
                "The bank states %(stated)s received, the documents give %(found)s.",
                stated=stated,
                found=found,
            ),
            "total_out": self.env._(
                "The bank states %(stated)s spent, the documents give %(found)s.",
                stated=stated,
                found=found,
            ),
        }
        return sentence[code]
