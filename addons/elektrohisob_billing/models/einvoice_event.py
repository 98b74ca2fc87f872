from odoo import fields, models


class EinvoiceEvent(models.Model):
    """What became of an electronic document, step by step; nobody changes it."""

    _name = "elektrohisob.einvoice.event"
    _description = "Step of an electronic document"
    _order = "id desc"
    _rec_name = "state"

    einvoice_id = fields.Many2one(
        "elektrohisob.einvoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="einvoice_id.company_id", store=True, index=True
    )
    create_date = fields.Datetime(string="On")
    create_uid = fields.Many2one("res.users", string="By")
    state = fields.Selection(
        lambda self: (
            self.env["elektrohisob.einvoice"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    detail = fields.Char(string="Words", readonly=True)
