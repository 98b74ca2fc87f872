from odoo import fields, models


class Unit(models.Model):
    """Unit of measure of electricity and of what is counted with it."""

    _name = "elektrohisob.unit"
    _description = "Unit of measure"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "quantity, factor"
    _reference_columns = ("symbol", "quantity", "factor")

    symbol = fields.Char(required=True, translate=True)
    quantity = fields.Selection(
        [
            ("energy", "Active energy"),
            ("reactive_energy", "Reactive energy"),
            ("power", "Active power"),
            ("reactive_power", "Reactive power"),
            ("apparent_power", "Apparent power"),
            ("voltage", "Voltage"),
            ("current", "Current"),
            ("time", "Time"),
            ("length", "Length"),
            ("count", "Number"),
        ],
        required=True,
    )
    factor = fields.Float(
        required=True,
        default=1.0,
        digits=(16, 6),
        help="How many of the basic unit of the quantity are in one of this unit: "
        "1 MWh is 1000 kWh.",
        aggregator=None,
    )

    _factor_positive = models.Constraint(
        "CHECK(factor > 0)", "The factor of a unit is above zero."
    )
