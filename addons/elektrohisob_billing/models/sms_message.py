import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.elektrohisob_base.engine.sms import count_parts

#: What the consumer has asked for or waits for: sent at any hour, also after STOP.
ANSWERS = ("answer", "payment")
WAITING = ("queued", "sending", "unknown")


class SmsMessage(models.Model):
    """A text message to a consumer, from the queue to the report of its delivery.

    Written by the methods of this model alone. The same message never goes out
    twice: the gateway knows it by ``key``, and one whose answer was lost is asked for.
    """

    _name = "elektrohisob.sms.message"
    _description = "SMS"
    _inherit = ["elektrohisob.sms.phone.mixin"]
    _order = "id desc"
    _rec_name = "phone_masked"

    key = fields.Char(
        string="Number for the gateway",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
    )
    once_key = fields.Char(
        string="Cause",
        readonly=True,
        copy=False,
        help="Never sent twice for one cause.",
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "elektrohisob.account", index="btree_not_null", ondelete="restrict"
    )
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Gateway",
        ondelete="restrict",
        # a district may not see the gateway of its enterprise, but its messages
        bypass_search_access=True,
    )
    purpose = fields.Selection(
        [
            ("bill", "Bill"),
            ("debt", "Reminder of a debt"),
            ("payment", "Payment"),
            ("answer", "Answer to a message"),
            ("single", "Single message"),
            ("trial", "Trial of the gateway"),
        ],
        string="Kind of message",
        required=True,
    )
    is_answer = fields.Boolean(string="At any hour")
    text = fields.Text(required=True)
    parts = fields.Integer(help="SMS are paid by part.")
    cost = fields.Monetary(help="Parts × price of a part on the day of sending.")
    state = fields.Selection(
        [
            ("queued", "To be sent"),
            ("sending", "Being sent"),
            ("unknown", "Perhaps sent"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("failed", "Not delivered"),
            ("expired", "Too late"),
            ("refused", "Refused"),
        ],
        required=True,
        default="queued",
        index=True,
    )
    reason = fields.Selection(
        [
            ("phone", "No telephone number of Uzbekistan"),
            ("stopped", "The consumer wants no messages"),
            ("long", "Too many parts"),
            ("no_gateway", "No gateway is set up"),
            ("gateway", "The gateway refused it"),
            ("late", "Not sent in time"),
            ("unknown", "Nobody knows whether it was sent"),
            ("report", "As the operator reported"),
        ],
        string="Why not",
    )
    detail = fields.Char(string="Words of the gateway")
    external_id = fields.Char(string="Number of the gateway", copy=False)
    dispatch = fields.Integer(string="Batch", copy=False)
    is_alone = fields.Boolean(
        string="Sent alone", help="Its batch was refused; each is tried by itself."
    )
    attempts = fields.Integer()
    asks = fields.Integer(string="Asked for")
    date_next = fields.Datetime(string="Next step", default=fields.Datetime.now)
    date_expires = fields.Datetime(string="Send before")
    date_claimed = fields.Datetime(string="Last attempt")
    date_sent = fields.Datetime(string="Handed over")
    date_report = fields.Datetime(string="Reported")

    _key_uniq = models.Constraint("unique(key)", "This message exists already.")
    _once = models.UniqueIndex(
        "(once_key) WHERE once_key IS NOT NULL",
        "A message for this cause was written already.",
    )
    _external_uniq = models.UniqueIndex(
        "(provider_id, external_id) WHERE external_id IS NOT NULL",
        "The gateway gave this number to another message.",
    )
    _due_idx = models.Index(
        "(provider_id, date_next) WHERE state IN ('queued','sending','unknown','sent')"
    )
    _phone_idx = models.Index("(phone, date_claimed)")
    _dispatch_idx = models.Index("(dispatch) WHERE dispatch IS NOT NULL")
    _company_idx = models.Index("(company_id, id)")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to count the parts and mark answers."""
        for vals in vals_list:
            vals["parts"] = count_parts(vals.get("text") or "")
            vals["is_answer"] = vals.get("purpose") in ANSWERS
        return super().create(vals_list)

    def _check_written(self):
        """Nobody changes messages by hand."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Messages are written by the program. Send a new one from the "
                    "account."
                )
            )

    def write(self, vals):
        """Override of `base` to refuse changes by hand."""
        self._check_written()
        return super().write(vals)

    # === ACTIONS === #

    def action_send_again(self):
        """A new message with the same text; the old one stays as it is."""
        self.ensure_one()
        self.check_access("read")
        return self.env["elektrohisob.sms.message.send"]._open(
            self.account_id, text=self.text
        )
