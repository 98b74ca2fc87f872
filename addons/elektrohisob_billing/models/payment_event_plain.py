import json
import secrets

from odoo import api, models, tools

from odoo.addons.elektrohisob_base.tools.bulk import money_text
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters.pay import Outcome, Transaction, account_number, mask
from ..tools import plain_cancel
from ..tools.plain_payment import statements

# What the statement of a payment does by itself. Whoever overrides one of these says
# with the attribute ``_plain_payment`` on which condition it has nothing to do.
PAY = {
    "elektrohisob.payment.event": (
        *("create", "_take_pay", "_perform", "_receive", "_append", "_append_next"),
        *("_begin", "_find_account", "_find_payable", "_check_amount"),
        *("_prepare_first", "_prepare_next"),
    ),
    "elektrohisob.payment": ("create", "_receive", "_create_once", "_post"),
    "elektrohisob.ledger.entry": ("create", "_record"),
    "elektrohisob.account.state": ("_add_balances",),
}
# The same of a cancellation: ``_plain_cancel``; what is recorded in the ledger has the
# same consequences as a payment.
CANCEL = {
    "elektrohisob.payment.event": (
        *("create", "_take_cancel", "_take_back", "_append_cancel", "_append_next"),
        *("_append", "_prepare_next", "_get_transaction"),
    ),
    "elektrohisob.payment": (
        *("write", "_cancel", "_take_back", "_check_cancellable"),
        *("_check_not_given_back", "_get_given_back"),
    ),
    "elektrohisob.exchange.provider": ("_may_pay_back", "_get_cancel_note"),
}
LEDGER = {
    "elektrohisob.ledger.entry": ("create", "_record", "_reverse", "_get_booking_date"),
    "elektrohisob.account.state": ("_add_balances",),
}
# Stands for our number in an answer written down before the number is known; nobody
# can send it to us.
MARK = 10**17 + secrets.randbelow(9 * 10**17)


