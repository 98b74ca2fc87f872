import hashlib
import logging
from fnmatch import fnmatch

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..adapters.file_source import HttpSource, SftpSource, SourceTrouble

_logger = logging.getLogger(__name__)

ADMIN = "elektrohisob_base.group_admin"
FILES_AT_ONCE = 200
SCHEMES = {"sftp": ("sftp://",), "http": ("https://", "http://")}


class ExchangeProvider(models.Model):
    """Files that are fetched from servers of others, by SFTP or HTTP."""

    _inherit = "elektrohisob.exchange.provider"

    pull_protocol = fields.Selection(
        [("sftp", "SFTP"), ("http", "HTTP(S)")],
        string="Fetch files by",
        groups=ADMIN,
        help="Every half an hour new and changed files are fetched and taken.",
    )
    pull_url = fields.Char(
        string="Address of the files",
        groups=ADMIN,
        help="sftp://host/folder, https://host/folder/ with a page of links, or "
        "https://host/file.xml.",
    )
    pull_pattern = fields.Char(
        string="Names of files", default="*", groups=ADMIN, help="For example *.xml."
    )
    pull_user = fields.Char(string="Login at the server", groups=ADMIN, copy=False)
    pull_password = fields.Char(
        string="Password at the server",
        groups=ADMIN,
        copy=False,
        help="Or the pass phrase of the private key.",
    )
    pull_key = fields.Text(string="Private key", groups=ADMIN, copy=False)
    pull_host_key = fields.Char(
        string="Key of the server",
        groups=ADMIN,
        help="As in known_hosts: kind and base64. Without it nothing is fetched.",
    )
    pull_marks = fields.Json(copy=False, groups=ADMIN)
    pull_date = fields.Datetime(string="Fetched last", readonly=True, copy=False)
    pull_trouble_code = fields.Char(
        string="Code of the trouble of fetching", readonly=True, copy=False
    )
    pull_trouble_detail = fields.Char(
        string="Said by the server of the files", readonly=True, copy=False
    )
    pull_trouble = fields.Char(
        string="Trouble of fetching", compute="_compute_pull_trouble"
    )

    @api.depends("pull_trouble_code", "pull_trouble_detail")
    @api.depends_context("lang")
    def _compute_pull_trouble(self):
        """Why the server gave nothing, in the language of whoever reads it."""
        for provider in self:
            code, detail = provider.pull_trouble_code, provider.pull_trouble_detail
            provider.pull_trouble = code and self._get_pull_reason(
                SourceTrouble(code, detail or "")
            )

    @api.constrains("pull_protocol", "pull_url")
    def _check_pull_url(self):
        for provider in self.sudo():  # the address is hidden from who may save others
            protocol, url = provider.pull_protocol, provider.pull_url or ""
            if protocol and not url.lower().startswith(SCHEMES[protocol]):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: the address “%(url)s” does not begin with "
                        "%(scheme)s. Correct it, or choose another protocol.",
                        provider=provider.name,
                        url=url,
                        scheme=SCHEMES[protocol][0],
                    )
                )

    # === ACTIONS === #

    def action_pull(self):
        """Fetch new files now.

        :raise UserError: the server gives none
        """
        for provider in self:
            provider._check_may_fetch()
            provider._pull()
            if provider.pull_trouble:
                raise UserError(provider.pull_trouble)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Files received"),
            "res_model": "elektrohisob.exchange.message",
            "view_mode": "list,form",
            "domain": [("provider_id", "in", self.ids)],
        }

    # === BUSINESS METHODS === #

    def _check_may_fetch(self):
        """Hook: who may fetch the files of a provider of this kind."""
        self._check_may_import_readings()

    @api.model
    def _cron_pull(self):
        """Fetch the new files of all providers."""
        for provider in self.search([("pull_protocol", "!=", False)]):
            provider.with_company(provider.company_id)._pull()

    def _pull(self):
        """Fetch and take what is new; a trouble goes to the journal once."""
        self.ensure_one()
        # secrets and marks are hidden from whoever presses the button
        provider = self.sudo().try_lock_for_update()
        if not provider or not provider.pull_protocol:
            return
        try:
            source = provider._get_source()
            try:
                self._take_entries(source, provider)
            finally:
                source.close()
        except SourceTrouble as trouble:
            self._note_trouble(provider, trouble)
        else:
            provider.write(
                {
                    "pull_date": fields.Datetime.now(),
                    "pull_trouble_code": False,
                    "pull_trouble_detail": False,
                }
            )

    def _get_source(self):
        """Hook: the server, ready to be asked."""
        login = {"user": self.pull_user or "", "password": self.pull_password or ""}
        if self.pull_protocol == "http":
            return HttpSource(self.pull_url, **login)
        return SftpSource(
            self.pull_url,
            key=self.pull_key or "",
            host_key=self.pull_host_key or "",
            **login,
        )

    def _take_entries(self, source, provider):
        """Files whose marks are not those of the last time; marks of files that are
        gone are forgotten."""
        known = provider.pull_marks or {}
        entries = [
            entry
            for entry in source.entries()
            if fnmatch(entry[0], provider.pull_pattern or "*")
        ]
        marks = {name: known[name] for name, _mark in entries if name in known}
        taken = 0
        for name, mark in entries:
            if taken >= FILES_AT_ONCE or (mark and known.get(name) == mark):
                continue
            data, new = source.fetch(name, known.get(name, ""))
            if data is None:
                continue
            taken += 1
            digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
            # a server that tells nothing of changes sends the same bytes again
            if (new or digest) == known.get(name) or self._take_data(name, data):
                marks[name] = new or digest
        provider.pull_marks = marks

    def _take_data(self, name, data):
        """Whether one file was journalled; a failure of ours is tried again."""
        try:
            with self.env.cr.savepoint():
                self._receive(name, data)
        except Exception:  # one file must not stop the others
            _logger.exception("File %s of provider %s failed", name, self.code)
            return False
        return True

    def _note_trouble(self, provider, trouble):
        """Say it on the provider, and in the journal when it is new."""
        known = provider.pull_trouble_code, provider.pull_trouble_detail or ""
        if known == (trouble.code, trouble.detail):
            return
        provider.pull_trouble_code = trouble.code
        provider.pull_trouble_detail = trouble.detail
        reason = provider.pull_trouble
        # whoever presses the button does not write the journal
        message = (
            self.env["elektrohisob.exchange.message"]
            .sudo()
            ._open(provider, provider.pull_url, reason.encode())
        )
        message._refuse(reason)
        message.refusal = {"trouble": trouble.code, "detail": trouble.detail}

    @api.model
    def _get_pull_reason(self, trouble):
        """Sentence for a server that gives no files."""
        detail = {"detail": trouble.detail}
        texts = {
            "no_line": self.env._(
                "The server of the files does not answer (%(detail)s).", **detail
            ),
            "login": self.env._(
                "The server of the files refuses the login (%(detail)s). An "
                "administrator enters the right one at the provider.",
                **detail,
            ),
            "host_key": self.env._(
                "The server of the files shows another key than the one entered: "
                "%(detail)s. Compare it with what its owner says before entering it.",
                **detail,
            ),
            "bad_key": self.env._(
                "The private key is not readable, or its pass phrase is wrong."
            ),
            "moved": self.env._(
                "The server sends us to another address (%(detail)s). Enter it if it "
                "is right.",
                **detail,
            ),
        }
        other = self.env._("The server of the files failed: %(detail)s", **detail)
        return texts.get(trouble.code, other)
