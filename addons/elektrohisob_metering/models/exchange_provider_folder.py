import logging
import re
import time
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..adapters.xml_file import MAX_BYTES

_logger = logging.getLogger(__name__)

ROOT_KEY = "elektrohisob.exchange_folder"
FOLDER_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
#: A file is left alone while its writer may still be at it.
QUIET_SECONDS = 30
FILES_AT_ONCE = 200
DONE, REFUSED = "done", "refused"


class ExchangeProvider(models.Model):
    """Files that other systems put into a folder of the server."""

    _inherit = "elektrohisob.exchange.provider"

    folder = fields.Char(
        string="Watched folder",
        help="Name of a folder below the exchange folder of the server (system "
        "parameter elektrohisob.exchange_folder). Its files are taken every ten "
        "minutes and moved to “done” or “refused” beside them.",
    )

    @api.constrains("folder")
    def _check_folder(self):
        for provider in self:
            if provider.folder and not FOLDER_NAME.fullmatch(provider.folder):
                raise ValidationError(
                    self.env._(
                        "Watched folder “%(folder)s”: give the name of a folder only, "
                        "of Latin letters, digits, dots and dashes.",
                        folder=provider.folder,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _cron_take_folders(self):
        """Take the files of all watched folders."""
        # The folder of the server is known to administrators of the system only.
        root = self.env["ir.config_parameter"].sudo().get_param(ROOT_KEY)
        if not root or not Path(root).is_dir():
            return
        for provider in self.search([("folder", "!=", False)]):
            folder = Path(root) / provider.folder
            if folder.is_dir() and folder.resolve().parent == Path(root).resolve():
                provider.with_company(provider.company_id)._take_folder(folder)

    def _take_folder(self, folder):
        """Take quiet files of a folder in the order of their names.

        A file that was taken but could not be moved is a duplicate the next time.
        """
        self.ensure_one()
        limit = time.time() - QUIET_SECONDS
        taken = 0
        for path in sorted(folder.iterdir()):
            if taken >= FILES_AT_ONCE:
                break
            if path.is_symlink() or not path.is_file() or path.name.startswith("."):
                continue
            if path.stat().st_mtime > limit:
                continue
            taken += 1
            self._take_path(path)

    def _take_path(self, path):
        """Take one file; a failure of ours leaves it where it is."""
        try:
            with self.env.cr.savepoint():
                with path.open("rb") as file:
                    data = file.read(MAX_BYTES + 1)
                message = self._receive(path.name, data)
        except Exception:  # one file must not stop the others
            _logger.exception("File %s of provider %s failed", path.name, self.code)
            return
        state = REFUSED if message.state == "refused" else DONE
        target = path.parent / state
        target.mkdir(exist_ok=True)
        path.replace(target / f"{message.id}_{path.name}")