class PaymentEventPlain(models.Model):
    """The plain case of a payment past the ORM: one statement, or the ordinary way.

    An addon that makes payments do more (overrides one of the methods above) turns
    this off until it says, as a condition in SQL, when it does not.
    """

    _inherit = "elektrohisob.payment.event"
    _plain_payment = _plain_cancel = "TRUE"

    # === STATEMENTS === #

    @api.model
    def _get_plain_statements(self):
        """Those of payments; None if somebody has a say that they do not know of."""
        return None if self._is_watched(PAY) else self._make_plain_statements()

    @api.model
    def _get_cancel_statement(self):
        """That of a cancellation; None as above."""
        watched = self._is_watched(CANCEL) or self._is_watched(LEDGER)
        return None if watched else self._make_cancel_statement()

    @api.model
    def _is_watched(self, methods):
        """Whether methods were put in at run time, as addons that watch models do."""
        return any(
            not vars(type(self.env[name])).keys().isdisjoint(names)
            for name, names in methods.items()
        )

    @api.model
    @tools.ormcache()
    def _make_plain_statements(self):
        conditions = self._get_conditions(PAY, "_plain_payment")
        if conditions is None:
            return None
        names = ("registry", *self.env.registry.cache_sequences)
        return statements(conditions, names)

    @api.model
    @tools.ormcache()
    def _make_cancel_statement(self):
        conditions = self._get_conditions(CANCEL, "_plain_cancel")
        ledger = self._get_conditions(LEDGER, "_plain_payment")
        if conditions is None or ledger is None:
            return None
        return plain_cancel.statement([*conditions, *ledger])

    @api.model
    def _get_conditions(self, methods, attribute):
        """What the classes with a say state; None if one of them states nothing."""
        conditions = []
        for name, names in methods.items():
            for cls in type(self.env[name]).mro():
                if cls is models.Model:  # from here on what every model has
                    break
                condition = vars(cls).get(attribute)
                if condition and condition != "TRUE":
                    conditions.append(condition)
                elif not condition and not vars(cls).keys().isdisjoint(names):
                    return None
        return conditions

    # === PAYMENTS === #

    @api.model
    def _pay_at_once(self, provider, channel, call, now, journal):
        """The answer to a plain payment, written down with it; None if it is not plain
        and nothing is written.

        :param journal: values of the row of the journal
        """
        vals = self._prepare_plain(provider, channel, call, now)
        if not vals:
            return None
        told = self._get_plain_transaction(MARK, call, vals)
        answer = channel.reply(call, Outcome(now, told))
        journal = {**journal, "answer": mask(answer.body, call), "mark": str(MARK)}
        statement = self._get_plain_statements().noted
        event = self._write_plain(statement, provider, vals, **journal)
        if not event:
            return None
        told = self._get_plain_transaction(event, call, vals)
        return channel.reply(call, Outcome(now, told))

    @api.model
    def _take_pay(self, provider, channel, call, now):
        """Override of `elektrohisob.payment.event` to write plain payments at once."""
        if not call.extra.get("is_tried"):
            vals = self._prepare_plain(provider, channel, call, now)
            statement = vals and self._get_plain_statements().pay
            event = vals and self._write_plain(statement, provider, vals)
            if event:
                return Outcome(now, self._get_plain_transaction(event, call, vals))
        return super()._take_pay(provider, channel, call, now)

    @api.model
    def _prepare_plain(self, provider, channel, call, now):
        """Values of a payment that may be plain, by what the call says; else None."""
        text = call.fields.get(channel.account_key, "")
        number = account_number(text)
        lowest, highest = provider._get_pay_limits()
        if not (
            number
            and call.external_id
            and call.tiyin
            and max(lowest, 1) <= call.tiyin <= highest
            and self._get_plain_statements()
        ):
            return None
        return {
            "service": call.service,
            "external_id": call.external_id,
            "time": now,
            "provider_time": call.time or now,
            "account_text": text,
            "tiyin": call.tiyin,
            "number": number,
            "unit": f"%/{provider._get_desk().company_id}/%",
            "details": json.dumps(dict(call.fields)),
        }

    @api.model
    def _perform(self, provider, vals):
        """Override of `elektrohisob.payment.event` to write plain payments at once."""
        plain = self._get_plain_statements()
        values = {
            **{"account": vals["account_id"], "origin": vals["origin_id"]},
            "tiyin": round(vals["amount"] * 100),
        }
        return bool(
            plain and self._write_plain(plain.perform, provider, {**vals, **values})
        ) or super()._perform(provider, vals)

    @api.model
    def _write_plain(self, statement, provider, vals, **more):
        """Id of the event; None if the case is not plain, and nothing is written."""
        day, is_old = self._get_pay_day(vals["provider_time"])
        self.env.flush_all()
        rows = statement.execute(
            self.env.cr,
            {
                **vals,
                "provider": provider.id,
                "external": vals["external_id"],
                "key": f"{vals['service']}:{vals['external_id']}",
                "amount": money_text(vals["tiyin"]),
                "day": day,
                "is_old": is_old,
                "now": vals["time"],
                "uid": self.env.uid,
                **more,
            },
        )
        if not rows:
            return None
        self.env.invalidate_all()
        return rows[0][0]

    @api.model
    def _get_plain_transaction(self, number, call, vals):
        return Transaction(
            number=number,
            external_id=call.external_id,
            service=call.service,
            account=vals["account_text"],
            tiyin=call.tiyin,
            state="performed",
            time=vals["provider_time"],
            created=vals["time"],
            performed=vals["time"],
        )

    # === CANCELLATIONS === #

    @api.model
    def _take_cancel(self, provider, channel, call, now):
        """Override of `elektrohisob.payment.event` to take plain payments back at
        once."""
        found = self._write_cancel(provider, call, now)
        if found:
            return Outcome(now, found)
        return super()._take_cancel(provider, channel, call, now)

    @api.model
    def _write_cancel(self, provider, call, now):
        """The payment taken back; None if the case is not plain, and nothing is
        written."""
        statement, back = self._get_cancel_statement(), provider._get_desk().back
        if not statement or back == "never":
            return None
        self.env.flush_all()
        rows = statement.execute(
            self.env.cr,
            {
                "provider": provider.id,
                "service": call.service,
                "external": call.external_id,
                "back": back,
                "today": business_today(self),
                "now": now,
                "note": provider._get_cancel_note(call.reason),
                "reason": call.reason or None,
                "uid": self.env.uid,
            },
        )
        if not rows:
            return None
        self.env.invalidate_all()
        return Transaction(*rows[0])
