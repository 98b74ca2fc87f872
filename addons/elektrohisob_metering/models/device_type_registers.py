from odoo import fields, models
from odoo.tools import SQL

#: Whole digits of the register %(code)s of a meter type ``t``; of those without a size
#: of their own that of the total.
DIGITS = """
    COALESCE(NULLIF(CASE %(code)s
        WHEN 'A-' THEN t.export_digits
        WHEN 'R+' THEN t.reactive_digits
        WHEN 'R-' THEN t.reactive_digits
        WHEN 'P+' THEN t.demand_digits END, 0), t.digits)
    """


def digits_of(code: SQL) -> SQL:
    """See ``DIGITS``."""
    return SQL(DIGITS, code=code)


class DeviceType(models.Model):
    """Registers of another size than the total: where they roll over, and what they
    can show."""

    _inherit = "elektrohisob.device.type"

    export_digits = fields.Integer(
        string="Whole digits of A−", help="Empty: as the total."
    )
    export_decimals = fields.Integer(string="Decimal digits of A−")
    reactive_digits = fields.Integer(
        string="Whole digits of R+ and R−", help="Empty: as the total."
    )
    reactive_decimals = fields.Integer(string="Decimal digits of R+ and R−")
    demand_digits = fields.Integer(
        string="Whole digits of maximum demand", help="Empty: as the total."
    )
    demand_decimals = fields.Integer(string="Decimal digits of maximum demand")

    _other_digits_range = models.Constraint(
        "CHECK(COALESCE(export_digits, 0) BETWEEN 0 AND 9 "
        "AND COALESCE(reactive_digits, 0) BETWEEN 0 AND 9 "
        "AND COALESCE(demand_digits, 0) BETWEEN 0 AND 9 "
        "AND COALESCE(export_decimals, 0) BETWEEN 0 AND 3 "
        "AND COALESCE(reactive_decimals, 0) BETWEEN 0 AND 3 "
        "AND COALESCE(demand_decimals, 0) BETWEEN 0 AND 3)",
        "A register has at most 9 whole digits and 3 decimals. Correct its size.",
    )

    # === BUSINESS METHODS === #

    def _get_other_sizes(self):
        """Register → whole digits, of those that have others than the total."""
        sizes = {code: self._get_digits(code) for code in self._get_register_codes()}
        return {code: size for code, size in sizes.items() if size != self.digits}

    def _get_digits(self, code):
        """Whole digits of a register, see ``DIGITS``."""
        own = {
            "A-": self.export_digits,
            "R+": self.reactive_digits,
            "R-": self.reactive_digits,
            "P+": self.demand_digits,
        }
        return own.get(code) or self.digits
