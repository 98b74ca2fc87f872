import ipaddress
import re
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.elektrohisob_base.tools.secret import unseal

from ..adapters.onec_body import VERSIONS
from ..adapters.onec_message import PLAN
from ..adapters.onec_soap import Access, is_address
from .exchange_provider_online import ADMIN

MAY_EXCHANGE = ("elektrohisob_base.group_accountant", "elektrohisob_base.group_admin")
NODE = re.compile(r"[\w-]{1,36}")
FOLDER = "folder"


class ExchangeProvider(models.Model):
    """A 1C the books are sent to: where it is, codes of both nodes, numbers used."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("onec", "1C: books (EnterpriseData)")],
        ondelete={"onec": "cascade"},
    )
    onec_transport = fields.Selection(
        [
            (FOLDER, "Files in a folder"),
            ("exchange", "Web service EnterpriseDataExchange"),
            ("upload", "Web service EnterpriseDataUpload (one way)"),
        ],
        string="Messages go by",
        required=True,
        default=FOLDER,
        help="Only the folder and EnterpriseDataExchange bring answers of 1C with its "
        "receipts, counterparties and bank documents.",
    )
    onec_url = fields.Char(
        string="Address of the 1C base",
        groups=ADMIN,
        copy=False,
        help="As in the browser, up to the name of the base: https://server/base.",
    )
    onec_login = fields.Char(string="Login in 1C", groups=ADMIN, copy=False)
    onec_secret = fields.Char(
        string="New password in 1C",
        compute="_compute_onec_secret",
        inverse="_inverse_onec_secret",
        groups=ADMIN,
        help="It is kept encrypted and never shown again.",
    )
    has_onec_secret = fields.Boolean(
        string="The password of 1C is set", compute="_compute_onec_secret", groups=ADMIN
    )
    onec_secret_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    onec_is_zipped = fields.Boolean(string="Files are packed (.zip)")
    onec_is_auto = fields.Boolean(string="Exchange by itself every hour", copy=False)
    onec_is_odata = fields.Boolean(
        string="Manual operations by OData",
        copy=False,
        help="What EnterpriseData has no document for is written into the books of 1C "
        "as manual operations. Otherwise they wait to be entered by hand.",
    )
    onec_code = fields.Char(
        string="Our code in 1C",
        default="EH",
        help="Code (prefix) of this program in the exchange plan of 1C.",
    )
    onec_peer = fields.Char(
        string="Code of 1C", help="Code (prefix) of the 1C base, for example БП."
    )
    onec_version = fields.Selection(
        [(version, f"EnterpriseData {version}") for version in VERSIONS],
        string="Version of the format",
        default="1.8",
        help="The highest that both sides have is taken from the first message of 1C.",
    )
    onec_organisation = fields.Char(
        string="Organisation in 1C",
        help="Name under which 1C keeps the books. Empty: the name of the unit.",
    )
    onec_bank = fields.Selection(
        [
            ("ours", "Here: payments are told to 1C"),
            ("peer", "In 1C: its bank documents come here"),
        ],
        string="Bank statements are entered",
        required=True,
        default="ours",
    )
    onec_date_from = fields.Date(
        string="Books from",
        help="Documents of this day and later are sent; earlier ones are in 1C "
        "already.",
    )
    onec_code_ids = fields.One2many(
        "elektrohisob.onec.code", "provider_id", string="Accounts of 1C", copy=True
    )

    @api.depends("onec_secret_sealed")
    def _compute_onec_secret(self):
        self._show_sealed("onec_secret")

    def _inverse_onec_secret(self):
        self._seal("onec_secret")

    @api.constrains("kind", "onec_code", "onec_peer")
    def _check_onec_codes(self):
        for provider in self.filtered(lambda one: one.kind == "onec"):
            codes = (provider.onec_code or "", provider.onec_peer or "")
            if codes[0] == codes[1] or not all(map(NODE.fullmatch, codes)):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: give two different codes of letters, digits and "
                        "dashes, ours and that of 1C, as the synchronisation settings "
                        "of 1C have them.",
                        provider=provider.name,
                    )
                )

    @api.constrains("onec_url", "onec_transport", "onec_is_odata")
    def _check_onec_url(self):
        for provider in self.sudo():  # hidden from others who may save providers
            url = provider.onec_url or ""
            if not url and (
                provider.onec_transport != FOLDER or provider.onec_is_odata
            ):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: give the address of the 1C base, or let the "
                        "messages go by files without manual operations.",
                        provider=provider.name,
                    )
                )
            if url and not _is_safe(url):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: the address “%(url)s” must begin with https://. "
                        "Only a base in the own network may be at http://: the "
                        "password goes there.",
                        provider=provider.name,
                        url=url,
                    )
                )

    # === ACTIONS === #

    def action_exchange_onec(self):
        """Button: exchange messages now, as a job of the background."""
        self.ensure_one()
        self._check_may_exchange_onec()
        if not self.onec_date_from:
            raise UserError(
                self.env._(
                    "%(provider)s: say from which day the books are sent (field “Books "
                    "from”).",
                    provider=self.name,
                )
            )
        self._start_onec()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The exchange with 1C has begun. Look at Messages in a minute."
                ),
                "sticky": False,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_onec_changes(self):
        """Open the objects told to this 1C."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.onec_change_action"
        )
        return {
            **action,
            "domain": [("provider_id", "=", self.id)],
            "context": {"search_default_open": 1} if self.onec_waiting else {},
        }

    def action_view_onec_parties(self):
        """Open the counterparties this 1C has told."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.onec_party_action"
        )
        return {
            **action,
            "domain": [("provider_id", "=", self.id)],
            "context": {"search_default_fresh": 1} if self.onec_fresh else {},
        }

    def action_reset_onec(self):
        """Button: 1C was restored or set up anew. Its numbers are counted from the
        beginning and all objects go again."""
        self.check_access("write")
        for provider in self:
            provider._lock_onec()
            provider._reset_onec()

    # === BUSINESS METHODS === #

    @api.model
    def _check_may_exchange_onec(self):
        if not self.env.su and not any(map(self.env.user.has_group, MAY_EXCHANGE)):
            raise AccessError(
                self.env._("Only accountants exchange with 1C. Ask one of them.")
            )

    def _check_may_fetch(self):
        """Override of `billing` to let accountants take the answers of 1C."""
        if self.kind == "onec":
            return self._check_may_exchange_onec()
        return super()._check_may_fetch()

    def _get_onec_access(self):
        """Where the base is and who we are there."""
        # accountants exchange without seeing the password
        hidden = self.sudo()
        return Access(
            url=hidden.onec_url or "",
            login=hidden.onec_login or "",
            secret=unseal(hidden.onec_secret_sealed or ""),
            peer_code=hidden.onec_code or "",
            plan=PLAN,
        )

    def _get_onec_settings(self):
        """How objects are written for this base; see ``elektrohisob.onec``."""
        return {
            "is_bank": self.onec_bank == "peer",
            "is_online": self._is_onec_wanted("online_receipt"),
            "name": self.onec_organisation,
            "codes": {row.code: row.peer_code for row in self.onec_code_ids},
        }


def _is_safe(url):
    """https, or http inside the own network."""
    if not is_address(url):
        return False
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan"))
