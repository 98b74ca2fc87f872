from odoo import api, models

from ..adapters import onec_wsdl
from ..adapters.onec_odata import Books
from ..adapters.onec_soap import Link, LinkTrouble
from .exchange_provider_onec import FOLDER
from .onec import NO_ACCOUNT

SERVICES = {"exchange": onec_wsdl.EXCHANGE, "upload": onec_wsdl.UPLOAD}


class ExchangeProvider(models.Model):
    """The base of a 1C: whether it answers, and what it says when it does not."""

    _inherit = "elektrohisob.exchange.provider"

    # === ACTIONS === #

    def action_try_onec(self):
        """Button: ask whether address, login, password and codes are right."""
        self.ensure_one()
        self.check_access("write")
        try:
            if self.onec_transport != FOLDER:
                self._get_onec_link().check()
            if self.onec_is_odata:
                self._get_onec_books().check()
        except LinkTrouble as trouble:
            return self._notify_onec("danger", self._say(trouble))
        return self._notify_onec(
            "success", self.env._("1C answers; address, login and codes are right.")
        )

    @api.model
    def _notify_onec(self, kind, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": text, "sticky": kind == "danger"},
        }

    # === BUSINESS METHODS === #

    def _get_onec_books(self):
        return Books(self._get_onec_access())

    def _get_onec_link(self):
        return Link(self._get_onec_access(), SERVICES[self.onec_transport])

    def _note_onec_trouble(self, trouble):
        """Keep a trouble on the provider; its sentence, for the journal."""
        self._keep_state(trouble)
        return self._say(trouble)

    @api.model
    def _get_trouble_texts(self, kind, told):
        """Override of `elektrohisob_base`: troubles of 1C."""
        if kind != "onec":
            return super()._get_trouble_texts(kind, told)
        return {
            "line": self.env._("1C cannot be reached (%(detail)s).", **told),
            "login": self.env._(
                "1C refuses login or password (%(detail)s). An administrator enters "
                "the right ones at the exchange.",
                **told,
            ),
            "missing": self.env._(
                "The base has no such service (%(detail)s). Its administrator "
                "publishes the web services and OData of 1C.",
                **told,
            ),
            "server": self.env._("The server of 1C is disturbed (%(detail)s).", **told),
            "told": self.env._("1C says: %(detail)s", **told),
            "lost": self.env._(
                "The answer of 1C was lost (%(detail)s); its receipt or a repetition "
                "makes it good.",
                **told,
            ),
            NO_ACCOUNT: self.env["elektrohisob.onec"]._get_no_account_text(
                told.get("unit"), told.get("day")
            ),
            "books": told["detail"],
            "": self.env._("The answer of 1C is not understood: %(detail)s", **told),
        }
