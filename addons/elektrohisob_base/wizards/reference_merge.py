from odoo import api, fields, models

from .reference_load import get_list


class ReferenceMerge(models.TransientModel):
    """Keep one row of a list and merge its duplicates into it."""

    _name = "elektrohisob.reference.merge"
    _description = "Merge of duplicates"

    res_model = fields.Char(required=True)
    line_ids = fields.One2many("elektrohisob.reference.merge.line", "merge_id")
    keep_id = fields.Many2one(
        "elektrohisob.reference.merge.line",
        string="Row to keep",
        domain="[('merge_id', '=', id)]",
    )
    moved_count = fields.Integer(
        string="Records that will follow", compute="_compute_moved_count"
    )

    @api.depends("keep_id", "line_ids.use_count")
    def _compute_moved_count(self):
        for wizard in self:
            others = wizard.line_ids - wizard.keep_id
            wizard.moved_count = sum(others.mapped("use_count"))

    @api.model
    def _create_for(self, rows):
        """Wizard for ``rows``, proposing to keep the central or most used one."""
        wizard = self.create(
            {
                "res_model": rows._name,
                "line_ids": [
                    fields.Command.create(
                        {
                            "res_id": row.id,
                            "code": row.code,
                            "name": row.display_name,
                            "owner": row.company_id.name,
                            "use_count": row.use_count,
                        }
                    )
                    for row in rows
                ],
            }
        )
        wizard.keep_id = wizard.line_ids.sorted(
            lambda line: (bool(line.owner), -line.use_count, line.id)
        )[:1]
        return wizard

    def action_merge(self):
        """Merge the other rows into the kept one and tell how many records moved."""
        self.ensure_one()
        model = get_list(self.env, self.res_model, "_merge_into")
        rows = model.browse(self.line_ids.mapped("res_id"))
        keep = rows.browse(self.keep_id.res_id)
        moved = (rows - keep)._merge_into(keep)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s records now point to %(keep)s.",
                    count=moved,
                    keep=keep.display_name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
