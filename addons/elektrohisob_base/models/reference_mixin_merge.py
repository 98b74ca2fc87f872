from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger


class ReferenceMixinMerge(models.AbstractModel):
    """Merging duplicates: every reference follows, the old code keeps finding."""

    _inherit = "elektrohisob.reference.mixin"

    def action_merge(self):
        """Open the wizard that merges the ticked rows into one of them."""
        if len(self) < 2:
            raise UserError(
                self.env._(
                    "Tick two or more rows of the list: the one to keep and its "
                    "duplicates."
                )
            )
        wizard = self.env["elektrohisob.reference.merge"]._create_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge duplicates"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _check_mergeable(self, keep):
        """Hook: raise UserError if these rows do not mean the same as ``keep``."""
        self.check_access("write")
        keep.check_access("write")
        self._check_owner()
        row = self.filtered(lambda row: row.replaced_by_id)[:1]
        if row or keep.replaced_by_id or keep in self:
            raise UserError(
                self.env._(
                    "%(row)s was merged into another row already. Choose rows that "
                    "stand for themselves.",
                    row=(row or keep).display_name,
                )
            )
        strange = self.filtered(
            lambda row: keep.company_id and row.company_id != keep.company_id
        )[:1]
        if strange:
            raise UserError(
                self.env._(
                    "%(row)s cannot be merged into %(keep)s, which belongs to "
                    "%(owner)s alone. Keep the other one.",
                    row=strange.display_name,
                    keep=keep.display_name,
                    owner=keep.company_id.name,
                )
            )

    def _before_merge(self, keep):
        """Hook: prepare rows that would collide below ``keep``."""

    def _after_merge(self, keep):
        """Hook: have stored values that name the rows computed again."""

    def _merge_into(self, keep):
        """Repoint everything from these rows to ``keep`` and archive them.

        :return: number of records that point to ``keep`` since
        :raise UserError: rows that may not be merged, or records that would collide
        """
        keep.ensure_one()
        self._check_mergeable(keep)
        self._before_merge(keep)
        moved = sum(
            self._repoint(ref, keep)
            for ref in self._get_references()
            if not self._is_append_only(ref.table)
        )
        before = {row: row._get_sheet_row() for row in self}
        self.env.invalidate_all()
        # merged rows are the system's: a local administrator may not write them so
        merged = self.sudo().with_context(active_test=False)
        (merged.replaced_ids | merged).replaced_by_id = keep
        merged.active = False
        self._journal(before)
        self._after_merge(keep)
        return moved

    def _repoint(self, ref, keep):
        """Write ``keep`` over these rows in one column; return how many."""
        self.env.flush_all()
        names = {
            "table": SQL.identifier(ref.table),
            "column": SQL.identifier(ref.column),
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                if self.env[ref.model]._fields[ref.field].type == "many2many":
                    return self._repoint_many(ref, keep, names)
                return self._execute_count(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(keep)s "
                        "WHERE %(column)s = ANY(%(ids)s)",
                        keep=keep.id,
                        ids=self.ids,
                        **names,
                    )
                )
        except (UniqueViolation, ExclusionViolation) as error:
            raise UserError(
                self.env._(
                    "%(kind)s: both rows have a record that may stand there once "
                    "only. Merge or rename those records first, then merge these rows.",
                    kind=self.env["ir.model"]._get(ref.model).name,
                )
            ) from error

    def _repoint_many(self, ref, keep, names):
        field = self.env[ref.model]._fields[ref.field]
        names["other"] = SQL.identifier(field.column1)
        moved = self._execute_count(
            SQL(
                """
                UPDATE %(table)s AS link SET %(column)s = %(keep)s
                 WHERE %(column)s = ANY(%(ids)s)
                   AND NOT EXISTS (
                       SELECT 1 FROM %(table)s AS twin
                        WHERE twin.%(other)s = link.%(other)s
                          AND (twin.%(column)s = %(keep)s
                               OR twin.%(column)s = ANY(%(ids)s)
                                  AND twin.%(column)s < link.%(column)s))
                """,
                keep=keep.id,
                ids=self.ids,
                **names,
            )
        )
        self.env.cr.execute(
            SQL("DELETE FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                ids=self.ids, **names)
        )  # fmt: skip
        return moved

    def _execute_count(self, query):
        self.env.cr.execute(query)
        return self.env.cr.rowcount

    def _is_append_only(self, table):
        """Whether a trigger refuses changes: those facts keep the old row."""
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(%s) "
                    "AND tgname = 'append_only_row'",
                    table,
                )
            )
        )
