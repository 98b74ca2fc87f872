from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import SQL, sql

Reference = namedtuple("Reference", "model field table column")
MANY = 10_000


class ReferenceMixinUsage(models.AbstractModel):
    """What uses a row: every stored many2one and many2many that points to the list."""

    _inherit = "elektrohisob.reference.mixin"

    use_count = fields.Integer(
        string="Used by",
        compute="_compute_use_count",
        help="Number of records of any kind that point to this row.",
    )

    def _compute_use_count(self):
        counts = self._count_usages()
        for row in self:
            row.use_count = sum(counts.get(row.id, {}).values())

    def action_open_usages(self):
        """What uses the row, by kind of record, each with its list."""
        self.ensure_one()
        wizard = self.env["elektrohisob.reference.usage"]._create_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Used by"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_references(self):
        """Columns of all models that point to this list.

        :return: list of :class:`Reference`; the table of a many2many is its own
        """
        found = []
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if (
                    field.comodel_name != self._name
                    or not field.store
                    or field.name == "replaced_by_id"
                ):
                    continue
                if field.type == "many2one":
                    found.append(
                        Reference(model._name, field.name, model._table, field.name)
                    )
                elif field.type == "many2many":
                    found.append(
                        Reference(
                            model._name, field.name, field.relation, field.column2
                        )
                    )
        return list({(ref.table, ref.column): ref for ref in found}.values())

    def _count_usages(self):
        """Live counts: row id → {Reference: number of records}.

        One row is counted up to ten thousand a table, so that a form opens at once.
        """
        counts = {}
        ids = self._origin.ids
        if not ids:
            return counts
        self.env.flush_all()
        for ref in self._get_references():
            if not sql.table_exists(self.env.cr, ref.table):
                continue
            for row_id, count in self.env.execute_query(
                SQL(
                    "SELECT row.id, (SELECT count(*) FROM (SELECT 1 FROM %s "
                    "WHERE %s = row.id LIMIT %s) AS used) "
                    "FROM unnest(%s::int[]) AS row(id)",
                    SQL.identifier(ref.table),
                    SQL.identifier(ref.column),
                    MANY,
                    ids,
                )
            ):
                if count:
                    counts.setdefault(row_id, {})[ref] = count
        return counts

    def _get_usages(self):
        """{Reference: count} of one row, most used first."""
        self.ensure_one()
        found = self._count_usages().get(self.id, {})
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def _tell_usages(self):
        """``Personal account 12, Street 3``: what uses the row, "" if nothing does."""
        self.ensure_one()
        labels = {}
        for ref, count in self._get_usages().items():
            # the name of a kind of record is no secret
            label = self.env["ir.model"].sudo()._get(ref.model).name
            labels[label] = labels.get(label, 0) + count
        parts = [f"{label} {count}" for label, count in labels.items()]
        if self.replaced_by_id or self.replaced_ids:
            parts.append(self.env._("a merge: it redirects its code"))
        return ", ".join(parts)
