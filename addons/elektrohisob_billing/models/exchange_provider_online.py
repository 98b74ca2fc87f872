import ipaddress
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..adapters.pay_channels import kinds

ADMIN = "elektrohisob_base.group_admin"
LOCAL = "127.0.0.0/8, ::1"


class ExchangeProvider(models.Model):
    """Online payment services: who may call, and what the contract says.

    All of it is the administrators' alone: who could change the field of the account
    or the limits could lead money elsewhere.
    """

    _inherit = "elektrohisob.exchange.provider"
    _plain_cancel = "TRUE"

    kind = fields.Selection(
        selection_add=[(kind, channel.title) for kind, channel in kinds().items()],
        ondelete=dict.fromkeys(kinds(), "cascade"),
    )
    is_online = fields.Boolean(compute="_compute_is_online")
    pay_login = fields.Char(
        string="Login of the service",
        groups=ADMIN,
        copy=False,
        help="What the service calls itself. Payme and Click need none.",
    )
    pay_secret = fields.Char(
        string="New secret",
        compute="_compute_pay_secret",
        inverse="_inverse_pay_secret",
        groups=ADMIN,
        help="Password or key agreed with the service. It is kept encrypted and never "
        "shown again.",
    )
    has_pay_secret = fields.Boolean(
        string="A secret is set", compute="_compute_pay_secret", groups=ADMIN
    )
    pay_secret_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    pay_former_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    pay_former_until = fields.Datetime(groups=fields.NO_ACCESS, copy=False)
    pay_service = fields.Char(
        string="Numbers of services",
        groups=ADMIN,
        help="As the contract numbers our service, separated by commas. Empty: any.",
    )
    pay_merchant = fields.Char(
        string="Merchant",
        groups=ADMIN,
        help="For links on bills: our number at the service.",
    )
    pay_account_key = fields.Char(
        string="Field of the account",
        groups=ADMIN,
        help="How the service names the personal account. Empty: the usual name.",
    )
    pay_networks = fields.Char(
        string="Allowed addresses",
        default=LOCAL,
        groups=ADMIN,
        help="Addresses and networks from which the service may call, separated by "
        "commas: 203.0.113.0/24. Empty: from everywhere.",
    )
    pay_lowest = fields.Monetary(
        string="Smallest sum",
        groups=ADMIN,
        help="0: as the parameter payment_online_lowest says.",
    )
    pay_highest = fields.Monetary(
        string="Largest sum",
        groups=ADMIN,
        help="0: as the parameter payment_online_highest says.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pay_back = fields.Selection(
        [
            ("always", "At any time, in the open month"),
            ("open", "Only while the month of the payment is open"),
            ("never", "Never"),
        ],
        string="The service may cancel payments",
        groups=ADMIN,
        required=True,
        default="open",
    )
    pay_show_name = fields.Boolean(
        string="Tell the payer's initials",
        groups=ADMIN,
        help="The service shows them before the payment: A***** N.",
    )
    pay_codes = fields.Char(
        string="Other codes",
        groups=ADMIN,
        help="Where the contract has other numbers: not_found=305 service=304.",
    )
    pay_event_count = fields.Integer(
        string="Online payments", compute="_compute_pay_event_count"
    )

    @api.depends("kind")
    def _compute_is_online(self):
        for provider in self:
            provider.is_online = provider.kind in kinds()

    @api.depends("pay_secret_sealed")
    def _compute_pay_secret(self):
        self._show_sealed("pay_secret")

    def _inverse_pay_secret(self):
        self._seal("pay_secret")

    def _compute_pay_event_count(self):
        counts = dict(
            self.env["elektrohisob.payment.event"]._read_group(
                [("provider_id", "in", self.ids), ("step", "=", 0)],
                ["provider_id"],
                ["__count"],
            )
        )
        for provider in self:
            provider.pay_event_count = counts.get(provider, 0)

    @api.constrains("pay_networks")
    def _check_pay_networks(self):
        for provider in self.sudo():  # the list is hidden from who may save others
            for text in provider._get_words(provider.pay_networks):
                try:
                    ipaddress.ip_network(text, strict=False)
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "%(provider)s: “%(text)s” is no address or network. Write "
                            "for example 203.0.113.5 or 203.0.113.0/24.",
                            provider=provider.name,
                            text=text,
                        )
                    ) from error

    @api.constrains("pay_codes")
    def _check_pay_codes(self):
        for provider in self:
            for text in provider._get_words(provider.pay_codes):
                if not re.fullmatch(r"[a-z_]+=-?[0-9]{1,6}", text):
                    raise ValidationError(
                        self.env._(
                            "%(provider)s: “%(text)s” is no code. Write name=number, "
                            "for example not_found=305.",
                            provider=provider.name,
                            text=text,
                        )
                    )

    # === ACTIONS === #

    def action_view_pay_events(self):
        """Open the payments this service told us of."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_billing.payment_event_action"
        )
        domain = [("provider_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _get_words(self, text):
        return re.findall(r"[^\s,;]+", text or "")

    def _get_pay_info(self, account):
        """Hook: what the service may show of an account before the payment."""
        if not self.pay_show_name:
            return {}
        words = (account.name or "").split()
        first = [f"{words[0][0]}{'*' * (len(words[0]) - 1)}"] if words else []
        return {"name": " ".join(first + [f"{word[0]}." for word in words[1:]])}

    def _may_pay_back(self, payment):
        """Whether the contract lets the service cancel this payment now."""
        back = self._get_desk().back
        if back != "open":
            return back == "always"
        entries = payment.entry_ids.filtered(lambda entry: not entry.reverses_id)
        return all(entry.period_id.state != "closed" for entry in entries)
