import json
from dataclasses import replace

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ..adapters.pay import Outcome, Refusal, Transaction, account_number


class PaymentEventTake(models.Model):
    """What services ask for, whatever their protocol: one method an operation.

    Refusals are exceptions of ``adapters.pay``; what was written before one stays
    (an announcement that has run out), for the answer is sent after the commit.
    """

    _inherit = "elektrohisob.payment.event"
    _plain_payment = _plain_cancel = "TRUE"

    @api.model
    def _take(self, provider, channel, call, now):
        """Carry out a call of a provider at ``now`` (ms); return the outcome."""
        services = provider._get_pay_services()
        asks = channel.needs_service and call.operation != "password"
        if services and asks and call.service not in services:
            raise Refusal("service")
        return getattr(self, f"_take_{call.operation}")(provider, channel, call, now)

    def _take_inform(self, provider, channel, call, now):
        account = self._find_payable(provider, channel, call)
        if call.tiyin is not None:
            self._check_amount(provider, call.tiyin)
        return Outcome(
            now,
            info=provider._get_pay_info(account),
            goods=provider._get_pay_goods(account) if channel.asks_goods else {},
            balance=round(account.amount_due * 100),
        )

    def _take_create(self, provider, channel, call, now):
        found = self._get_transaction(provider, call.service, call.external_id)
        if not found:
            account = self._find_payable(provider, channel, call)
            self._check_amount(provider, call.tiyin)
            if channel.ahead_ms and call.time - now > channel.ahead_ms:
                raise Refusal("time")
            if channel.expiry_ms and call.time and now - call.time >= channel.expiry_ms:
                raise Refusal("expired")
            vals = self._prepare_first(provider, channel, call, account, now)
            return self._begin(provider, call, {**vals, "state": "created"}, now)
        if self._is_late(channel, found, now):
            self._append_cancel(provider, found, now, channel.expiry_reason)
            raise Refusal("expired", found)
        self._note_conflict(provider, channel, call, found, now)
        return Outcome(now, found, is_repeat=True)

    def _take_pay(self, provider, channel, call, now):
        """Announced and paid at once."""
        found = self._get_transaction(provider, call.service, call.external_id)
        if found:
            self._note_conflict(provider, channel, call, found, now)
            return Outcome(now, found, is_repeat=True)
        account = self._find_payable(provider, channel, call)
        self._check_amount(provider, call.tiyin)
        vals = self._prepare_first(provider, channel, call, account, now)
        payment = self._receive(provider, vals)
        # no payment: another call with the same number was a moment earlier
        vals = {**vals, "state": "performed", "payment_id": payment.id}
        return self._begin(provider, call, vals if payment else None, now)

    def _take_perform(self, provider, channel, call, now):
        found = self._get_transaction(provider, call.service, call.external_id)
        if not found or call.number not in (None, found.number):
            self._refuse_unknown(provider, channel, call)
        if found.state == "cancelled":
            raise Refusal("cancelled", found)
        if call.is_failed:
            return self._take_cancel(provider, channel, call, now)
        if found.state == "performed":
            return Outcome(now, found, is_repeat=True)
        if self._is_late(channel, found, now):
            self._append_cancel(provider, found, now, channel.expiry_reason)
            raise Refusal("expired", found)
        if call.tiyin not in (None, found.tiyin):
            raise Refusal("amount", found)
        # the payer is debited: what has changed since is no reason to refuse him
        self._note_conflict(provider, channel, call, found, now)
        vals = self.browse(found.number)._prepare_next(now)
        if not self._perform(provider, vals):
            raise Refusal("state", found)
        return Outcome(now, replace(found, state="performed", performed=now))

    def _take_cancel(self, provider, channel, call, now):
        found = self._get_transaction(provider, call.service, call.external_id)
        if not found:
            raise Refusal("not_found")
        if found.state == "cancelled":
            return Outcome(now, found, is_repeat=True)
        if found.state == "performed":
            self._take_back(provider, found, call.reason)
        self._append_cancel(provider, found, now, call.reason)
        state = {"state": "cancelled", "cancelled": now, "reason": call.reason}
        return Outcome(now, replace(found, **state))

    def _take_status(self, provider, channel, call, now):
        service, external_id = call.service, call.external_id
        found = self._get_transaction(provider, service, external_id, lock=False)
        if not found:
            raise Refusal("not_found")
        return Outcome(now, found)

    def _take_statement(self, provider, channel, call, now):
        by = call.extra["by"]
        rows = self._get_statement(provider, call.service, by, call.time, call.until)
        return Outcome(now, rows=rows)

    def _take_password(self, provider, channel, call, now):
        provider._change_pay_secret(call.password)
        return Outcome(now)

    def _take_fiscal(self, provider, channel, call, now):
        found = self._get_transaction(provider, call.service, call.external_id)
        if not found:
            raise Refusal("not_found")
        vals = self.browse(found.number)._prepare_next(now) | {"step": None}
        details = json.dumps(call.extra.get("fiscal") or {})
        self._append(**vals, state="fiscal", details=details)
        return Outcome(now, found)

    # === PARTS === #

    @api.model
    def _begin(self, provider, call, vals, now):
        """Write the first event of a payment; a repeat if another was a moment
        earlier, or if there is nothing to write for that reason."""
        number = vals and self._append(**vals)
        if not number:
            found = self._get_transaction(provider, call.service, call.external_id)
            if not found:
                raise Refusal("state")
            return Outcome(now, found, is_repeat=True)
        found = Transaction(
            number=number,
            external_id=call.external_id,
            service=call.service,
            account=vals["account_text"],
            tiyin=call.tiyin,
            state=vals["state"],
            time=vals["provider_time"],
            created=now,
            performed=now if vals["state"] == "performed" else 0,
        )
        return Outcome(now, found)

    @api.model
    def _perform(self, provider, vals):
        """Take the money that was announced; False if its number is taken by a payment
        that came another way."""
        try:
            with self.env.cr.savepoint():
                payment = self._receive(provider, vals)
        except UserError as error:  # debited already: the money waits for a decision
            payment = self._park(provider, vals, str(error))
        if payment:
            self._append_next(**vals, state="performed", payment_id=payment.id)
        return bool(payment)

    @api.model
    def _refuse_unknown(self, provider, channel, call):
        """What is wrong with a call about a payment we do not know, in the order in
        which the protocols look."""
        if call.fields:
            self._find_account(provider, channel, call)
        if call.tiyin is not None and not call.is_failed:
            self._check_amount(provider, call.tiyin)
        raise Refusal("not_found")

    @api.model
    def _find_account(self, provider, channel, call):
        """The account a call names, of the units of the provider."""
        text = call.fields.get(channel.account_key, "")
        number = account_number(text)
        accounts = self.env["elektrohisob.account"]
        # a call needs little of an account, and does not fetch all the rest
        names = ["company_id", "state"]
        account = number and accounts.search_fetch([("number", "=", number)], names)
        if number and not account:  # it may have had the number before
            account = accounts.browse(accounts._get_former_ids([number]).values())
        company_id = provider._get_desk().company_id
        if not account or company_id not in account.company_id.parent_ids.ids:
            raise Refusal("account")
        return account

    @api.model
    def _find_payable(self, provider, channel, call):
        """The same, and it may pay: a closed account only while it owes."""
        account = self._find_account(provider, channel, call)
        if account.state == "closed" and account.amount_due <= 0:
            raise Refusal("closed")
        return account

    @api.model
    def _check_amount(self, provider, tiyin):
        """Refuse sums outside the limits."""
        lowest, highest = provider._get_pay_limits()
        if tiyin is None or tiyin <= 0:
            raise Refusal("amount")
        if tiyin < lowest:
            raise Refusal("too_small")
        if tiyin > highest:
            raise Refusal("too_big")

    @api.model
    def _is_late(self, channel, found, now):
        """Whether an announced payment has run out."""
        since = found.time or found.created
        limit = channel.expiry_ms
        return bool(found.state == "created" and limit and now - since >= limit)

    @api.model
    def _prepare_first(self, provider, channel, call, account, now):
        text = call.fields.get(channel.account_key, "")
        return {
            "provider_id": provider.id,
            "company_id": account.company_id.id,
            "service": call.service,
            "external_id": call.external_id,
            "time": now,
            "provider_time": call.time or now,
            "account_text": text,
            "account_id": account.id,
            "amount": call.tiyin / 100,
            "details": json.dumps(dict(call.fields)),
            "step": 0,
        }

    def _prepare_next(self, now):
        """Columns of a further event of the payment whose first one this is."""
        self.ensure_one()
        besides = ("fiscal", "conflict")
        events = [("origin_id", "=", self.id), ("state", "not in", besides)]
        return {
            "step": self.search_count(events),
            "origin_id": self.id,
            "provider_id": self.provider_id.id,
            "company_id": self.account_id.company_id.id or self.company_id.id,
            "service": self.service or "",
            "external_id": self.external_id,
            "time": now,
            "provider_time": self.provider_time,
            "account_text": self.account_text,
            "account_id": self.account_id.id,
            "amount": self.amount,
        }

    @api.model
    def _append_next(self, **vals):
        """Append a further event; one at a time, or the whole call is tried again."""
        if not self._append(**vals):
            raise ConcurrencyError

    @api.model
    def _append_cancel(self, provider, found, now, reason):
        first = self.browse(found.number)
        last = self.search([("origin_id", "=", first.id), ("payment_id", "!=", False)])
        self._append_next(
            **first._prepare_next(now),
            state="cancelled",
            reason=reason or None,
            payment_id=last[:1].payment_id.id or None,
        )
