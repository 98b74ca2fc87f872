from odoo import fields, models


class Tariff(models.Model):
    """A price list line of the regulator: who pays by it; versions say how much."""

    _name = "elektrohisob.tariff"
    _description = "Tariff"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    group = fields.Selection(
        [("I", "I"), ("II", "II"), ("III", "III"), ("IV", "IV")],
        string="Tariff group",
        required=True,
    )
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="For",
        required=True,
    )
    sequence = fields.Integer(default=10)
    version_ids = fields.One2many("elektrohisob.tariff.version", "tariff_id")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("unique(code)", "This tariff code is taken.")
