from odoo import fields, models


class InstallationSwapRegister(models.TransientModel):
    """A register beside the total of active import, as the act shows it: zones,
    export, reactive energy."""

    _name = "elektrohisob.installation.swap.register"
    _description = "Register of an act"

    wizard_id = fields.Many2one(
        "elektrohisob.installation.swap", required=True, ondelete="cascade"
    )
    mode = fields.Selection(related="wizard_id.mode")
    reading_type = fields.Selection(
        lambda self: (
            self.env["elektrohisob.reading"]
            ._fields["reading_type"]
            ._description_selection(self.env)
        ),
        string="Register",
        required=True,
    )
    is_old = fields.Boolean(string="Of the old meter")
    is_new = fields.Boolean(string="Of the new meter")
    closing_value = fields.Char(string="Closing reading")
    opening_value = fields.Char(string="Opening reading")
