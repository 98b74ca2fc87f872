from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.components import KINDS
from ..engine.tariff import Component

#: Kind → (field, code of the parameter proposed for it).
PROPOSALS = {
    "zone": (("factor", "zone_peak_factor"),),
    "excess": (("factor", "declared_power_excess_factor"),),
    "reactive": (
        ("tangent", "reactive_economic_tangent"),
        ("percent", "reactive_rate_percent"),
        ("from_power", "reactive_from_power"),
    ),
}
UNITS = {
    **dict.fromkeys(("zone", "deviation"), "kWh"),
    **dict.fromkeys(("capacity", "excess"), "kW"),
    **{"reactive": "kVAr·h", "percent": "%"},
}


class TariffComponent(models.Model):
    """What a tariff version charges beside its blocks.

    A kind is a pure function of the engine (``engine/components.py``) and a group of
    fields in the form; nothing that users type is executed.
    """

    _name = "elektrohisob.tariff.component"
    _description = "Tariff component"
    _inherit = ["elektrohisob.tariff.part.mixin"]
    _sync_key_fields = ("number",)
    _sync_fields = (
        *("number", "kind", "zone", "price", "factor", "divisor", "percent"),
        *("percent_out", "discount", "tangent", "tangent_calculated", "from_power"),
    )
    _order = "version_id, number"

    number = fields.Integer(string="No.", required=True, default=1)
    kind = fields.Selection(
        [
            ("zone", "Zone of the day"),
            ("capacity", "Declared power"),
            ("excess", "Power above the declared one"),
            ("reactive", "Reactive energy"),
            ("deviation", "Energy above the contract volume"),
            ("fixed", "Fixed sum a month"),
            ("percent", "Percent of the sum"),
            ("minimum", "Least sum a month"),
        ],
        required=True,
    )
    zone = fields.Selection(
        [("1", "Peak (A+1)"), ("2", "Half-peak (A+2)"), ("3", "Night (A+3)"),
         ("4", "Zone 4 (A+4)")],
        help="The register of the meter that counts the zone.",
    )  # fmt: skip
    price = fields.Float(digits=(16, 2))
    factor = fields.Float(digits=(16, 3), default=1.0)
    divisor = fields.Float(digits=(16, 3), default=1.0)
    percent = fields.Float(digits=(8, 2))
    percent_out = fields.Float(string="Percent for energy generated", digits=(8, 2))
    discount = fields.Float(
        string="Percent of discount for energy saved", digits=(8, 2)
    )
    tangent = fields.Float(string="Economic tg φ", digits=(16, 3))
    tangent_calculated = fields.Float(
        string="Calculated tg φ",
        digits=(16, 3),
        help="Reactive energy of those without a reactive meter, as a share of the "
        "active one.",
    )
    from_power = fields.Float(
        string="From permitted power (kW)",
        digits=(16, 3),
        help="Consumers with less are not charged.",
    )
    summary = fields.Char(string="What it charges", compute="_compute_summary")

    _number_uniq = models.Constraint(
        "unique(version_id, number)", "The version already has a component of this No."
    )
    _positive = models.Constraint(
        "CHECK(factor >= 0 AND divisor > 0 AND price >= 0 AND tangent >= 0 "
        "AND tangent_calculated >= 0 AND from_power >= 0)",
        "Prices, factors and tangents are not negative, divisors are above zero.",
    )

    @api.depends("kind", "zone")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        zones = dict(self._fields["zone"]._description_selection(self.env))
        for part in self:
            name = zones.get(part.zone) if part.kind == "zone" else kinds.get(part.kind)
            part.display_name = name or ""

    @api.depends("kind", "zone", "price", "factor", "divisor", "percent", "tangent")
    @api.depends_context("lang")
    def _compute_summary(self):
        for part in self:
            describe = getattr(self, f"_describe_{part.kind}", None)
            part.summary = describe(part) if describe else False

    @api.constrains("kind", "zone")
    def _check_zone(self):
        for part in self:
            if part.kind == "zone" and not part.zone:
                raise ValidationError(
                    self.env._(
                        "%(version)s: choose the zone of the day that component "
                        "%(number)s prices.",
                        version=part.version_id.display_name,
                        number=part.number,
                    )
                )

    @api.onchange("kind", "zone")
    def _onchange_kind(self):
        """Propose the figures of the rules in force."""
        get = self.env["elektrohisob.parameter"]._get_value
        self.factor = self.divisor = 1.0
        if self.kind == "zone":
            night = self.zone == "3"
            self.factor = 1.0 if self.zone != "1" else get("zone_peak_factor")
            self.divisor = get("zone_night_divisor") if night else 1.0
            return
        for name, code in PROPOSALS.get(self.kind, ()):
            self[name] = get(code)

    # === BUSINESS METHODS === #

    @api.model
    def _describe_zone(self, part):
        text = f"{part.zone or ''}: × {part.factor:g}"
        return text if part.divisor == 1 else f"{text} ÷ {part.divisor:g}"

    @api.model
    def _describe_capacity(self, part):
        return self.env._("%s UZS a year for each kW", f"{part.price:g}")

    @api.model
    def _describe_excess(self, part):
        price = self._describe_capacity(part)
        return f"{price} × {part.factor:g}"

    @api.model
    def _describe_reactive(self, part):
        return self.env._(
            "%(percent)s %% of the tariff above tg φ %(tangent)s",
            percent=f"{part.percent:g}",
            tangent=f"{part.tangent:g}",
        )

    @api.model
    def _describe_deviation(self, part):
        return self.env._(
            "× %(factor)s above the volume and %(percent)s %%",
            factor=f"{part.factor:g}",
            percent=f"{part.percent:g}",
        )

    @api.model
    def _describe_fixed(self, part):
        return self.env._("%s UZS a month", f"{part.price:g}")

    @api.model
    def _describe_minimum(self, part):
        return self.env._("at least %s UZS a month", f"{part.price:g}")

    @api.model
    def _describe_percent(self, part):
        return f"{part.percent:+g} %"

    def _get_line_name(self, no):
        """What line ``no`` of the component is called on bills."""
        self.ensure_one()
        if self.kind == "reactive":
            return {
                1: self.env._("Reactive energy above the economic value"),
                2: self.env._("Reactive energy generated"),
                3: self.env._("Reactive energy saved"),
            }.get(no, self.display_name)
        return self.display_name

    def _get_unit(self):
        """What the quantity of its lines is counted in; "" for a sum."""
        self.ensure_one()
        return UNITS.get(self.kind, "")

    def _to_engine(self):
        """This component for the engine, see :class:`~..engine.tariff.Component`."""
        self.ensure_one()
        assert self.kind in KINDS, self.kind
        values = {
            "zone": int(self.zone or 0),
            **{
                name: round(self[name] * scale)
                for name, scale in (
                    *(("price", 100), ("factor", 1000), ("divisor", 1000)),
                    *(("percent", 100), ("percent_out", 100), ("discount", 100)),
                    *(("tangent", 1000), ("tangent_calculated", 1000)),
                    ("from_power", 1000),
                )
            },
        }
        return Component(self.id, self.kind, values)
