from odoo import api, fields, models


class ReferenceUsage(models.TransientModel):
    """What uses a row of reference data, by kind of record."""

    _name = "elektrohisob.reference.usage"
    _description = "Use of a row of reference data"

    name = fields.Char(string="Row", readonly=True)
    line_ids = fields.One2many("elektrohisob.reference.usage.line", "usage_id")

    @api.model
    def _create_for(self, row):
        return self.create(
            {
                "name": row.display_name,
                "line_ids": [
                    fields.Command.create(
                        {
                            "model": ref.model,
                            "field": ref.field,
                            "res_id": row.id,
                            "count": count,
                        }
                    )
                    for ref, count in row._get_usages().items()
                ],
            }
        )
