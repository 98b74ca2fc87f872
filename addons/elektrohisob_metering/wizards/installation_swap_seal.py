from odoo import fields, models


class InstallationSwapSeal(models.TransientModel):
    """A seal of the act: it stays, is taken off, was broken, or is new."""

    _name = "elektrohisob.installation.swap.seal"
    _description = "Seal of an act"

    wizard_id = fields.Many2one(
        "elektrohisob.installation.swap", required=True, ondelete="cascade"
    )
    usage_point_id = fields.Many2one(related="wizard_id.usage_point_id")
    company_id = fields.Many2one(related="wizard_id.company_id")
    operation = fields.Selection(
        [
            ("install", "Put on"),
            ("keep", "Stays"),
            ("remove", "Taken off whole"),
            ("broken", "Found broken"),
        ],
        string="What happens",
        required=True,
        default="install",
    )
    device_id = fields.Many2one(
        "elektrohisob.device",
        string="Seal",
        required=True,
        domain="[('kind', '=', 'seal'), ('company_id', '=', company_id),"
        " '|', ('state', '=', 'stock'), ('usage_point_id', '=', usage_point_id)]",
    )
    part = fields.Selection(
        lambda self: (
            self.env["elektrohisob.movement.line"]
            ._fields["part"]
            ._description_selection(self.env)
        ),
        string="Sealed part",
        default="cover",
    )
    person = fields.Char(string="Sealed by")
    note = fields.Char()
