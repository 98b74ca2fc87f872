from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class TariffQuote(models.TransientModel):
    """Price calculator: what would so many kWh cost on these days?"""

    _name = "elektrohisob.tariff.quote"
    _description = "Price calculator"

    tariff_id = fields.Many2one(
        "elektrohisob.tariff",
        required=True,
        default=lambda self: self.env["elektrohisob.tariff"].search([], limit=1),
    )
    version_id = fields.Many2one(
        "elektrohisob.tariff.version",
        string="By version",
        domain="[('tariff_id', '=', tariff_id)]",
        help="A version, a draft as well, to price all days by; empty: those in force.",
    )
    kinds = fields.Char(compute="_compute_kinds")
    kwh = fields.Float(string="kWh", digits=(16, 3), required=True, default=200.0)
    peak_kwh = fields.Float(string="of them in the peak", digits=(16, 3))
    night_kwh = fields.Float(string="of them at night", digits=(16, 3))
    kvarh = fields.Float(string="Reactive energy (kVAr·h)", digits=(16, 3))
    kvarh_out = fields.Float(string="Reactive energy generated", digits=(16, 3))
    permitted_kw = fields.Float(string="Permitted power (kW)", digits=(16, 3))
    declared_kw = fields.Float(string="Declared power (kW)", digits=(16, 3))
    maximum_kw = fields.Float(string="Greatest load (kW)", digits=(16, 3))
    contract_kwh = fields.Float(string="Contract volume a month (kWh)", digits=(16, 3))
    contract_kvarh = fields.Float(
        string="Contract volume a month (kVAr·h)", digits=(16, 3)
    )
    families = fields.Integer(default=1)
    advance = fields.Monetary(string="Paid ahead")
    advance_date = fields.Date(string="Paid on")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._get_month()[0]
    )
    date_to = fields.Date(
        string="To (included)", required=True, default=lambda self: self._get_month()[1]
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    line_ids = fields.One2many(
        "elektrohisob.tariff.quote.line", "quote_id", compute="_compute_line_ids"
    )
    amount = fields.Monetary(compute="_compute_line_ids", help="VAT included.")
    vat = fields.Monetary(string="VAT in it", compute="_compute_line_ids")
    problem = fields.Char(compute="_compute_line_ids")

    @api.depends("tariff_id")
    def _compute_display_name(self):
        for quote in self:
            quote.display_name = self.env._("Price calculator")

    @api.model
    def _get_month(self):
        """First and last day of the current month."""
        today = business_today(self)
        start = today.replace(day=1)
        return start, fields.Date.subtract(fields.Date.add(start, months=1), days=1)

    @api.depends("tariff_id", "version_id", "date_to")
    def _compute_kinds(self):
        """What the form asks for: kinds of components, and ``family``."""
        for quote in self:
            versions = quote.version_id or quote.tariff_id.version_ids.filtered(
                lambda version: version.state == "published"
            )
            kinds = set(versions.component_ids.mapped("kind"))
            if True in versions.mapped("per_family"):
                kinds.add("family")
            quote.kinds = ",".join(sorted(kinds))

    def _prepare_quote_vals(self):
        """Arguments of `elektrohisob.tariff.quote`; empty numbers are unknown."""
        self.ensure_one()
        zones = {"1": self.peak_kwh, "3": self.night_kwh}
        numbers = ("kvarh", "kvarh_out", "permitted_kw", "declared_kw", "maximum_kw",
                   "contract_kwh", "contract_kvarh", "advance")  # fmt: skip
        return {
            "tariff": self.tariff_id.code,
            "version": self.version_id.id or None,
            "kwh": self.kwh,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "zones": {zone: value for zone, value in zones.items() if value},
            "families": self.families,
            "advance_date": self.advance_date or None,
            **{name: self[name] or None for name in numbers},
        }

    @api.depends("tariff_id", "version_id", "kwh", "date_from", "date_to", "peak_kwh",
                 "night_kwh", "kvarh", "kvarh_out", "permitted_kw", "declared_kw",
                 "maximum_kw", "contract_kwh", "contract_kvarh", "families", "advance",
                 "advance_date")  # fmt: skip
    def _compute_line_ids(self):
        for quote in self:
            found = {"lines": [], "amount": 0.0, "vat": 0.0}
            quote.problem = False
            try:
                if quote.tariff_id and quote.date_from and quote.date_to:
                    found = self.env["elektrohisob.tariff"].quote(
                        **quote._prepare_quote_vals()
                    )
            except UserError as error:
                quote.problem = str(error)
            names = ("month", "date_from", "date_to", "block", "name", "kwh",
                     "quantity", "unit", "price", "amount", "vat")  # fmt: skip
            quote.line_ids = [fields.Command.clear()] + [
                fields.Command.create({name: line[name] for name in names})
                for line in found["lines"]
            ]
            quote.amount = found["amount"]
            quote.vat = found["vat"]
