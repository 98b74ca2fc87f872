from odoo import fields, models


class CountryBuildLine(models.TransientModel):
    """A unit the country needs, in the preview."""

    _name = "elektrohisob.country.build.line"
    _description = "Unit of the country"

    wizard_id = fields.Many2one(
        "elektrohisob.country.build", required=True, ondelete="cascade"
    )
    code = fields.Char()
    name = fields.Char(string="Unit")
    network_level = fields.Selection(
        selection=lambda self: (
            self.env["res.company"]
            ._fields["network_level"]
            ._description_selection(self.env)
        ),
        string="Level",
    )
    company_id = fields.Many2one("res.company", ondelete="cascade")
    state = fields.Selection([("exists", "Exists"), ("missing", "Will be created")])
