import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.sync import digest

CHUNK_BYTES = 256 * 1024
LIST_LENGTH = 100


class SyncPackage(models.Model):
    """What a division asks the centre for; its user may call nothing else."""

    _inherit = "elektrohisob.sync.package"

    @api.model
    def pending(self, *, after, parked=0):
        """Packages published after number ``after``, and what the centre knows.

        :param int after: number of the last package the division has taken
        :param int parked: how many rows it has set aside
        :return: dict with ``last`` (number), ``after_hash`` (hash of package ``after``
            at the centre, empty if there is none) and ``packages``: at most a hundred
            of ``number``, ``size`` (bytes), ``hash`` and ``date``, by number
        :raise AccessError: the user belongs to no division
        """
        node = self.env["elektrohisob.sync.node"]._get_caller()
        node._note_visit(after, parked)
        # the user of a division reads nothing but what these methods return
        packages = self.sudo()
        found = packages.search(
            [("number", ">", after), ("state", "=", "published")],
            order="number",
            limit=LIST_LENGTH,
        )
        return {
            "last": packages._get_last().number,
            "after_hash": packages.search([("number", "=", after)]).hash or "",
            "packages": [
                {
                    "number": package.number,
                    "size": package.size,
                    "hash": package.hash,
                    "date": fields.Datetime.to_string(package.date),
                }
                for package in found
            ],
        }

    @api.model
    def piece(self, *, number, offset=0):
        """A piece of a package.

        :param int number: the package
        :param int offset: first byte wanted
        :return: dict with ``content`` (base64, at most 256 KiB), ``size`` and ``hash``
            of the whole package
        :raise UserError: there is no such package
        :raise AccessError: the user belongs to no division
        """
        self.env["elektrohisob.sync.node"]._get_caller()
        # as in `pending`
        package = self.sudo().search(
            [("number", "=", number), ("state", "=", "published")]
        )
        if not package:
            raise UserError(
                self.env._("The centre has published no package %s.", number)
            )
        data = base64.b64decode(package.content)[offset : offset + self._get_chunk()]
        return {
            "content": base64.b64encode(data).decode(),
            "size": package.size,
            "hash": package.hash,
        }

    @api.model
    def digests(self, *, model, scopes):
        """Digests of the published rows of one list, to compare with.

        :param str model: name of the model
        :param list scopes: codes of the units and districts of the division
        :return: dict of key → SHA-256 of the values; rows of other units are left out
        :raise UserError: no such list
        :raise AccessError: the user belongs to no division
        """
        self.env["elektrohisob.sync.node"]._get_caller()
        return self._get_digests(model, scopes)

    @api.model
    def rows(self, *, model, keys):
        """Values of rows as the centre has them now, to show a difference.

        :param str model: name of the model
        :param list keys: keys of the rows
        :return: dict of key → values; keys the centre does not have are left out
        :raise UserError: no such list
        :raise AccessError: the user belongs to no division
        """
        self.env["elektrohisob.sync.node"]._get_caller()
        found = self._get_list(model)._sync_find(keys)
        return {key: row._sync_read()[row.id] for key, row in found.items()}

    @api.model
    def republish(self, *, model, keys):
        """Put rows into the next package again, also those the centre has deleted.

        :param str model: name of the model
        :param list keys: keys of the rows
        :return: number of rows that will travel
        :raise UserError: no such list
        :raise AccessError: the user belongs to no division
        """
        self.env["elektrohisob.sync.node"]._get_caller()
        rows = self._get_list(model)
        found = rows._sync_find(keys)
        journal = self.env["elektrohisob.sync.change"]
        for row in found.values():
            row._sync_journal()
        gone = [
            {"model": model, "res_id": 0, "key": key, "kind": "delete"}
            for key in keys
            if key not in found
        ]
        journal._append(gone)
        return len(keys)

    # === HELPERS === #

    @api.model
    def _get_chunk(self):
        """Bytes of one piece. # parameter: sync_chunk_bytes"""
        return CHUNK_BYTES

    @api.model
    def _get_list(self, model):
        if model not in self.env["elektrohisob.sync.mixin"]._get_sync_models():
            raise UserError(
                self.env._("%s is not a list that databases keep in step.", model)
            )
        return self.env[model]

    @api.model
    def _get_digests(self, model, scopes):
        """Digest by key of every row of a list that concerns these units."""
        rows = self._get_list(model)._get_sync_travellers()
        values = rows._sync_read()
        wanted = {"", *scopes}
        return {
            row._get_sync_key(): digest(values[row.id])
            for row in rows.sorted("id", reverse=True)
            if row._get_sync_scope() in wanted
        }
