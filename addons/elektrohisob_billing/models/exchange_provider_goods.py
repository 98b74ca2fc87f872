from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters import einvoice_mxik
from ..adapters.einvoice import OperatorTrouble


class ExchangeProvider(models.Model):
    """The code of electricity on invoices and receipts, as the catalogue of the tax
    committee has it."""

    _inherit = "elektrohisob.exchange.provider"

    # === ACTIONS === #

    def action_check_goods(self):
        """Ask the catalogue whether code, name and package of the parameters are its
        own."""
        self.ensure_one()
        self.check_access("write")
        code, name, package = self._get_goods(self.company_id)
        if not einvoice_mxik.is_code(code):
            text = self.env._(
                "The MXIK code has 17 digits, not “%s”. Enter it under Administration "
                "→ Parameters.",
                code,
            )
            return self._tell_einvoice(text, "danger")
        try:
            found = einvoice_mxik.look_up(code)
        except OperatorTrouble as trouble:
            return self._tell_einvoice(self._get_goods_trouble(code, trouble), "danger")
        faults = self._get_goods_faults(found, name, package)
        if faults:
            return self._tell_einvoice("\n".join(faults), "danger")
        text = self.env._("The catalogue has %(code)s: %(name)s.", code=code, name=name)
        return self._tell_einvoice(text, "success")

    # === BUSINESS METHODS === #

    @api.model
    def _get_goods(self, company):
        """Code, name and package of electricity today."""
        value, day = self.env["elektrohisob.parameter"]._get_value, business_today(self)
        return tuple(
            value(f"einvoice_{part}", company, day).strip()
            for part in ("mxik", "mxik_name", "package_code")
        )

    @api.model
    def _get_pay_goods(self, account):
        """What the fiscal receipt of a payment names: code and package of the
        catalogue of goods, name, VAT (%). Empty while the company has entered no code
        of 17 digits: a receipt with a wrong one is worse than none."""
        code, name, package = self._get_goods(account.company_id)
        if not (einvoice_mxik.is_code(code) and package.isdigit()):
            return {}
        vat = self.env["elektrohisob.parameter"]._get_value(
            "vat_percent", account.company_id, business_today(self)
        )
        return {
            "code": code, "package_code": package, "title": name, "vat": f"{vat:g}",
        }  # fmt: skip

    def _get_goods_trouble(self, code, trouble):
        if trouble.code == "absent":
            return self.env._(
                "The catalogue has no code %s. Ask your tax office for the right one.",
                code,
            )
        return self.env._(
            "The catalogue of the tax committee does not answer: %s. Try again later.",
            trouble.detail,
        )

    def _get_goods_faults(self, found, name, package):
        """Sentences of what the parameters have otherwise than the catalogue."""
        _, faults = self.env._, []
        if not found.is_active:
            faults.append(_("The code %s is no longer in force.", found.code))
        names = [text for text in (found.name_uz, found.name_ru) if text]
        if name not in names:
            faults.append(
                _(
                    "The catalogue calls %(code)s “%(theirs)s”, the parameter says "
                    "“%(ours)s”.",
                    code=found.code,
                    theirs=" / ".join(names),
                    ours=name,
                )
            )
        packages = {code: uz or ru for code, uz, ru in found.packages}
        if packages and package not in packages:
            known = ", ".join(f"{code} {label}" for code, label in packages.items())
            faults.append(
                _(
                    "It has no package %(package)s. Known are: %(known)s.",
                    package=package,
                    known=known,
                )
            )
        return faults
