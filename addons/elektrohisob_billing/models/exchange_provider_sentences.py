from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf


class ExchangeProvider(models.Model):
    """What the journal says about a bank file and each of its rows."""

    _inherit = "elektrohisob.exchange.provider"

    # === BUSINESS METHODS === #

    def _get_file_reason(self, error, file_name):
        """Override of `metering` to say why a bank file is refused whole."""
        name = {"file": file_name, **error.figures}
        return (
            self._get_statement_reason(error.code, name)
            or self._get_register_reason(error, name)
            or super()._get_file_reason(error, file_name)
        )

    def _get_statement_reason(self, code, name):
        if code == "empty":
            return self.env._("%(file)s is empty. Send the file again.", **name)
        if code == "not_client_bank":
            return self.env._(
                "%(file)s is not a bank statement: its first line must be "
                "1CClientBankExchange. Export it from the bank again.",
                **name,
            )
        if code == "cut" and "count" not in name:
            return self.env._(
                "%(file)s is cut: its end is missing. Nothing was taken; download the "
                "file from the bank again.",
                **name,
            )
        if code == "not_mt940":
            return self.env._(
                "%(file)s is not a statement MT940: it has no fields :20:, :25: and "
                ":60F:. Export it from the bank again.",
                **name,
            )
        if code == "not_camt":
            return self.env._(
                "%(file)s is another document (%(tag)s), not a statement camt.053. "
                "Load it with the provider of its kind.",
                **name,
            )
        if code == "no_balance":
            return self.env._(
                "%(file)s: “%(value)s” is no sum of a balance. Ask the bank for the "
                "file anew.",
                **name,
            )
        return ""

    def _get_register_reason(self, error, name):
        if error.code == "no_columns" and (self.kind == "register" or self.is_online):
            names = {
                "account": self.env._("account number"),
                "amount": self.env._("sum"),
                "date": self.env._("date"),
            }
            return self.env._(
                "%(file)s: no column was found for %(roles)s. Open Payments → Load a "
                "register and say which column is which.",
                file=name["file"],
                roles=", ".join(names[role] for role in name["roles"]),
            )
        if error.code == "no_rows":
            return self.env._("%(file)s has no rows of payments in it.", **name)
        if error.code == "no_name_date":
            return self.env._(
                "The name of %(file)s holds no date, and the layout says it does. "
                "Rename the file or correct the layout.",
                **name,
            )
        if error.code == "bad_total":
            return self.env._(
                "%(file)s: the row of control totals is missing or says “%(value)s”, "
                "which is no figure. Ask for the file anew or correct the layout.",
                **name,
            )
        return ""

    def _get_refusal_of_statement(self, message, statement):
        """Why a statement that could be read is refused whole, or ""."""
        own = set(self._get_bank_accounts())
        if own and statement.accounts and not own.intersection(statement.accounts):
            return self.env._(
                "%(file)s is a statement of account %(account)s, which is not among "
                "the own accounts of %(provider)s. Correct the list of accounts or "
                "choose another provider.",
                file=message.name,
                account=", ".join(statement.accounts),
                provider=self.name,
            )
        currency = self.company_id.currency_id
        known = {currency.name, f"{currency.iso_numeric:03}"}
        strange = statement.currencies - known
        if strange:
            return self.env._(
                "%(file)s is a statement in %(currencies)s; payments are taken in "
                "%(own)s only. Nothing was taken.",
                file=message.name,
                currencies=", ".join(sorted(strange)),
                own=currency.name,
            )
        if not statement.documents and not statement.sections:
            return self.env._("%(file)s has no documents in it.", file=message.name)
        return ""

    def _get_line_reason(self, code, document, payment=None):
        """Sentence for a clerk on what became of a document."""
        if code == "posted":
            return ""
        if code == "reversal":
            return self._get_reversal_reason(document)
        _ = self.env._
        unmatched = self._get_unmatched_reason(code, document)
        if unmatched:
            return unmatched
        if code in ("duplicate", "looks_taken", "twice_in_file", "conflict"):
            return self._get_repeat_reason(code, document, payment)
        return {
            "out": _("Outgoing payment, skipped."),
            "internal": _("Transfer between own accounts, skipped."),
            "pending": _("The bank has not booked it yet; it comes in a later file."),
            "returned": _("The bank gave back an outgoing payment; skipped."),
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

    def _get_unmatched_reason(self, code, document):
        _ = self.env._
        number = document.account or document.extra.get("account", "")
        return {
            "no_account": _(
                "No personal account, contract or STIR is recognised. Match it under "
                "Payments → Unidentified."
            ),
            "unknown_account": _(
                "Account %(number)s does not exist. Correct it under Payments → "
                "Unidentified.",
                number=number[:40],
            )
            if number
            else _(
                "The purpose names a personal account that does not exist. Correct it "
                "under Payments → Unidentified."
            ),
            "several_accounts": _(
                "Several personal accounts fit. Choose one under Payments → "
                "Unidentified."
            ),
            "bad_account": _(
                "“%(number)s” is no account number of this layout. Correct it under "
                "Payments → Unidentified.",
                number=number[:40],
            ),
            "other_district": _(
                "Account %(number)s is not of a district network for which "
                "%(provider)s takes payments. Match it under Payments → Unidentified "
                "or send it back.",
                number=number[:40],
                provider=self.name,
            ),
        }.get(code, "")

    def _get_repeat_reason(self, code, document, payment):
        where = self._get_origin(payment)
        if code == "twice_in_file":
            return self.env._(
                "Its number %(number)s stands in the file twice; taken once.",
                number=document.row_id,
            )
        if code == "conflict":
            return self.env._(
                "Number %(number)s was taken with another sum%(where)s. Ask the "
                "sender which is right.",
                number=document.row_id or document.number,
                where=where,
            )
        if code == "looks_taken":
            return self.env._(
                "Looks like a payment taken before%(where)s and has no number of its "
                "own. If it is another one, match it; if it is the same, cancel it.",
                where=where,
            )
        return self.env._("Taken earlier%(where)s; not taken again.", where=where)

    def _get_origin(self, payment):
        """Where a payment came from: the tail of a sentence."""
        message = payment.sudo().message_id if payment else None  # of any district
        if not message:
            return ""
        return self.env._(
            ", in %(file)s (message %(number)s of %(date)s)",
            file=message.name,
            number=message.id,
            date=message._format_instant(message.create_date),
        )

    def _get_reversal_reason(self, document):
        """The bank takes money back: which payment is to be cancelled."""
        payment = self.env["elektrohisob.payment"].search(
            [
                ("provider_id", "=", self.id),
                ("amount", "=", float(document.amount or 0)),
                ("state", "!=", "cancelled"),
                ("date", "<=", document.value_date),
                *([("number", "=", document.number)] if document.number else []),
            ],
            limit=2,
        )
        if len(payment) == 1:
            return self.env._(
                "The bank takes back %(sum)s so'm: payment %(payment)s of account "
                "%(account)s. Cancel it under Payments if this is right.",
                sum=pdf.money(pdf.tiyin(payment.amount)),
                payment=payment.display_name,
                account=payment.account_id.number or "—",
            )
        return self.env._(
            "The bank takes back %(sum)s so'm. Find the payment under Payments and "
            "cancel it.",
            sum=document.raw_amount,
        )
