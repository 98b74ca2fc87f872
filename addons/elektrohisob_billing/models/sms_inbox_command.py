from odoo import api, models

from odoo.addons.elektrohisob_base.engine.sms import plain
from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_metering.adapters.reading_sms import parse_text

from ..adapters.pay import Refusal, account_number, moment


class SmsInbox(models.Model):
    """What the commands of consumers do; each method returns the values of
    ``_answer``."""

    _inherit = "elektrohisob.sms.inbox"

    @api.model
    def _find_account(self, provider, number):
        """The account of a number, old ones too, and "" or why it is none of ours."""
        accounts = self.env["elektrohisob.account"]
        account = accounts.search([("number", "=", number)]) if number else accounts
        if number and not account:
            account = accounts.browse(accounts._get_former_ids([number]).values())
        if not account:
            return account, "account"
        if provider.company_id not in account.company_id.parent_ids:
            return accounts, "district"
        return account, ""

    @api.model
    def _find_own(self, provider, phone, command, parameter):
        """The account, and why the telephone may not do this with it: ``account``,
        and ``outcome`` with its ``words`` if so."""
        account, code = self._find_account(provider, command.account)
        if not code and not account._has_phone(phone):
            rule = self.env["elektrohisob.parameter"]._get_value(
                parameter, account.company_id
            )
            if rule in ("refuse", False):
                code = "foreign"
        if not code:
            return account, {}
        words = {"code": code, "number": command.account}
        return account, {"account": account, "outcome": code, "words": words}

    def _do_balance(self, provider, phone, command):
        """Tell what is owed; a stranger hears the sum to pay if the rules allow it."""
        account, refusal = self._find_own(
            provider, phone, command, "sms_balance_foreign"
        )
        if refusal:
            return refusal
        tiyin = round(account.amount_due * 100)
        code = "debt" if tiyin > 0 else "nothing"
        if tiyin < 0 and account._has_phone(phone):
            code = "credit"
        words = {"code": code, "number": account.number, "tiyin": abs(tiyin)}
        return {"account": account, "outcome": "done", "words": words}

    def _do_pay(self, provider, phone, command):
        """Ask the operator to charge the sum; nothing is booked yet."""
        account, refusal = self._find_own(provider, phone, command, "sms_pay_foreign")
        if refusal:
            return refusal
        code = ""
        if account.state == "closed" and account.amount_due <= 0:
            code = "closed"
        try:
            events = self.env["elektrohisob.payment.event"]
            events._check_amount(provider, command.tiyin)
        except Refusal as amount:
            code = code or amount.code
        words = {"number": account.number, "tiyin": command.tiyin or 0}
        if code:
            limits = provider._get_pay_limits()
            words |= {"code": code, "limits": limits}
            return {"account": account, "outcome": code, "words": words}
        intents = self.env["elektrohisob.sms.intent"]
        intent = intents._ask(provider, account, phone, command.tiyin)
        words["code"] = "asked"
        return {
            "account": account,
            "intent": intent,
            "outcome": "done",
            "words": words,
        }

    def _do_help(self, provider, phone, command):
        return {"outcome": "done", "words": {"code": "help"}}

    def _do_stop(self, provider, phone, command):
        self.env["elektrohisob.sms.stop"]._stop(phone, provider.company_id)
        return {"outcome": "done", "words": {"code": "stop"}}

    def _do_start(self, provider, phone, command):
        self.env["elektrohisob.sms.stop"]._start(phone)
        return {"outcome": "done", "words": {"code": "start"}}

    @api.model
    def _do_reading(self, provider, phone, text, call):
        """A reading goes the way of all readings; what is none is not understood."""
        number, value = parse_text(text)
        if not number:
            return {"outcome": "not_understood", "words": {"code": "not_understood"}}
        number = account_number(number) or number
        account, code = self._find_account(provider, number)
        if code:
            words = {"code": code, "number": number}
            return {"command": "reading", "outcome": code, "words": words}
        today = business_today(self)
        day = min(moment(call.time).date(), today) if call.time else today
        row = {"account_id": account.id, "date": day, "value": value, "phone": phone}
        readings = self.env["elektrohisob.reading"].with_context(lang=account.lang)
        (outcome,) = readings._accept([row], source="sms")
        is_taken = outcome["state"] != "refused"
        words = {
            "code": "reading_taken" if is_taken else "reading_refused",
            "number": number,
            "value": value,
            "reason": outcome["reason"] or "",
        }
        return {
            "command": "reading",
            "account": account,
            "outcome": "done" if is_taken else "reading",
            "words": words,
        }

    # === TEXTS === #

    @api.model
    def _get_text(self, code, number="", tiyin=0, limits=(0, 0), value="", reason=""):
        """The answer in one short message."""
        values = {
            "account": number,
            "sum": pdf.money(tiyin),
            "value": value,
            "reason": reason,
            "lowest": pdf.money(limits[0]),
            "highest": pdf.money(limits[1]),
        }
        texts = self._get_texts(values) | self._get_refusals(values)
        return plain(texts[code])

    @api.model
    def _get_texts(self, values):
        """Answers to what was done."""
        _ = self.env._
        return {
            "debt": _("Account %(account)s: to pay %(sum)s so'm.", **values),
            "nothing": _("Account %(account)s: nothing to pay.", **values),
            "credit": _("Account %(account)s: paid ahead %(sum)s so'm.", **values),
            "asked": _(
                "Account %(account)s: %(sum)s so'm will be taken from your telephone. "
                "Wait for the next message.",
                **values,
            ),
            "help": _(
                "BALANS account - balance. TOLOV account sum - payment. KORSATKICH "
                "account reading - reading. STOP - no messages."
            ),
            "stop": _("You will get no more messages. To get them again send START."),
            "start": _("You will get messages again. To get none send STOP."),
            "reading_taken": _(
                "Account %(account)s: reading %(value)s was received.", **values
            ),
        }

    @api.model
    def _get_refusals(self, values):
        """Answers to what was not done; each says what to do."""
        _ = self.env._
        return {
            "not_understood": _(
                "Not understood. Send for example BALANS 2626901234567, or YORDAM for "
                "help."
            ),
            "account": _(
                "There is no account %(account)s. Look at the number on the bill: 13 "
                "digits.",
                **values,
            ),
            "district": _(
                "Account %(account)s is not served at this number. Look at the number "
                "on the bill.",
                **values,
            ),
            "foreign": _(
                "This telephone is not known for account %(account)s. Send from the "
                "telephone in the contract, or tell it to your office.",
                **values,
            ),
            "closed": _("Account %(account)s is closed and owes nothing.", **values),
            "amount": _(
                "The sum is missing. Send for example TOLOV %(account)s 50000.",
                **values,
            ),
            "too_small": _("The sum is too small: from %(lowest)s so'm.", **values),
            "too_big": _("The sum is too large: up to %(highest)s so'm.", **values),
            "limit": _("Too many messages today. Send again tomorrow."),
            "reading_refused": _("Reading not taken. %(reason)s", **values),
        }

    @api.model
    def _get_payment_text(self, intent, what, code=""):
        """What became of a payment by SMS."""
        _ = self.env._
        values = {
            "account": intent.account_id.number,
            "sum": pdf.money(round(intent.amount * 100)),
            "number": intent.event_id.id,
        }
        if what == "paid":
            text = _(
                "Paid %(sum)s so'm for account %(account)s. Number %(number)s.",
                **values,
            )
        elif code == "expired":
            text = _(
                "Payment of %(sum)s so'm for account %(account)s came too late and was "
                "not taken. The operator returns the money; send TOLOV again.",
                **values,
            )
        else:
            text = _(
                "Payment of %(sum)s so'm for account %(account)s was not taken. The "
                "operator returns the money; ask your office.",
                **values,
            )
        return plain(text)
