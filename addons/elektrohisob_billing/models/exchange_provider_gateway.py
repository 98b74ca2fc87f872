import hmac
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.secret import seal, unseal

from ..adapters.sms import Access, SmsTrouble
from ..adapters.sms_gateways import GATEWAYS
from .exchange_provider_online import ADMIN

LOCAL = ("127.0.0.1", "localhost")


class ExchangeProvider(models.Model):
    """Gateways of text messages: where they are and who we are there."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[(kind, gateway.title) for kind, gateway in GATEWAYS.items()],
        ondelete=dict.fromkeys(GATEWAYS, "cascade"),
    )
    is_sms_gateway = fields.Boolean(compute="_compute_is_sms_gateway")
    sms_url = fields.Char(
        string="Address of the gateway",
        groups=ADMIN,
        help="Empty: the usual one. For example http://127.0.0.1:8360/eskiz.",
    )
    sms_login = fields.Char(string="Login at the gateway", groups=ADMIN, copy=False)
    sms_secret = fields.Char(
        string="New password",
        compute="_compute_sms_secret",
        inverse="_inverse_sms_secret",
        groups=ADMIN,
        help="It is kept encrypted and never shown again.",
    )
    has_sms_secret = fields.Boolean(
        string="A password is set", compute="_compute_sms_secret", groups=ADMIN
    )
    sms_secret_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    sms_token_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    sms_hook_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    sms_sender = fields.Char(
        string="Sender", groups=ADMIN, help="Name or number the consumers see."
    )
    sms_hook_url = fields.Char(
        string="Address for delivery reports",
        compute="_compute_sms_hook_url",
        groups=ADMIN,
        help="Give it to the gateway. Who knows it can report; keep it secret.",
    )

    @api.depends("kind")
    def _compute_is_sms_gateway(self):
        for provider in self:
            provider.is_sms_gateway = provider.kind in GATEWAYS

    @api.depends("sms_secret_sealed")
    def _compute_sms_secret(self):
        self._show_sealed("sms_secret")

    def _inverse_sms_secret(self):
        # a token of another login is void
        self._seal("sms_secret", sms_token_sealed=False)

    @api.depends("sms_hook_sealed", "code")
    def _compute_sms_hook_url(self):
        # the field itself is for the system alone; this one is for administrators
        for provider, hidden in zip(self, self.sudo(), strict=True):
            token = unseal(hidden.sms_hook_sealed or "")
            base = provider.get_base_url()
            path = f"{base}/elektrohisob/sms/report/{provider.code}/{token}"
            provider.sms_hook_url = token and path

    @api.constrains("sms_url")
    def _check_sms_url(self):
        for provider in self.sudo():  # hidden from others who may save providers
            url = provider.sms_url or "https://x"
            if not is_safe(url):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: the address “%(url)s” does not begin with "
                        "https://. Passwords and telephones go there; correct it, or "
                        "leave it empty for the usual one.",
                        provider=provider.name,
                        url=url,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to give every gateway an address for its reports."""
        providers = super().create(vals_list)
        providers.filtered("is_sms_gateway")._renew_sms_hook()
        return providers

    # === ACTIONS === #

    def action_try_sms(self):
        """Ask the gateway whether address, login and password are right."""
        self.ensure_one()
        self.check_access("write")
        client = self._get_sms_client()
        try:
            left = client.check()
        except SmsTrouble as trouble:
            raise UserError(self._say(trouble)) from trouble
        self._keep_sms_client(client)
        text = self.env._("The gateway answers; address and password are right.")
        if left:
            text = self.env._(
                "The gateway answers; address and password are right. Left on the "
                "account: %(left)s.",
                left=left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": text, "sticky": False},
        }

    def action_renew_sms_hook(self):
        """Another secret address for reports; the former one is void at once."""
        self.check_access("write")
        self._renew_sms_hook()

    # === BUSINESS METHODS === #

    def _renew_sms_hook(self):
        # the field itself is for the system alone
        for hidden in self.sudo():
            hidden.sms_hook_sealed = seal(secrets.token_urlsafe(24))

    def _is_sms_hook(self, token):
        """Whether ``token`` is the secret part of the address for reports."""
        # the gateway is nobody's user; only the comparison leaves
        known = unseal(self.sudo().sms_hook_sealed or "")
        return bool(known) and hmac.compare_digest(known.encode(), token.encode())

    def _get_sms_client(self):
        """The gateway, ready to be asked; a class below ``adapters.sms``."""
        self.ensure_one()
        # people send messages without seeing the password
        hidden = self.sudo()
        gateway = GATEWAYS[self.kind]
        return gateway(
            Access(
                url=(hidden.sms_url or gateway.url).rstrip("/"),
                login=hidden.sms_login or "",
                secret=unseal(hidden.sms_secret_sealed or ""),
                sender=hidden.sms_sender or "",
                hook=hidden.sms_hook_url or "",
                token=unseal(hidden.sms_token_sealed or ""),
            )
        )

    def _keep_sms_client(self, client, trouble=None):
        """Remember the token, and how the gateway is."""
        vals = {}
        # the token is for the system alone
        if client.access.token != unseal(self.sudo().sms_token_sealed or ""):
            vals["sms_token_sealed"] = seal(client.access.token)
        self._keep_state(trouble, **vals)

    @api.model
    def _find_sms_gateway(self, company):
        """Gateway of a district network: its own, or that of a unit above it."""
        return self._find_nearest(
            company,
            Domain("kind", "in", list(GATEWAYS))
            & Domain("sms_secret_sealed", "!=", False),
        )

    @api.model
    def _get_trouble_texts(self, kind, told):
        """Override of `elektrohisob_base`: troubles of gateways."""
        if kind not in GATEWAYS:
            return super()._get_trouble_texts(kind, told)
        return {
            "line": self.env._("The gateway cannot be reached (%(detail)s).", **told),
            "busy": self.env._("The gateway asks to come later (%(detail)s).", **told),
            "server": self.env._("The gateway is disturbed (%(detail)s).", **told),
            "login": self.env._(
                "The gateway refuses login or password (%(detail)s). An administrator "
                "enters the right ones at the provider.",
                **told,
            ),
            "funds": self.env._(
                "Money or limit at the gateway is used up (%(detail)s). Pay the "
                "gateway; the messages wait.",
                **told,
            ),
            "refused": self.env._("The gateway refused: %(detail)s", **told),
            "": self.env._(
                "The answer was lost or is not understood: %(detail)s", **told
            ),
        }


def is_safe(url):
    """Whether passwords may go to an address: https, or this computer."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and parts.hostname in LOCAL
