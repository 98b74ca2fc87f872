from odoo import fields, models


class CompanyParent(models.Model):
    """Unit above a unit of the organisation, by dates."""

    _name = "elektrohisob.company.parent"
    _description = "Place of a unit by dates"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "company_id, date_start desc"
    _rec_name = "parent_id"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    parent_id = fields.Many2one(
        "res.company",
        string="Below",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    reorganisation_id = fields.Many2one(
        "elektrohisob.reorganisation", readonly=True, ondelete="restrict"
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (company_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The unit already has a place on these days.",
    )
