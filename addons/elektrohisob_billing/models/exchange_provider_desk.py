import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from odoo import api, fields, models, tools

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.secret import seal, unseal

from ..adapters.pay import Keys, Refusal
from ..engine.amount import HIGHEST

GRACE_MINUTES = 10
SHORTEST = 7
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Desk:
    """What a call needs to know of a provider; secrets are still sealed."""

    name: str
    company_id: int
    back: str
    account_key: str
    login: str
    sealed: str
    former: str
    until: datetime | None
    services: tuple[str, ...]
    codes: Mapping[str, str]
    networks: tuple[Network, ...]


class ExchangeProvider(models.Model):
    """What every call asks of its provider: read once, until somebody changes it."""

    _inherit = "elektrohisob.exchange.provider"
    _plain_cancel = "TRUE"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the services read anew."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `write` to have the services read anew."""
        if any(name.startswith("pay_") for name in vals) or not vals.keys().isdisjoint(
            ("name", "kind", "active", "company_id")
        ):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Override of `unlink` to have the services read anew."""
        self.env.registry.clear_cache()
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _get_online(self, kind):
        """Providers of an online service."""
        return self.browse(self._get_online_ids(kind))

    @api.model
    @tools.ormcache("kind")
    def _get_online_ids(self, kind):
        return self.search([("kind", "=", kind)], order="id")._ids

    @tools.ormcache("self.id")
    def _get_desk(self):
        self.ensure_one()
        row = self.sudo()  # hidden from whoever prints a link; it stays in here
        return Desk(
            name=row.name,
            company_id=row.company_id.id,
            back=row.pay_back,
            account_key=row.pay_account_key or "",
            login=row.pay_login or "",
            sealed=row.pay_secret_sealed or "",
            former=row.pay_former_sealed or "",
            until=row.pay_former_until or None,
            services=tuple(self._get_words(row.pay_service)),
            codes=dict(word.split("=") for word in self._get_words(row.pay_codes)),
            networks=tuple(
                ipaddress.ip_network(text, strict=False)
                for text in self._get_words(row.pay_networks)
            ),
        )

    def _get_pay_services(self):
        return self._get_desk().services

    def _get_pay_keys(self):
        """Login and the secrets valid now, for the comparison alone."""
        desk = self._get_desk()
        sealed = [desk.sealed]
        if desk.until and desk.until > fields.Datetime.now():
            sealed.append(desk.former)
        return Keys(desk.login, tuple(filter(None, map(unseal, sealed))))

    def _change_pay_secret(self, secret):
        """Take a new password; the former one is good for some minutes more, in case
        the service has not got our answer."""
        if len(secret) < SHORTEST:
            raise Refusal("weak_password")
        until = fields.Datetime.add(fields.Datetime.now(), minutes=GRACE_MINUTES)
        self.write(
            {
                "pay_former_sealed": self.pay_secret_sealed,
                "pay_former_until": until,
                "pay_secret_sealed": seal(secret),
            }
        )

    def _get_cancel_note(self, reason):
        """Why a payment is void that the service takes back."""
        return self.env._(
            "Cancelled by %(service)s, reason %(code)s",
            service=self._get_desk().name,
            code=reason or "—",
        )

    def _is_pay_address(self, remote):
        """Whether the service may call from an address."""
        networks = self._get_desk().networks
        try:
            address = ipaddress.ip_address(remote)
        except ValueError:
            return not networks
        return not networks or any(address in network for network in networks)

    def _get_pay_limits(self):
        """Smallest and largest sum, in tiyin."""
        return self._get_pay_limits_on(business_today(self))

    @tools.ormcache("self.id", "day")
    def _get_pay_limits_on(self, day):
        row = self.sudo()  # as above
        parameters = self.env["elektrohisob.parameter"]
        limits = []
        for own, code in (
            (row.pay_lowest, "payment_online_lowest"),
            (row.pay_highest, "payment_online_highest"),
        ):
            value = own or parameters._get_value(code, row.company_id, day)
            limits.append(round(min(value, HIGHEST) * 100))
        return tuple(limits)
