from odoo import api, fields, models


class ReferenceUsageLine(models.TransientModel):
    """One column that points to the row."""

    _name = "elektrohisob.reference.usage.line"
    _description = "Kind of record that uses a row"

    usage_id = fields.Many2one(
        "elektrohisob.reference.usage", required=True, ondelete="cascade"
    )
    model = fields.Char(required=True)
    field = fields.Char(required=True)
    res_id = fields.Integer()
    count = fields.Integer(string="Records")
    label = fields.Char(string="Kind of record", compute="_compute_label")
    field_label = fields.Char(string="As", compute="_compute_label")

    @api.depends("model", "field")
    def _compute_label(self):
        for line in self:
            # names of models and fields are no secret
            line.label = self.env["ir.model"].sudo()._get(line.model).name
            line.field_label = (
                self.env["ir.model.fields"]
                .sudo()
                ._get(line.model, line.field)
                .field_description
            )

    def action_open(self):
        """List of the records that the user may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [(self.field, "in", [self.res_id])],
            "context": {"active_test": False},
        }
