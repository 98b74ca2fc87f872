from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.append_only import protect_log
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one
from odoo.addons.elektrohisob_base.tools.dates import today_start

from ..engine.sms import phone_digits
from ..engine.sms_command import parse

KEPT = 1000  # letters of a message
COLUMNS = (
    "provider_id", "company_id", "external_id", "phone", "text", "command",
    "outcome", "account_id", "intent_id", "reply_id",
)  # fmt: skip


class SmsInbox(models.Model):
    """Messages of consumers and what was done for them; append-only."""

    _name = "elektrohisob.sms.inbox"
    _description = "SMS of a consumer"
    _inherit = ["elektrohisob.sms.phone.mixin"]
    _order = "id desc"
    _rec_name = "phone_masked"
    _log_access = False

    provider_id = BulkMany2one(
        "elektrohisob.exchange.provider",
        string="Operator",
        required=True,
        readonly=True,
    )
    company_id = BulkMany2one(
        "res.company", string="District network", required=True, readonly=True
    )
    date = fields.Datetime(string="Received", required=True, readonly=True)
    external_id = fields.Char(
        string="Number of the operator", required=True, readonly=True
    )
    phone = fields.Char(required=False, readonly=True)
    text = fields.Text(readonly=True)
    command = fields.Selection(
        [
            ("balance", "Balance"),
            ("pay", "Payment"),
            ("reading", "Reading"),
            ("help", "Help"),
            ("stop", "No more messages"),
            ("start", "Messages again"),
        ],
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("done", "Done"),
            ("not_understood", "Not understood"),
            ("account", "No such account"),
            ("district", "Account of another unit"),
            ("foreign", "Telephone not known for the account"),
            ("closed", "Account closed and paid"),
            ("amount", "No such sum"),
            ("too_small", "Sum too small"),
            ("too_big", "Sum too large"),
            ("reading", "Reading not taken"),
            ("phone", "No telephone"),
            ("limit", "Too many messages"),
        ],
        readonly=True,
        required=True,
    )
    account_id = BulkMany2one("elektrohisob.account", readonly=True)
    intent_id = BulkMany2one(
        "elektrohisob.sms.intent", string="Payment asked for", readonly=True
    )
    reply_id = BulkMany2one("elektrohisob.sms.message", string="Answer", readonly=True)

    _once = models.UniqueIndex(
        "(provider_id, external_id)", "This message was received already."
    )
    _phone_idx = models.Index("(phone, date)")
    _company_idx = models.Index("(company_id, id)")
    _date_idx = models.Index("(date)")
    _account_idx = models.Index("(account_id) WHERE account_id IS NOT NULL")

    def init(self):
        """Rows stay as they are until their time is over."""
        protect_log(self.env.cr, self._table, "date")

    # === BUSINESS METHODS === #

    @api.model
    def _receive(self, provider, call, now):
        """Carry out a message once; what the operator is told, and whether it had
        come before.

        :param call: ``adapters.pay.Call`` with phone and text in ``extra``
        """
        known = self.search(
            [("provider_id", "=", provider.id), ("external_id", "=", call.external_id)]
        )
        if known:
            return known.intent_id._get_info() if known.intent_id else {}, True
        phone = phone_digits(call.extra["phone"])
        text = call.extra["text"][:KEPT]
        found = self._answer(provider, phone, text, call)
        reply = self._reply(provider, phone, text, found, call.external_id)
        account, intent = found.get("account"), found.get("intent")
        company = account.company_id if account else provider.company_id
        self._append(
            provider_id=provider.id,
            company_id=company.id,
            external_id=call.external_id,
            phone=phone or call.extra["phone"],
            text=text,
            command=found.get("command") or None,
            outcome=found["outcome"],
            account_id=account.id if account else None,
            intent_id=intent.id if intent else None,
            reply_id=reply.id or None,
        )
        return intent._get_info() if intent else {}, False

    @api.model
    def _append(self, **vals):
        """One row; the whole call is tried again if another one was first."""
        self.env.flush_all()
        values = SQL(", ").join(SQL("%s", vals[name]) for name in COLUMNS)
        is_new = bulk.insert_missing(
            self.env.cr,
            self._table,
            ["date", *COLUMNS],
            SQL("VALUES ((now() AT TIME ZONE 'UTC')::timestamp(0), %s)", values),
        )
        if not is_new:
            raise ConcurrencyError

    @api.model
    def _answer(self, provider, phone, text, call):
        """What to do for a message: ``outcome``, ``command``, ``account``, ``intent``,
        ``words`` of the answer; no words: silence."""
        if not phone:
            return {"outcome": "phone"}
        count = self._count_today(phone)
        most = self.env["elektrohisob.parameter"]._get_value(
            "sms_inbox_day", provider.company_id
        )
        if count >= most:  # one answer says so, the rest is silence
            words = {"words": {"code": "limit"}} if count == most else {}
            return {"outcome": "limit", **words}
        command = parse(text)
        if not command.kind:
            return self._do_reading(provider, phone, text, call)
        done = getattr(self, f"_do_{command.kind}")(provider, phone, command)
        return {"command": command.kind, **done}

    @api.model
    def _count_today(self, phone):
        """Messages of a telephone today, in Tashkent."""
        today = [("phone", "=", phone), ("date", ">=", today_start(self))]
        return self.search_count(today)

    @api.model
    def _reply(self, provider, phone, text, found, external_id):
        """Queue the answer, in the language of the account or of the message."""
        messages = self.env["elektrohisob.sms.message"]
        words = found.get("words")
        if not words:
            return messages
        account = found.get("account")
        is_own = account and account._has_phone(phone)
        guess = "ru_RU" if any("А" <= letter <= "я" for letter in text) else "uz_UZ"
        lang = (is_own and account.lang) or guess
        return messages._queue(
            [
                {
                    "phone": phone,
                    "text": self.with_context(lang=lang)._get_text(**words),
                    "purpose": "answer",
                    "company_id": (account or provider).company_id.id,
                    "account_id": is_own and account.id,
                    "once_key": f"inbox:{provider.id}:{external_id}",
                }
            ]
        )
