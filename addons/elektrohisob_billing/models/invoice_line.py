from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import pdf

from .tariff_component import UNITS


class InvoiceLine(models.Model):
    """What an invoice charges in one part of a tariff and at one price.

    The name is composed in the language of the reader.
    """

    _name = "elektrohisob.invoice.line"
    _description = "Line of an invoice"
    _order = "invoice_id, sequence, id"

    invoice_id = fields.Many2one(
        "elektrohisob.invoice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="invoice_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(string="No.")
    component_id = fields.Many2one(
        "elektrohisob.tariff.component",
        readonly=True,
        ondelete="restrict",
        help="Part of the tariff beside its blocks; empty for energy in blocks.",
    )
    act_id = fields.Many2one(
        "elektrohisob.unauthorised.act",
        readonly=True,
        ondelete="restrict",
        help="Act of unauthorised use that asks for the sum.",
    )
    block = fields.Integer(readonly=True, aggregator=None)
    name = fields.Char(compute="_compute_name")
    unit = fields.Selection(
        [
            ("kWh", "kWh"),
            ("kW", "kW"),
            ("kVAr·h", "kVAr·h"),
            ("sum", "sum"),
        ],
        required=True,
        readonly=True,
    )
    quantity = fields.Float(digits=(16, 3), readonly=True, aggregator=None)
    price = fields.Float(
        string="Price without VAT", digits=(16, 6), readonly=True, aggregator=None
    )
    net = fields.Monetary(string="Without VAT", readonly=True)
    vat_percent = fields.Float(
        string="VAT (%)", digits=(5, 2), readonly=True, aggregator=None
    )
    vat = fields.Monetary(string="VAT", readonly=True)
    amount = fields.Monetary(string="Total", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    event = fields.Selection(
        [
            ("charge", "Charge"),
            ("past_year_up", "Past year, more"),
            ("past_year_down", "Past year, less"),
        ],
        string="Posting",
        required=True,
        readonly=True,
        default="charge",
    )

    @api.depends("component_id", "act_id", "block")
    @api.depends_context("lang")
    def _compute_name(self):
        energy = self.env._("Active energy")
        for line in self:
            part = line.component_id
            name = part._get_line_name(line.block) if part else energy
            if part.kind == "zone":
                name = f"{energy}: {name}"
            if line.act_id:
                # an act is no secret of the consumer who is charged by it
                number = line.act_id.sudo().number
                name = self.env._("Unauthorised use, act %s", number)
            line.name = name

    # === BUSINESS METHODS === #

    @api.model
    def _get_unit_of(self, component):
        """Unit of the lines of a component, or of energy in blocks."""
        return (UNITS.get(component.kind) or "sum") if component else "kWh"

    def _get_cells(self):
        """The line as printed."""
        self.ensure_one()
        units = dict(self._fields["unit"]._description_selection(self.env))
        is_counted = self.unit != "sum"
        return [
            str(self.sequence),
            self.name,
            units[self.unit],
            pdf.kwh(pdf.watthours(self.quantity)) if is_counted else "",
            f"{self.price:.4f}".rstrip("0").rstrip(".").replace(".", ",")
            if is_counted
            else "",
            pdf.money(pdf.tiyin(self.net)),
            f"{self.vat_percent:g}",
            pdf.money(pdf.tiyin(self.vat)),
            pdf.money(pdf.tiyin(self.amount)),
        ]
