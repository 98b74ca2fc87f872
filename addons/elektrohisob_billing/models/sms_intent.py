from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..adapters.pay import Refusal
from ..engine.sms import phone_digits


class SmsIntent(models.Model):
    """What a consumer asked by SMS to pay; the operator charges it or it runs out."""

    _name = "elektrohisob.sms.intent"
    _description = "Payment asked for by SMS"
    _inherit = ["elektrohisob.sms.phone.mixin"]
    _order = "id desc"
    _rec_name = "account_id"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Operator",
        required=True,
        ondelete="restrict",
        # a district may not see the operator of its enterprise, but its payments
        bypass_search_access=True,
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="restrict"
    )
    amount = fields.Monetary(required=True)
    date_expires = fields.Datetime(string="Counts until", required=True)
    state = fields.Selection(
        [
            ("open", "Waits for the operator"),
            ("paid", "Paid"),
            ("expired", "Ran out"),
            ("parked", "Charged otherwise than asked"),
        ],
        required=True,
        default="open",
    )
    code = fields.Selection(
        lambda self: (
            self.env["elektrohisob.payment.call"]
            ._fields["code"]
            ._description_selection(self.env)
        ),
        string="Why not",
        help="Why the operator was told to give the money back.",
    )
    event_id = fields.Many2one(
        "elektrohisob.payment.event", string="Paid by", ondelete="restrict"
    )

    _company_idx = models.Index("(company_id, id)")
    _open_idx = models.Index("(date_expires) WHERE state = 'open'")
    _event_idx = models.Index("(event_id) WHERE event_id IS NOT NULL")
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The sum must be above zero."
    )

    @api.depends("account_id", "amount")
    def _compute_display_name(self):
        for intent in self:
            intent.display_name = f"{intent.id or ''} {intent.account_id.number}"

    # === BUSINESS METHODS === #

    @api.model
    def _ask(self, provider, account, phone, tiyin):
        """A new intention; the operator is told its number."""
        minutes = self.env["elektrohisob.parameter"]._get_value(
            "sms_intent_minutes", account.company_id
        )
        return self.create(
            {
                "provider_id": provider.id,
                "company_id": account.company_id.id,
                "account_id": account.id,
                "phone": phone,
                "amount": tiyin / 100,
                "date_expires": fields.Datetime.now() + timedelta(minutes=minutes),
            }
        )

    def _get_info(self):
        """What the operator is told."""
        return {
            "id": str(self.id),
            "account": self.account_id.number,
            "amount": f"{self.amount:.2f}",
            "expires": self.date_expires.isoformat() + "+00:00",
        }

    @api.model
    def _find_charged(self, provider, call):
        """The intention that a charge pays, locked; Refusal if there is none.

        One whose charge does not fit is parked with the reason, unless it is paid.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM elektrohisob_sms_intent "
                "WHERE id = %s AND provider_id = %s FOR UPDATE",
                call.number if (call.number or 0) < 2**31 else None,
                provider.id,
            )
        )
        if not rows:
            raise Refusal("not_found")
        intent = self.browse(rows[0][0])
        intent.invalidate_recordset()
        code = intent._get_flaw(call)
        if code:
            intent._park(code)
            raise Refusal(code)
        return intent

    def _get_flaw(self, call):
        """Code of what does not fit; "" if all does."""
        if self.state == "paid":
            return "state"
        if self.phone != phone_digits(call.extra["phone"]):
            return "payer"
        if call.tiyin != round(self.amount * 100):
            return "amount"
        if self.state == "expired" or self.date_expires <= fields.Datetime.now():
            return "expired"
        return ""

    def _park(self, code):
        """The operator charged otherwise: nothing is booked, the consumer is told."""
        if self.state != "paid":
            self.write({"state": "parked", "code": code})
            self._tell("parked", code)

    def _pay(self, number):
        """The charge is booked as the event ``number``."""
        self.write({"state": "paid", "event_id": number, "code": False})
        self._tell("paid")

    def _tell(self, what, code=""):
        """An SMS to who asked, once for each outcome."""
        inbox = self.env["elektrohisob.sms.inbox"]
        lang = self.account_id.lang or self.env.lang
        text = inbox.with_context(lang=lang)._get_payment_text(self, what, code)
        self.env["elektrohisob.sms.message"]._queue(
            [
                {
                    "phone": self.phone,
                    "text": text,
                    "purpose": "payment",
                    "company_id": self.company_id.id,
                    "account_id": self.account_id.id,
                    "once_key": f"intent:{self.id}:{what}:{code}",
                }
            ]
        )

    @api.model
    def _cron_expire(self):
        """Intentions nobody charged in time; a late charge is refused."""
        late = [("state", "=", "open"), ("date_expires", "<=", fields.Datetime.now())]
        self.search(late).write({"state": "expired", "code": "expired"})
