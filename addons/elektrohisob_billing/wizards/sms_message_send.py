from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.engine.sms import count_parts, plain
from odoo.addons.elektrohisob_base.models.account_look import PHONE_TAIL, mask

from ..engine.sms import phone_digits

ROLES = ("clerk_household", "clerk_legal", "accountant", "manager", "admin")


class SmsMessageSend(models.TransientModel):
    """One message to one consumer; an administrator may try a gateway with it."""

    _name = "elektrohisob.sms.message.send"
    _description = "Send an SMS"

    account_id = fields.Many2one("elektrohisob.account", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    phone_known = fields.Char(
        string="Telephone",
        compute="_compute_phone_known",
        help="As known for the account; its last digits.",
    )
    phone = fields.Char(string="Another telephone")
    is_plain = fields.Boolean(
        string="Cheaper letters",
        default=True,
        help="Apostrophes and quotes that make a message dearer are replaced.",
    )
    text = fields.Text(required=True)
    parts = fields.Integer(compute="_compute_parts")
    cost = fields.Monetary(compute="_compute_parts")

    @api.depends("account_id")
    def _compute_phone_known(self):
        for wizard in self:
            phone = wizard.account_id and wizard.account_id._get_sms_phone()
            wizard.phone_known = mask(phone, 0, PHONE_TAIL)

    @api.depends("text", "is_plain", "company_id")
    def _compute_parts(self):
        price = self.env["elektrohisob.parameter"]._get_value
        for wizard in self:
            wizard.parts = count_parts(wizard._get_text()) if wizard.text else 0
            company = wizard.company_id
            wizard.cost = float(price("sms_part_price", company) * wizard.parts)

    # === ACTIONS === #

    def action_send(self):
        """Put the message into the queue."""
        self.ensure_one()
        self._check_may_send()
        account = self.account_id
        account.check_access("read")
        phone = self._get_phone()
        if not phone_digits(phone):
            raise UserError(
                self.env._(
                    "There is no telephone of Uzbekistan to send to. Choose one of "
                    "the account, or write it: 90 123-45-67."
                )
            )
        message = self.env["elektrohisob.sms.message"]._queue(
            [
                {
                    "phone": phone,
                    "text": self._get_text(),
                    "purpose": "single" if account else "trial",
                    "company_id": (account.company_id or self.company_id).id,
                    "account_id": account.id,
                }
            ]
        )
        if message.state == "refused":
            reasons = dict(message._fields["reason"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The message cannot be sent: %(reason)s.",
                    reason=reasons[message.reason].lower(),
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": message._name,
            "res_id": message.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, account, text=""):
        """The form for an account."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send an SMS"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_account_id": account.id,
                "default_company_id": (account.company_id or self.env.company).id,
                "default_text": text,
            },
        }

    def _get_phone(self):
        """The one written, or that of the account."""
        if self.phone or not self.account_id:
            return self.phone or ""
        return self.account_id._get_sms_phone()

    def _get_text(self):
        text = (self.text or "").strip()
        return plain(text) if self.is_plain else text

    def _check_may_send(self):
        user = self.env.user
        roles = ROLES if self.account_id else ("admin",)
        if not self.env.su and not any(
            user.has_group(f"elektrohisob_base.group_{role}") for role in roles
        ):
            raise AccessError(
                self.env._(
                    "Messages are sent by clerks, from the account of the consumer. "
                    "Ask one of them."
                )
            )
