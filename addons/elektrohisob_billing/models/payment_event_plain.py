import json

from odoo import api, models, tools

from odoo.addons.elektrohisob_base.tools.bulk import money_text

from ..adapters.pay import Outcome, Transaction, account_number
from ..tools.plain_payment import statements

# What the statement does by itself. Whoever overrides one of these says with the
# attribute ``_plain_payment`` on which condition it has nothing to do.
METHODS = {
    "elektrohisob.payment.event": (
        *("create", "_take_pay", "_perform", "_receive", "_append", "_append_next"),
        *("_begin", "_find_account", "_find_payable", "_check_amount"),
        *("_prepare_first", "_prepare_next"),
    ),
    "elektrohisob.payment": ("create", "_receive", "_create_once", "_post"),
    "elektrohisob.ledger.entry": ("create", "_record"),
    "elektrohisob.account.state": ("_add_balances",),
}


class PaymentEventPlain(models.Model):
    """The plain case of a payment past the ORM: one statement, or the ordinary way.

    An addon that makes payments do more (overrides one of ``METHODS``) turns this off
    until it says with ``_plain_payment``, a condition in SQL, when it does not.
    """

    _inherit = "elektrohisob.payment.event"
    _plain_payment = "TRUE"

    @api.model
    def _get_plain_statements(self):
        """Both statements; None if somebody has a say that they do not know of."""
        for name, methods in METHODS.items():
            # put in at run time, as addons that watch models do
            if not vars(type(self.env[name])).keys().isdisjoint(methods):
                return None
        return self._make_plain_statements()

    @api.model
    @tools.ormcache()
    def _make_plain_statements(self):
        conditions = []
        for name, methods in METHODS.items():
            for cls in type(self.env[name]).mro():
                if cls is models.Model:  # from here on what every model has
                    break
                condition = vars(cls).get("_plain_payment")
                if condition and condition != "TRUE":
                    conditions.append(condition)
                elif not condition and not vars(cls).keys().isdisjoint(methods):
                    return None
        return statements(conditions)

    @api.model
    def _take_pay(self, provider, channel, call, now):
        """Override of `elektrohisob.payment.event` to write plain payments at once."""
        text = call.fields.get(channel.account_key, "")
        number = account_number(text)
        lowest, highest = provider._get_pay_limits()
        plain = self._get_plain_statements()
        if plain and number and call.tiyin and max(lowest, 1) <= call.tiyin <= highest:
            vals = {
                "service": call.service,
                "external_id": call.external_id,
                "time": now,
                "provider_time": call.time or now,
                "account_text": text,
            }
            event = self._write_plain(
                plain[0],
                provider,
                vals,
                call.tiyin,
                number=number,
                unit=f"%/{provider._get_desk().company_id}/%",
                details=json.dumps(dict(call.fields)),
            )
            if event:
                return Outcome(now, self._get_plain_transaction(event, call, vals))
        return super()._take_pay(provider, channel, call, now)

    @api.model
    def _perform(self, provider, vals):
        """Override of `elektrohisob.payment.event` to write plain payments at once."""
        plain = self._get_plain_statements()
        return bool(
            plain
            and self._write_plain(
                plain[1],
                provider,
                vals,
                round(vals["amount"] * 100),
                account=vals["account_id"],
                origin=vals["origin_id"],
                step=vals["step"],
            )
        ) or super()._perform(provider, vals)

    @api.model
    def _write_plain(self, statement, provider, vals, tiyin, **values):
        """Id of the event; None if the case is not plain, and nothing is written."""
        day, is_old = self._get_pay_day(vals["provider_time"])
        self.env.flush_all()
        rows = statement.execute(
            self.env.cr,
            {
                "provider": provider.id,
                "service": vals["service"],
                "external": vals["external_id"],
                "key": f"{vals['service']}:{vals['external_id']}",
                "amount": money_text(tiyin),
                "day": day,
                "is_old": is_old,
                "now": vals["time"],
                "provider_time": vals["provider_time"],
                "account_text": vals["account_text"],
                "uid": self.env.uid,
                **values,
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
