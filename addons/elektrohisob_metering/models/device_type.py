from odoo import fields, models
from odoo.exceptions import UserError


class DeviceType(models.Model):
    """Type of device: what all devices of a make and model have in common."""

    _name = "elektrohisob.device.type"
    _description = "Device type"
    _inherit = ["elektrohisob.reference.mixin"]
    _sync_key_fields = ("name",)
    _sync_fields = (
        *("name", "kind", "manufacturer", "phases", "digits", "decimals"),
        *("accuracy_class", "current", "is_smart", "verification_years", "active"),
        *("ratio_primary", "ratio_secondary", "voltage", "zones", "measures_export"),
        *("measures_reactive", "measures_reactive_export", "measures_demand"),
        *("protocol", "colour", "lacks_import", "maintenance_months"),
        *("export_digits", "export_decimals", "reactive_digits"),
        *("reactive_decimals", "demand_digits", "demand_decimals"),
    )
    _order = "name"
    _reference_columns = (
        "kind",
        "manufacturer",
        "phases",
        "digits",
        "decimals",
        "accuracy_class",
        "current",
        "is_smart",
        "verification_years",
        "ratio_primary",
        "ratio_secondary",
        "voltage",
        "zones",
        "measures_export",
        "measures_reactive",
        "measures_reactive_export",
        "measures_demand",
        "protocol",
        "colour",
        "lacks_import",
        "export_digits",
        "export_decimals",
        "reactive_digits",
        "reactive_decimals",
        "demand_digits",
        "demand_decimals",
        "maintenance_months",
    )
    _reference_central_groups = (
        "elektrohisob_base.group_engineer",
        "elektrohisob_base.group_admin",
    )

    kind = fields.Selection(
        [
            ("meter", "Meter"),
            ("ct", "Current transformer"),
            ("vt", "Voltage transformer"),
            ("modem", "Modem"),
            ("concentrator", "Concentrator"),
            ("seal", "Seal"),
            ("breaker", "Breaker"),
        ],
        string="Kind of device",
        required=True,
        default="meter",
    )
    manufacturer = fields.Char()
    phases = fields.Selection(
        [("1", "One"), ("3", "Three")], required=True, default="1"
    )
    digits = fields.Integer(
        string="Whole digits",
        required=True,
        default=6,
        help="Digits before the decimal mark; decides where the register rolls over.",
        aggregator=None,
    )
    decimals = fields.Integer(string="Decimal digits", default=2, aggregator=None)
    accuracy_class = fields.Char(string="Accuracy class")
    current = fields.Char(string="Current range (A)", help="For example 5(60).")
    is_smart = fields.Boolean(string="Read remotely")
    verification_years = fields.Integer(
        string="Verification interval (years)", aggregator=None
    )
    maintenance_months = fields.Integer(
        string="Maintenance interval (months)",
        help="How often a device that hangs is looked after; empty: never.",
    )
    ratio_primary = fields.Integer(
        string="Primary side", help="Amperes or volts, for example 100 of 100/5."
    )
    ratio_secondary = fields.Integer(
        string="Secondary side", help="Amperes or volts, for example 5 of 100/5."
    )
    voltage = fields.Char(string="Rated voltage (V)", help="For example 3×230/400.")
    zones = fields.Integer(
        string="Tariff zones", default=1, help="Registers of zones for A+."
    )
    lacks_import = fields.Boolean(
        string="No A+ register",
        help="A meter of its own for reactive energy or export, beside the main one.",
    )
    measures_export = fields.Boolean(string="Measures A−")
    measures_reactive = fields.Boolean(string="Measures R+")
    measures_reactive_export = fields.Boolean(string="Measures R−")
    measures_demand = fields.Boolean(
        string="Registers maximum demand",
        help="A register of the greatest power (kW), reset when it is read.",
    )
    protocol = fields.Selection(
        [
            ("dlms", "DLMS/COSEM"),
            ("iec62056", "IEC 62056-21"),
            ("modbus", "Modbus"),
            ("maker", "Protocol of the maker"),
        ],
        string="Exchange protocol",
    )
    colour = fields.Char(translate=True, help="Colour of the seal.")
    device_ids = fields.One2many("elektrohisob.device", "type_id")

    _name_idx = models.UniqueIndex(
        "((name->>'en_US'))", "This device type already exists."
    )
    _digits_range = models.Constraint(
        "CHECK(digits BETWEEN 3 AND 9 AND decimals BETWEEN 0 AND 3)",
        "A register has 3 to 9 whole digits and at most 3 decimals.",
    )

    _ratio_both = models.Constraint(
        "CHECK(kind NOT IN ('ct', 'vt') "
        "OR (ratio_primary > 0 AND ratio_secondary > 0))",
        "A transformer has a ratio: enter its primary and its secondary side.",
    )
    _some_register = models.Constraint(
        "CHECK(lacks_import IS NOT TRUE OR (zones = 1 AND measures_demand IS NOT TRUE "
        "AND (measures_export OR measures_reactive OR measures_reactive_export)))",
        "A meter without A+ has no zones and no maximum demand, and measures A−, R+ or "
        "R−. Tick what it measures.",
    )
    _maintenance_range = models.Constraint(
        "CHECK(COALESCE(maintenance_months, 0) >= 0)",
        "The maintenance interval is a number of months from 1 up; empty: never.",
    )
    _zones_range = models.Constraint(
        "CHECK(zones BETWEEN 1 AND 8)", "A meter has 1 to 8 tariff zones."
    )

    def write(self, vals):
        """Override of `base` to plan maintenance by another interval."""
        result = super().write(vals)
        if "maintenance_months" in vals:
            self.env["elektrohisob.device"]._plan_maintenance(self)
        return result

    def _check_mergeable(self, keep):
        """Override of `reference.mixin` to keep registers of different size apart."""
        super()._check_mergeable(keep)
        for device_type in self:
            if (device_type.digits, device_type.decimals) != (
                keep.digits,
                keep.decimals,
            ):
                raise UserError(
                    self.env._(
                        "%(row)s and %(keep)s have registers of different size, so "
                        "they are two types.",
                        row=device_type.name,
                        keep=keep.name,
                    )
                )

    def _get_register_codes(self):
        """Registers a meter of the type has: ``reading_type`` of its readings."""
        self.ensure_one()
        codes = [] if self.lacks_import else ["A+"]
        if self.zones > 1:
            codes += [f"A+{zone}" for zone in range(1, self.zones + 1)]
        flags = {
            "A-": self.measures_export,
            "R+": self.measures_reactive,
            "R-": self.measures_reactive_export,
            "P+": self.measures_demand,
        }
        return codes + [code for code, is_there in flags.items() if is_there]
