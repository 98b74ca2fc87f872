import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..adapters.sync_client import SyncTrouble
from ..adapters.sync_package_file import PackageFileError, read_bundle, read_package


class SyncPackageLoad(models.TransientModel):
    """Take packages of the centre from a file, where there is no line."""

    _name = "elektrohisob.sync.package.load"
    _description = "Load packages from a file"

    content = fields.Binary(string="File", required=True, attachment=False)
    file_name = fields.Char()

    def action_load(self):
        """Take the packages of the file in their order; all of them or none.

        :raise UserError: not a division, or a package that cannot be taken
        """
        self.ensure_one()
        nodes = self.env["elektrohisob.sync.node"]
        nodes._check_operator("division")
        packages = self.env["elektrohisob.sync.package"]
        before = packages.search_count([("state", "=", "applied")])
        try:
            files = read_bundle(base64.b64decode(self.content))
            for content in sorted(files, key=lambda f: read_package(f).header.number):
                packages._take(content)
        except PackageFileError as error:
            raise UserError(nodes._explain(SyncTrouble(error.code))) from error
        except SyncTrouble as trouble:
            raise UserError(nodes._explain(trouble)) from trouble
        taken = packages.search_count([("state", "=", "applied")]) - before
        if not taken:
            return nodes._notify(
                self.env._("These packages were taken before; nothing has changed.")
            )
        return nodes._notify(self.env._("Packages taken: %s", taken))
