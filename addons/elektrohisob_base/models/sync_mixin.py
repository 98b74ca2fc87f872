from odoo import api, models
from odoo.exceptions import UserError

from ..engine.sync import escape, join_key, tail
from ..tools.sync_finder import get_reference, has_key

#: Context value that lets a package through; remote calls can send no such object.
OPEN = object()
NEVER_TRAVEL = {"parent_path", "company_id", *models.MAGIC_COLUMNS}
TRAVELLING_TYPES = {
    "char", "text", "html", "selection", "boolean", "integer", "float", "monetary",
    "date", "datetime", "many2one", "many2many", "json",
}  # fmt: skip


class SyncMixin(models.AbstractModel):
    """Rows that the centre and autonomous units keep in step by packages.

    At the centre every change is journalled; at a division a change of a row that came
    from the centre becomes a proposal; alone nothing happens.
    """

    _name = "elektrohisob.sync.mixin"
    _description = "Row kept in step between databases"

    #: What tells a row: at most one many2one first, then plain fields.
    _sync_key_fields = ("code",)
    #: Fields that travel; None: every stored field that users can fill in.
    _sync_fields = None
    #: For lines that travel inside another row: the many2one to that row.
    _sync_parent = None
    #: Whether only the centre makes rows of this model.
    _sync_central = False
    #: Whether the difference report looks at this model.
    _sync_compared = True

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to journal new rows, or to refuse them at a division."""
        if self._sync_is_guarded() and self._sync_central:
            raise UserError(
                self.env._(
                    "%(list)s: only the centre adds rows here. Ask the centre to add "
                    "it; it comes with the next package.",
                    list=self._description,
                )
            )
        rows = super().create(vals_list)
        if self._sync_parent:
            rows[self._sync_parent]._sync_check_line_change()
        rows._sync_get_travelling()._sync_journal()
        return rows

    def write(self, vals):
        """Override of `write` to journal the change, or to make it a proposal."""
        names = vals.keys() & {*self._get_sync_fields(), *self._sync_key_fields}
        if not names and "company_id" not in vals:
            return super().write(vals)
        if self._sync_parent:
            self[self._sync_parent]._sync_check_line_change()
        central = self._sync_filter_central()
        if not central:
            keys = self._get_sync_keys_before(vals)
            result = super().write(vals)
            self._sync_get_travelling()._sync_journal(keys)
            return result
        central._sync_propose(lambda row: super().write(vals))
        local = {name: value for name, value in vals.items() if name not in names}
        local.pop("company_id", None)
        super(SyncMixin, central).write(local)
        others = self - central
        return others.write(vals) if others else True

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Override of `base` to treat a new translation as any other change."""
        arguments = (field_name, translations, digest, source_lang)
        travels = field_name in self._get_sync_fields()
        if not travels or not self._sync_filter_central():
            return super()._update_field_translations(*arguments)
        self._sync_propose(lambda row: super()._update_field_translations(*arguments))
        return True

    def unlink(self):
        """Override of `unlink` to journal it, or to refuse it at a division."""
        if self._sync_parent:
            parents = self[self._sync_parent]
            parents._sync_check_line_change()
            result = super().unlink()
            parents.exists()._sync_journal()
            return result
        central = self._sync_filter_central()
        if central:
            central[0]._sync_refuse_deletion()
        journal = self.env["elektrohisob.sync.change"]
        gone = journal._prepare_vals_list(self, "delete")
        result = super().unlink()
        journal._append(gone)
        return result

    def _sync_refuse_deletion(self):
        raise UserError(
            self.env._(
                "%(row)s is kept by the centre and cannot be deleted here. Archive "
                "it: that is sent to the centre as a proposal.",
                row=self.display_name,
            )
        )

    # === KEYS === #

    @api.model
    def _get_sync_fields(self):
        """Hook: names of the fields that travel, lines as one2many fields."""
        if self._sync_fields is not None:
            return list(self._sync_fields)
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in TRAVELLING_TYPES
            and not (field.compute or field.related or name in NEVER_TRAVEL)
            and not name.startswith(("message_", "activity_"))
            and (not field.relational or has_key(self.env, field.comodel_name))
        ]

    def _get_sync_key(self):
        """Key of this row in every database, see :mod:`..engine.sync`."""
        self.ensure_one()
        # whoever changes a row may not be allowed to read all it belongs to
        row = self.sudo().with_context(lang=None)
        parts = []
        for name in self._sync_key_fields:
            value = row[name]
            if self._fields[name].type == "many2one":
                parts.append(get_reference(value) or "")
            else:
                parts.append(escape(str(value or "")))
        return join_key(parts, row._get_sync_owner())

    def _get_sync_owner(self):
        """Code of the unit that owns this row; empty for the centre's."""
        if "company_id" not in self._fields:
            return ""
        return self.company_id.network_code or ""

    def _get_sync_scope(self):
        """Hook: code of the unit or SOATO district whom this row concerns."""
        return self._get_sync_owner()

    def _get_sync_keys_before(self, vals):
        """Keys by id of rows whose key ``vals`` may change."""
        if not self._sync_is_journalled():
            return {}
        if not vals.keys() & {*self._sync_key_fields, "company_id"}:
            return {}
        return {row.id: row._get_sync_key() for row in self}

    @api.model
    def _get_sync_domain(self, tails):
        """Hook: rows that can have a key with one of these last parts."""
        return [(self._sync_key_fields[-1], "in", tails)]

    @api.model
    def _sync_find(self, keys):
        """Rows by key, archived ones too; of twins the older one."""
        # keys are looked up by the exchange, whoever started it
        rows = self.sudo().with_context(active_test=False, lang=None)
        domain = self._get_sync_domain([tail(key) for key in keys])
        found = {
            row._get_sync_key(): row for row in rows.search(domain, order="id desc")
        }
        return {key: found[key] for key in keys if key in found}

    # === JOURNAL AND GUARD === #

    @api.model
    def _sync_is_journalled(self):
        return self.env["elektrohisob.sync.node"]._get_role() == "centre"

    @api.model
    def _sync_is_guarded(self):
        """Whether rows of the centre must not change by what is going on now."""
        return (
            self.env["elektrohisob.sync.node"]._get_role() == "division"
            and self.env.context.get("elektrohisob_sync") is not OPEN
            and self.env.registry.ready  # or an update brings its data
        )

    def _sync_filter_central(self):
        """Those of these rows that came from the centre; none while unguarded."""
        if not self.ids or not self._sync_is_guarded():
            return self.browse()
        return self.env["elektrohisob.sync.row"]._filter_central(self)

    def _sync_get_travelling(self):
        """The rows that travel: these, or those whose lines these are."""
        return self[self._sync_parent] if self._sync_parent else self

    def _sync_journal(self, keys_before=None):
        """Note that these rows changed, to be published with the next package."""
        if self and self._sync_is_journalled():
            journal = self.env["elektrohisob.sync.change"]
            journal._append(journal._prepare_vals_list(self, "upsert", keys_before))

    def _sync_check_line_change(self):
        """Lines of a row of the centre change only with the row itself."""
        central = self._sync_filter_central()
        if central:
            raise UserError(
                self.env._(
                    "%(row)s is kept by the centre. Change its lines in its own form: "
                    "that is sent to the centre as a proposal.",
                    row=central[0].display_name,
                )
            )

    def _sync_propose(self, change):
        """Send what ``change(row)`` would do to each row to the centre instead."""
        self.env["elektrohisob.sync.proposal"]._propose(
            self.with_context(elektrohisob_sync=OPEN), change
        )
