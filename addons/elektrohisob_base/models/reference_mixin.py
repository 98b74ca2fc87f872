from odoo import fields, models


class ReferenceMixin(models.AbstractModel):
    """One pattern of every list: a stable code, a name, a time, an owner.

    A row without a company is owned by the centre and the same everywhere; a row
    with one belongs to that unit and those below it.
    """

    _name = "elektrohisob.reference.mixin"
    _description = "Row of reference data"
    _inherit = ["elektrohisob.sync.mixin"]
    _order = "code"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    date_start = fields.Date(string="Valid from")
    date_end = fields.Date(string="Valid to", help="Last day; empty while in force.")
    company_id = fields.Many2one(
        "res.company",
        string="Owner",
        index=True,
        help="Empty: kept by the centre and the same in every unit.",
    )
