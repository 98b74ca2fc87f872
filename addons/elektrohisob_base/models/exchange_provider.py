import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ExchangeProvider(models.Model):
    """A bank, reading system or other party with which files are exchanged.

    Addons add a ``kind`` and a method ``_receive_<kind>(message, content)`` that
    creates the protocol lines of the message.
    """

    _name = "elektrohisob.exchange.provider"
    _description = "Exchange provider"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True, copy=False)
    kind = fields.Selection(
        selection=[("archive", "Files are only kept")], required=True
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    active = fields.Boolean(default=True)
    message_ids = fields.One2many("elektrohisob.exchange.message", "provider_id")

    _code_uniq = models.Constraint(
        "unique(code)", "Another provider already has this code."
    )

    @api.model
    def receive_file(self, *, code, file_name, content):
        """Take a file of a provider and return its protocol.

        :param str code: code of the provider
        :param str file_name: name of the file as sent
        :param str content: the file, base64
        :return: dict with ``message_id``, ``state``, ``accepted``, ``refused``,
            ``parked`` (numbers of rows), ``totals`` (control totals of the kind)
            and ``refusals`` (list of ``line``, ``code``, ``reason``)
        :raise UserError: unknown provider, or a file that cannot be read at all
        """
        provider = self._find_provider(code)
        if not provider:
            raise UserError(
                self.env._(
                    "There is no provider with the code %(code)s. Providers are "
                    "listed under Exchange → Providers.",
                    code=code,
                )
            )
        try:
            data = base64.b64decode(content, validate=True)
        except ValueError as error:
            raise UserError(
                self.env._("%(file)s is not valid base64.", file=file_name)
            ) from error
        return provider._receive(file_name, data)._get_protocol()

    @api.model
    def _find_nearest(self, company, domain):
        """Provider of a district network that fits: its own, or that of the nearest
        unit above it; a district may not see the providers of its enterprise."""
        # the caller hands over what it may know of it
        hidden = self.sudo()
        units = company.sudo().parent_ids
        found = hidden.search(domain & Domain("company_id", "in", units.ids))
        nearest = found.sorted(lambda one: len(one.company_id.parent_ids))[-1:]
        return nearest.with_env(self.env)

    @api.model
    def _find_provider(self, code):
        """Hook: the provider of a code; empty if there is none."""
        return self.search([("code", "=", code)], limit=1)

    def _receive(self, file_name, data):
        """Journal the file and hand it to the adapter of the provider's kind."""
        self.ensure_one()
        if not self._is_receiver():
            raise UserError(
                self.env._(
                    "%(provider)s sends no files. Choose whom the file is from.",
                    provider=self.name,
                )
            )
        message = self.env["elektrohisob.exchange.message"]._open(self, file_name, data)
        if message.state == "draft":
            getattr(self, f"_receive_{self.kind}")(message, data)
            message._close()
        return message

    def _receive_archive(self, message, data):
        """Keep the file in the journal; nothing is taken from it."""
        message.write({"state": "done"})
