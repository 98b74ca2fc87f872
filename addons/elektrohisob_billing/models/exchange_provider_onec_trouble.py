from odoo import api, fields, models

from ..adapters import onec_wsdl
from ..adapters.onec_odata import Books
from ..adapters.onec_soap import Link, LinkTrouble
from .exchange_provider_onec import FOLDER

SERVICES = {"exchange": onec_wsdl.EXCHANGE, "upload": onec_wsdl.UPLOAD}


class ExchangeProvider(models.Model):
    """The base of a 1C: whether it answers, and what it says when it does not."""

    _inherit = "elektrohisob.exchange.provider"

    onec_trouble = fields.Char(string="Trouble with 1C", readonly=True, copy=False)
    onec_seen = fields.Datetime(string="1C answered last", readonly=True, copy=False)

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
            return self._notify_onec("danger", self._get_onec_trouble(trouble))
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

    def _note_onec_seen(self):
        # the state of the exchange is kept by the program
        self.sudo().write({"onec_seen": fields.Datetime.now(), "onec_trouble": False})

    def _note_onec_trouble(self, trouble):
        """Sentence of a trouble, kept on the provider too."""
        text = self._get_onec_trouble(trouble)
        # the state of the exchange is kept by the program
        self.sudo().onec_trouble = text
        return text

    @api.model
    def _get_onec_trouble(self, trouble):
        """Sentence for a trouble of an adapter."""
        detail = {"detail": trouble.detail}
        texts = {
            "line": self.env._("1C cannot be reached (%(detail)s).", **detail),
            "login": self.env._(
                "1C refuses login or password (%(detail)s). An administrator enters "
                "the right ones at the exchange.",
                **detail,
            ),
            "missing": self.env._(
                "The base has no such service (%(detail)s). Its administrator "
                "publishes the web services and OData of 1C.",
                **detail,
            ),
            "server": self.env._(
                "The server of 1C is disturbed (%(detail)s).", **detail
            ),
            "told": self.env._("1C says: %(detail)s", **detail),
            "lost": self.env._(
                "The answer of 1C was lost (%(detail)s); its receipt or a repetition "
                "makes it good.",
                **detail,
            ),
        }
        other = self.env._("The answer of 1C is not understood: %(detail)s", **detail)
        return texts.get(trouble.code, other)
