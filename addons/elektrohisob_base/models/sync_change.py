from odoo import api, fields, models


class SyncChange(models.Model):
    """Journal of the centre: which row changed, waiting for its package.

    Numbers are given when a package is cut, so they have no gaps and follow the order
    of publication even if transactions end in another order than they began.
    """

    _name = "elektrohisob.sync.change"
    _description = "Change to be published"
    _order = "sequence desc, id desc"
    _rec_name = "key"
    _log_access = False

    sequence = fields.Integer(string="Number", readonly=True, index=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    model = fields.Char(string="List", required=True, readonly=True)
    model_name = fields.Char(string="List of", compute="_compute_model_name")
    res_id = fields.Integer(string="Row", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    was = fields.Char(string="Former key", readonly=True)
    kind = fields.Selection(
        [("upsert", "Changed"), ("delete", "Deleted")], required=True, readonly=True
    )
    digest = fields.Char(string="SHA-256", readonly=True)
    package_id = fields.Many2one(
        "elektrohisob.sync.package", readonly=True, index=True, ondelete="cascade"
    )

    _waiting = models.Index("(id) WHERE package_id IS NULL")

    @api.depends("model")
    def _compute_model_name(self):
        for change in self:
            model = self.env.get(change.model)
            change.model_name = change.model if model is None else model._description

    @api.model
    def _prepare_vals_list(self, rows, kind, keys_before=None):
        """Entries of the journal for ``rows``; none unless this is the centre."""
        if not rows._sync_is_journalled():
            return []
        before = keys_before or {}
        vals_list = []
        for row in rows:
            key = row._get_sync_key()
            was = before.get(row.id, key)
            vals_list.append(
                {
                    "model": row._name,
                    "res_id": row.id,
                    "key": key,
                    "was": was != key and was,
                    "kind": kind,
                }
            )
        return vals_list

    @api.model
    def _append(self, vals_list):
        # everybody who may change a row appends to the journal, nobody edits it
        return self.sudo().create(vals_list)

    @api.model
    def _append_everything(self):
        """Journal every row there is: the first packages of a new centre."""
        mixin = self.env["elektrohisob.sync.mixin"]
        for name in mixin._get_sync_models():
            if self.env[name]._sync_compared:
                self.env[name]._get_sync_travellers()._sync_journal()

    def _collapse(self):
        """Rows of the package made of these changes, in the order to take them.

        A row that changed several times travels once, as it is now.
        """
        last, was = {}, {}
        for change in self.sorted("id"):
            last[change.model, change.res_id] = change
            if change.was:
                was.setdefault((change.model, change.res_id), change.was)
        order = self.env["elektrohisob.sync.mixin"]._get_sync_models()
        upserts, deletes = [], []
        for name in order:
            ids = [i for (model, i), c in last.items() if model == name]
            rows = self.env[name].browse(ids).exists()
            values = rows._sync_read()
            travelling = [
                {
                    "model": name,
                    "key": row._get_sync_key(),
                    "scope": row._get_sync_scope(),
                    "values": values[row.id],
                    **({"was": was[name, row.id]} if (name, row.id) in was else {}),
                }
                for row in rows
            ]
            upserts += sorted(travelling, key=lambda row: row["key"])
            gone = {last[name, i].key for i in set(ids) - set(rows.ids)}
            gone |= {last[name, i].was for i in set(ids) - set(rows.ids)} - {False}
            deletes = [{"model": name, "key": key} for key in sorted(gone)] + deletes
        return deletes + upserts
