from odoo import fields, models


class ConsumerCategory(models.Model):
    """Finer kind of consumer inside households, legal entities, budget organisations.

    For analysis and reports; prices follow the tariff of the contract.
    """

    _name = "elektrohisob.consumer.category"
    _description = "Category of consumers"
    _inherit = ["elektrohisob.reference.mixin"]
    _reference_columns = ("category",)

    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="Kind of consumer",
        required=True,
    )
