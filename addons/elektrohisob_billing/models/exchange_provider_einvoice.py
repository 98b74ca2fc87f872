from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.secret import seal, unseal

from ..adapters.einvoice import Access, OperatorTrouble
from ..adapters.einvoice_operators import OPERATORS
from .exchange_provider_gateway import is_safe
from .exchange_provider_online import ADMIN

SECRETS = ("secret", "partner")
PAUSE = timedelta(minutes=30)


class ExchangeProvider(models.Model):
    """Operators of electronic invoices: where they are and who we are there."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[(kind, operator.title) for kind, operator in OPERATORS.items()],
        ondelete=dict.fromkeys(OPERATORS, "cascade"),
    )
    is_einvoice = fields.Boolean(compute="_compute_is_einvoice")
    einvoice_url = fields.Char(
        string="Address of the operator",
        groups=ADMIN,
        help="Empty: the usual one, if there is one. For example "
        "http://127.0.0.1:8380/soliq.",
    )
    einvoice_tin = fields.Char(
        string="STIR of the seller",
        size=9,
        help="Whose documents are sent. Empty: that of the unit, or of the nearest "
        "above it.",
        groups=ADMIN,
    )
    einvoice_login = fields.Char(
        string="Login at the operator",
        groups=ADMIN,
        copy=False,
        help="Didox: STIR or PINFL of the person who logs in; empty: the company "
        "itself.",
    )
    einvoice_secret = fields.Char(
        string="New password of the operator",
        compute="_compute_einvoice_secrets",
        inverse="_inverse_einvoice_secrets",
        groups=ADMIN,
        help="It is kept encrypted and never shown again.",
    )
    has_einvoice_secret = fields.Boolean(
        string="The password of the operator is set",
        compute="_compute_einvoice_secrets",
        groups=ADMIN,
    )
    einvoice_secret_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    einvoice_partner = fields.Char(
        string="New key of the partner",
        compute="_compute_einvoice_secrets",
        inverse="_inverse_einvoice_secrets",
        groups=ADMIN,
        help="Didox gives it to integrators (Partner-Authorization).",
    )
    has_einvoice_partner = fields.Boolean(
        string="The key of the partner is set",
        compute="_compute_einvoice_secrets",
        groups=ADMIN,
    )
    einvoice_partner_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    einvoice_token_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    einvoice_token_until = fields.Float(groups=fields.NO_ACCESS, copy=False)
    einvoice_date_from = fields.Date(
        string="Invoices from",
        help="Documents of this day and later are sent; earlier ones were issued in "
        "another way.",
        groups=ADMIN,
    )
    einvoice_signer = fields.Selection(
        "_select_einvoice_signer",
        string="Way of signing",
        default="eimzo",
        help="E-IMZO runs on the computer of who signs; the key never leaves it.",
        groups=ADMIN,
    )
    einvoice_keys = fields.Text(
        string="Keys of E-IMZO",
        help="Name of this site and its key, one pair in a line, as the vendor of "
        "E-IMZO gives them. Without one E-IMZO may refuse pages of this address.",
        groups=ADMIN,
    )
    einvoice_is_auto = fields.Boolean(
        string="Prepare by itself every hour",
        help="Posted invoices are prepared for signing; people sign.",
        groups=ADMIN,
    )
    einvoice_asked = fields.Datetime(
        string="States asked last", readonly=True, copy=False
    )
    einvoice_pause = fields.Datetime(readonly=True, copy=False, groups=fields.NO_ACCESS)

    @api.model
    def _select_einvoice_signer(self):
        """Hook: who signs; the browser has a signer of the same name."""
        return [
            ("eimzo", self.env._("E-IMZO in the browser")),
            ("trial", self.env._("Trial signature (simulator only)")),
        ]

    @api.depends("kind")
    def _compute_is_einvoice(self):
        for provider in self:
            provider.is_einvoice = provider.kind in OPERATORS

    @api.depends(*(f"einvoice_{name}_sealed" for name in SECRETS))
    def _compute_einvoice_secrets(self):
        for name in SECRETS:
            self._show_sealed(f"einvoice_{name}")

    def _inverse_einvoice_secrets(self):
        void = {"einvoice_token_sealed": False, "einvoice_pause": False}
        for name in SECRETS:
            self._seal(f"einvoice_{name}", **void)

    @api.constrains("einvoice_url", "einvoice_signer")
    def _check_einvoice_url(self):
        for provider in self.sudo():  # hidden from others who may save providers
            url = provider.einvoice_url or "https://x"
            if not is_safe(url):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: the address “%(url)s” does not begin with "
                        "https://. Passwords and invoices go there; correct it.",
                        provider=provider.name,
                        url=url,
                    )
                )
            is_trial = provider.is_einvoice and provider.einvoice_signer == "trial"
            if is_trial and url.startswith("https://"):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: trial signatures are for a simulator on this "
                        "computer (http://127.0.0.1 …). Choose E-IMZO.",
                        provider=provider.name,
                    )
                )

    # === ACTIONS === #

    def action_try_einvoice(self):
        """Ask the operator whether address, login and password are right."""
        self.ensure_one()
        self.check_access("write")
        client = self._get_einvoice_client()
        try:
            name = client.check()
        except OperatorTrouble as trouble:
            self._keep_einvoice_client(client, trouble)
            return self._tell_einvoice(self._say(trouble), "danger")
        self._keep_einvoice_client(client)
        text = self.env._("The operator answers; he knows us as %(name)s.", name=name)
        return self._tell_einvoice(text, "success")

    @api.model
    def _tell_einvoice(self, text, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": text, "sticky": kind == "danger"},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _find_einvoice_operator(self, company):
        """Operator of a district network: its own, or that of a unit above it."""
        domain = Domain("kind", "in", list(OPERATORS))
        return self._find_nearest(
            company, domain & Domain("einvoice_date_from", "!=", False)
        )

    def _get_einvoice_tin(self):
        # a district may not see its enterprise, but sells in its name
        hidden = self.sudo()
        units = hidden.company_id.parent_ids
        return hidden.einvoice_tin or next(
            filter(None, reversed(units.mapped("vat"))), ""
        )

    def _get_einvoice_client(self):
        """The operator, ready to be asked; a class below ``adapters.einvoice``."""
        self.ensure_one()
        # people send documents without seeing the password
        hidden = self.sudo()
        operator = OPERATORS[self.kind]
        url = (hidden.einvoice_url or operator.url).rstrip("/")
        if not url:
            raise UserError(
                self.env._(
                    "%(provider)s has no address. An administrator enters it at the "
                    "provider.",
                    provider=self.name,
                )
            )
        return operator(
            Access(
                url=url,
                tin=hidden._get_einvoice_tin(),
                login=hidden.einvoice_login or "",
                secret=unseal(hidden.einvoice_secret_sealed or ""),
                partner=unseal(hidden.einvoice_partner_sealed or ""),
                token=unseal(hidden.einvoice_token_sealed or ""),
                token_until=hidden.einvoice_token_until,
            )
        )

    def _keep_einvoice_client(self, client, trouble=None):
        """Remember the key of the session, and how the operator is."""
        is_refused = trouble and trouble.code == "login"
        vals = {"einvoice_pause": is_refused and fields.Datetime.now() + PAUSE}
        # the key of the session is for the system alone
        if client.access.token != unseal(self.sudo().einvoice_token_sealed or ""):
            vals["einvoice_token_sealed"] = seal(client.access.token)
            vals["einvoice_token_until"] = client.access.token_until
        self._keep_state(trouble, **vals)

    def _get_einvoice_wait(self):
        """Seconds until the operator is asked again after he refused the login: he may
        lock it. 0: he may be asked."""
        until = self.sudo().einvoice_pause  # kept by the program
        left = until and (until - fields.Datetime.now()).total_seconds()
        return max(0, int(left or 0))

    def _check_einvoice_wait(self):
        """Nobody asks by a button either while the login is refused."""
        for provider in self:
            if wait := provider._get_einvoice_wait():
                raise UserError(
                    self.env._(
                        "%(trouble)s Nothing is asked for %(minutes)s more minutes, or "
                        "until the right password is entered.",
                        trouble=provider.trouble,
                        minutes=wait // 60 + 1,
                    )
                )

    @api.model
    def _get_trouble_texts(self, kind, told):
        """Override of `elektrohisob_base`: troubles of operators."""
        if kind not in OPERATORS:
            return super()._get_trouble_texts(kind, told)
        return {
            "line": self.env._("The operator cannot be reached (%(detail)s).", **told),
            "busy": self.env._("The operator asks to come later (%(detail)s).", **told),
            "server": self.env._("The operator is disturbed (%(detail)s).", **told),
            "login": self.env._(
                "The operator refuses login or password (%(detail)s). An administrator "
                "enters the right ones at the provider.",
                **told,
            ),
            "absent": self.env._(
                "The operator knows no such document (%(detail)s).", **told
            ),
            "refused": self.env._("The operator refused: %(detail)s", **told),
            "": self.env._(
                "The answer of the operator was lost or is not understood "
                "(%(detail)s); he is asked again before anything is repeated.",
                **told,
            ),
        }
