import base64

from odoo import api, models

from ..adapters.sync_client import SyncTrouble
from ..adapters.sync_package_file import PackageFileError, read_package
from ..engine.sync import CHAIN, GAP, TAKEN, check_link


class SyncPackage(models.Model):
    """Taking a package at a division: all of it, or nothing."""

    _inherit = "elektrohisob.sync.package"

    @api.model
    def _take(self, content):
        """Take the bytes of one package after the last one; return its record.

        A package taken before is recognised and nothing is done. A row that cannot
        be taken is set aside with the reason and the chain goes on; a package that is
        not what the centre signed, or not the next one, stops it.

        :raise SyncTrouble: ``file``, ``signature``, ``digest``, ``gap``, ``chain``
        """
        # packages are taken by the system, whoever fetched them
        self = self.sudo()
        file = self._verify(content)
        header = file.header
        last = self.search([("state", "=", "applied")], limit=1)
        link = check_link(header.number, header.previous, last.number, last.hash or "")
        package = self.search([("number", "=", header.number)])
        if link == TAKEN:
            if package.hash and package.hash != header.hash:
                raise SyncTrouble(CHAIN, str(header.number))
            return package
        if link in (GAP, CHAIN):
            raise SyncTrouble(link, f"{last.number} → {header.number}")
        outcome = self.env["elektrohisob.sync.row"]._take(file.rows(), header.number)
        vals = {
            **self._prepare_package_vals(header, content, "applied"),
            "changed_count": outcome["changed"],
            "parked_count": outcome["parked"],
        }
        if package:
            package.write(vals)
        else:
            package = self.create(vals)
        self.env["elektrohisob.sync.node"]._get_centre().last_number = header.number
        if header.next_key:
            self.env["elektrohisob.sync.key"]._trust(header.next_key)
        return package

    @api.model
    def _verify(self, content):
        """The package, if its signature is the centre's.

        :raise SyncTrouble: ``file``, ``signature``, ``digest``, ``no_key``
        """
        keys = self.env["elektrohisob.sync.key"]
        try:
            file = read_package(content)
            key = keys.search([("name", "=", file.header.key)])
            if not key:
                raise SyncTrouble(
                    "signature" if keys._get_active() else "no_key", file.header.key
                )
            file.verify(key.public_key)
        except PackageFileError as error:
            raise SyncTrouble(error.code) from error
        return file

    # === FETCHING === #

    @api.model
    def _fetch(self, client, offer):
        """Fetch a package piece by piece; what came is kept if the line breaks.

        :param dict offer: the package as ``pending`` lists it
        :return: its bytes
        :raise SyncTrouble: the line broke, or the piece is of another package
        """
        # packages are fetched by the system, whoever pressed the button
        package = self.sudo().search([("number", "=", offer["number"])])
        fresh = {
            "number": offer["number"],
            "state": "loading",
            "hash": offer["hash"],
            "date": offer["date"],
            "size": offer["size"],
            "received": 0,
            "content": False,
            "reason": False,
        }
        if not package:
            package = package.create(fresh)
        elif package.state != "loading" or package.hash != offer["hash"]:
            package.write(fresh)
        while package.received < package.size:
            piece = client.call(
                package._name, "piece", number=package.number, offset=package.received
            )
            data = base64.b64decode(piece["content"])
            if not data or piece["hash"] != package.hash:
                raise SyncTrouble("digest", str(package.number))
            known = base64.b64decode(package.content or b"")
            package.content = base64.b64encode(known + data)
            package.received = len(known) + len(data)
            package._keep()
        return base64.b64decode(package.content)

    @api.model
    def _keep(self):
        """What was fetched or taken so far stays, even if the line breaks now."""
        self.env["ir.cron"]._commit_progress(1)

    def _refuse(self, trouble, reason):
        """Show why the package was not taken; it is fetched anew next time."""
        self.write(
            {"state": "refused", "reason": reason, "received": 0, "content": False}
        )
