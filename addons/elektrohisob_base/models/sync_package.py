import base64

from odoo import api, fields, models

from ..adapters.sync_package_file import (
    SUFFIX,
    Header,
    payload_digest,
    to_payload,
    write_bundle,
    write_package,
)
from ..engine.sync import digest
from ..tools.audit import log_output

PACKAGE_ROWS = 500  # the first publication is cut into parts of so many rows


class SyncPackage(models.Model):
    """Numbered, signed package of changed rows; each seals the one before."""

    _name = "elektrohisob.sync.package"
    _description = "Package of reference data"
    _order = "number desc"
    _rec_names_search = ["name"]

    name = fields.Char(compute="_compute_name", store=True)
    number = fields.Integer(required=True, readonly=True)
    date = fields.Datetime(string="Published on", readonly=True)
    state = fields.Selection(
        [
            ("published", "Published"),
            ("loading", "Being fetched"),
            ("applied", "Taken"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
    )
    sequence_from = fields.Integer(string="First change", readonly=True)
    sequence_to = fields.Integer(string="Last change", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    changed_count = fields.Integer(string="Rows changed here", readonly=True)
    parked_count = fields.Integer(string="Rows set aside", readonly=True)
    size = fields.Integer(string="Size (bytes)", readonly=True)
    received = fields.Integer(string="Fetched (bytes)", readonly=True)
    hash = fields.Char(string="Hash of the package", readonly=True)
    previous_hash = fields.Char(string="Hash of the one before", readonly=True)
    key_name = fields.Char(string="Signed by key", readonly=True)
    content = fields.Binary(string="File", attachment=True, readonly=True)
    file_name = fields.Char(compute="_compute_name", store=True)
    reason = fields.Text(readonly=True, help="Why the package was not taken.")
    change_ids = fields.One2many("elektrohisob.sync.change", "package_id")

    _number_uniq = models.Constraint(
        "unique(number)", "A package with this number already exists."
    )

    @api.depends("number")
    def _compute_name(self):
        for package in self:
            package.name = f"{package.number:06d}"
            package.file_name = f"elektrohisob-{package.name}{SUFFIX}"

    # === ACTIONS === #

    def action_publish(self):
        """Publish what is waiting in the journal.

        :raise UserError: this is not the centre
        """
        self.env["elektrohisob.sync.node"]._check_operator("centre")
        packages = self._publish()
        if packages:
            message = self.env._("Packages published: %s", len(packages))
        else:
            message = self.env._("Nothing has changed since the last package.")
        return self.env["elektrohisob.sync.node"]._notify(message)

    def action_download(self):
        """Download these packages as one file."""
        packages = self.filtered("content").sorted("number")
        files = {p.file_name: base64.b64decode(p.content) for p in packages}
        if len(files) == 1:
            return packages._get_download(packages)
        bundle = self.env["ir.attachment"].create(
            {
                "name": f"elektrohisob-{packages[:1].name}-{packages[-1:].name}.zip",
                "raw": write_bundle(files),
            }
        )
        log_output(packages, kind="download", file_format="zip", name=bundle.name)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{bundle.id}?download=true",
            "target": "self",
        }

    @api.model
    def _get_download(self, package):
        log_output(package, kind="download", file_format="zip", name=package.file_name)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{package._name}/{package.id}/content"
            f"/{package.file_name}?download=true",
            "target": "self",
        }

    # === PUBLISHING === #

    @api.model
    def _publish(self):
        """Cut packages from the journal until it is empty; return them."""
        # the journal and the private key are for the system alone
        packages = self.sudo().browse()
        keys = self.env["elektrohisob.sync.key"].sudo()
        while True:
            changes = (
                self.env["elektrohisob.sync.change"]
                .sudo()  # as above
                .search([("package_id", "=", False)], order="id", limit=PACKAGE_ROWS)
            )
            if not changes and not keys.search_count([("state", "=", "next")]):
                return packages
            packages += packages._cut(changes)

    @api.model
    def _get_last(self):
        return self.search([("state", "in", ("published", "applied"))], limit=1)

    @api.model
    def _cut(self, changes):
        """Sign one package of ``changes``; lock the key so that nobody else does."""
        key = self.env["elektrohisob.sync.key"]._get_active()
        key.lock_for_update()
        following = key.search([("state", "=", "next")])
        last = self._get_last()
        changes = changes.sorted("id")
        for number, change in enumerate(changes, start=last.sequence_to + 1):
            change.sequence = number
        rows = changes._collapse()
        payload = to_payload(rows)
        now = fields.Datetime.now()
        header = Header(
            centre=self.env["elektrohisob.sync.node"]._get_unit().network_code,
            number=last.number + 1,
            previous=last.hash or "",
            sequence_from=last.sequence_to + bool(changes),
            sequence_to=last.sequence_to + len(changes),
            rows=len(rows),
            payload=payload_digest(payload),
            key=key.name,
            created=fields.Datetime.to_string(now),
            next_key=following.public_key or "",
        )
        content = write_package(header, payload, key.private_key)
        package = self.create(self._prepare_package_vals(header, content, "published"))
        digests = {(r["model"], r["key"]): digest(r.get("values")) for r in rows}
        for change in changes:
            change.digest = digests.get((change.model, change.key), False)
        changes.package_id = package
        key._take_turn()
        return package

    @api.model
    def _prepare_package_vals(self, header, content, state):
        return {
            "number": header.number,
            "date": header.created,
            "state": state,
            "sequence_from": header.sequence_from,
            "sequence_to": header.sequence_to,
            "row_count": header.rows,
            "size": len(content),
            "received": len(content),
            "hash": header.hash,
            "previous_hash": header.previous,
            "key_name": header.key,
            "content": base64.b64encode(content),
            "reason": False,
        }
