from odoo import fields, models


class AgreementValues(models.AbstractModel):
    """What a version of the terms fixes; the same fields stand in the terms and in
    the agreement that changes them, so an addon adds its own to this model."""

    _name = "elektrohisob.agreement.values"
    _description = "Values of contract terms"

    permitted_power = fields.Float(string="Permitted power (kW)", digits=(16, 3))
    declared_power = fields.Float(
        string="Declared capacity (kW)",
        digits=(16, 3),
        help="Takes part in the maximum load of the power system.",
    )
    emergency_power = fields.Float(
        string="Emergency reserve (kW)",
        digits=(16, 3),
        help="Least power at which people and equipment stay safe, production stopped; "
        "it is not switched off without a court decision.",
    )
    technological_power = fields.Float(
        string="Technological reserve (kW)",
        digits=(16, 3),
        help="Least power needed to finish the process that is going on.",
    )
    technological_hours = fields.Float(
        string="Time to finish the process (h)", digits=(6, 2)
    )
    is_protected = fields.Boolean(
        string="Protected consumer",
        help="Gets at least the minimum volumes, whatever is restricted.",
    )
    protected_basis = fields.Char(
        string="Protected by", help="Act or list that names the consumer."
    )

    _powers = models.Constraint(
        "CHECK(permitted_power >= 0 AND declared_power >= 0 AND emergency_power >= 0 "
        "AND technological_power >= 0 AND technological_hours >= 0)",
        "No power or time of the terms is below zero.",
    )
