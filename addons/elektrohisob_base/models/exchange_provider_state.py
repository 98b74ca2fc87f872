from odoo import api, fields, models

from ..tools.secret import seal


class ExchangeProvider(models.Model):
    """How a provider that is asked over the network is: its last trouble, when it
    answered, and secrets that never leave."""

    _inherit = "elektrohisob.exchange.provider"

    takes_files = fields.Boolean(compute="_compute_takes_files")
    trouble_code = fields.Char(readonly=True, copy=False)
    trouble_figures = fields.Json(readonly=True, copy=False)
    trouble = fields.Char(string="Last trouble", compute="_compute_trouble")
    date_answered = fields.Datetime(string="Answered last", readonly=True, copy=False)

    @api.depends("kind")
    def _compute_takes_files(self):
        for provider in self:
            provider.takes_files = provider._is_receiver()

    @api.depends("kind", "trouble_code", "trouble_figures")
    @api.depends_context("lang")
    def _compute_trouble(self):
        for provider in self:
            provider.trouble = self._tell_trouble(
                provider.kind, provider.trouble_code, provider.trouble_figures
            )

    # === BUSINESS METHODS === #

    def _is_receiver(self):
        """Hook: whether files of this provider are taken."""
        return hasattr(self, f"_receive_{self.kind}")

    @api.model
    def _get_trouble_texts(self, kind, told):
        """Hook: code → sentence of the troubles of a kind; "" is any other trouble.

        :param dict told: figures of the trouble, with ``detail`` at least: the words of
            the other side
        """
        return {"": told["detail"]}

    @api.model
    def _tell_trouble(self, kind, code, figures):
        """Sentence of a trouble in the language of who reads; "" for none."""
        if not code:
            return ""
        texts = self._get_trouble_texts(kind, {"detail": "", **(figures or {})})
        return texts.get(code, texts[""])

    def _say(self, trouble):
        """Sentence of a trouble of an adapter: an exception with code and detail."""
        return self._tell_trouble(self.kind, trouble.code, {"detail": trouble.detail})

    def _keep_state(self, trouble=None, **vals):
        """Remember that the provider answered, or its trouble, beside other values."""
        figures = {"detail": trouble.detail} if trouble else False
        vals |= {"trouble_code": trouble and trouble.code, "trouble_figures": figures}
        if not trouble:
            vals["date_answered"] = fields.Datetime.now()
        # the state of exchange is written by the program alone
        self.sudo().write(vals)

    def _show_sealed(self, name):
        """Compute of a secret and of ``has_`` it."""
        # only whether there is one leaves
        for provider, hidden in zip(self, self.sudo(), strict=True):
            provider[name] = False
            provider[f"has_{name}"] = bool(hidden[f"{name}_sealed"])

    def _seal(self, name, **void):
        """Inverse of a secret: keep it sealed; what hung on the former one is void."""
        # the sealed field is for the system alone
        for provider, hidden in zip(self, self.sudo(), strict=True):
            if provider[name]:
                hidden.write({f"{name}_sealed": seal(provider[name]), **void})
