from odoo import api, fields, models

from ..adapters.sync_client import SyncTrouble
from ..engine.sync import changed, compare

SHOWN_ROWS = 200  # rows of one list whose fields are asked for


class SyncDifference(models.Model):
    """What was found when a division compared its rows with the centre's."""

    _name = "elektrohisob.sync.difference"
    _description = "Difference from the centre"
    _order = "model, key"
    _rec_name = "key"

    model = fields.Char(string="List", required=True, readonly=True)
    model_name = fields.Char(string="List of", compute="_compute_model_name")
    key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("missing", "Not here"),
            ("different", "Different"),
            ("extra", "No longer at the centre"),
        ],
        string="Difference",
        required=True,
        readonly=True,
    )
    details = fields.Text(
        string="Centre → here", readonly=True, help="Fields that differ."
    )
    asked = fields.Boolean(string="Asked for again", readonly=True)

    @api.depends("model")
    def _compute_model_name(self):
        for row in self:
            model = self.env.get(row.model)
            row.model_name = row.model if model is None else model._description

    # === ACTIONS === #

    def action_compare(self):
        """Compare every list with the centre and show what differs.

        :raise UserError: this is not a division
        """
        node = self.env["elektrohisob.sync.node"]
        node._check_operator("division")
        try:
            found = self._compare(node._get_centre()._get_client())
        except SyncTrouble as trouble:
            return node._notify(node._explain(trouble), "danger")
        if not found:
            return node._notify(self.env._("Everything is the same as at the centre."))
        return node._notify(self.env._("Differences found: %s", len(found)), "warning")

    def action_ask_again(self):
        """Ask the centre to put these rows into its next package.

        :raise UserError: this is not a division
        """
        node = self.env["elektrohisob.sync.node"]
        node._check_operator("division")
        try:
            client = node._get_centre()._get_client()
            for model, rows in self.grouped("model").items():
                client.call(
                    "elektrohisob.sync.package",
                    "republish",
                    model=model,
                    keys=rows.mapped("key"),
                )
                rows.sudo().asked = True  # the list is kept by the system
        except SyncTrouble as trouble:
            return node._notify(node._explain(trouble), "danger")
        return node._notify(
            self.env._("The rows come with the next package of the centre.")
        )

    # === BUSINESS METHODS === #

    @api.model
    def _compare(self, client):
        """Compare all lists; keep and return what differs.

        :raise SyncTrouble: the line broke
        """
        # a comparison is of the whole database, whoever asks for it
        self = self.sudo()
        vals_list = []
        mixin = self.env["elektrohisob.sync.mixin"]
        for name in mixin._get_sync_models():
            if self.env[name]._sync_compared:
                vals_list += self._compare_list(client, name)
        self.search([], limit=None).unlink()
        return self.create(vals_list)

    @api.model
    def _compare_list(self, client, name):
        packages = self.env["elektrohisob.sync.package"]
        scopes = sorted(self.env["elektrohisob.sync.node"]._get_scopes())
        centre = client.call(packages._name, "digests", model=name, scopes=scopes)
        own = packages._get_digests(name, scopes)
        bound = self.env["elektrohisob.sync.row"].search([("model", "=", name)])
        found = compare(own, centre, set(bound.mapped("key")))
        different = [key for key, kind in found if kind == "different"][:SHOWN_ROWS]
        details = self._get_details(client, name, different) if different else {}
        return [
            {"model": name, "key": key, "kind": kind, "details": details.get(key)}
            for key, kind in found
        ]

    @api.model
    def _get_details(self, client, name, keys):
        """Fields that differ, by key."""
        theirs = client.call("elektrohisob.sync.package", "rows", model=name, keys=keys)
        show = self.env["elektrohisob.sync.proposal"]._format
        details = {}
        for key, row in self.env[name]._sync_find(keys).items():
            own = row._sync_read()[row.id]
            details[key] = "\n".join(
                f"{field}: {show(value)} → {show(own.get(field))}"
                for field, value in changed(own, theirs.get(key, {})).items()
            )
        return details
