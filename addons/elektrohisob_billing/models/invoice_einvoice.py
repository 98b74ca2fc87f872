import json

from odoo import api, fields, models

from ..adapters.einvoice import minified
from ..engine import einvoice_chain as chain
from .einvoice_document import KINDS


class Invoice(models.Model):
    """Invoices as electronic documents of the tax committee."""

    _name = "elektrohisob.invoice"
    _inherit = ["elektrohisob.invoice", "elektrohisob.einvoice.source"]

    einvoice_ids = fields.One2many("elektrohisob.einvoice", "invoice_id")

    def _get_issued(self):
        """Override of `elektrohisob.einvoice.source`: what is in the books."""
        return self.filtered(lambda one: one.state == "posted").sorted(
            lambda one: (one.date, one.id)
        )

    def _get_einvoice_sums(self):
        """Override of `elektrohisob.einvoice.source`."""
        return {"net": self.net, "vat": self.vat, "amount": self.amount}

    @api.model
    def _export_facturas(self, unit, first, last):
        """Facturas of the invoices of some days as JSON; bytes."""
        invoices = self.search(
            [
                ("company_id", "child_of", unit.id),
                ("date", ">=", first),
                ("date", "<=", last),
                ("state", "=", "posted"),
            ],
            order="date, id",
        )
        told, left = [], []
        for invoice in invoices:
            content, reason = invoice._get_factura()
            if reason:
                left.append({"number": invoice.number, "reason": reason})
            else:
                told.append(content)
        return minified({"facturas": told, "left_out": left})

    def _get_factura(self):
        """(content, why there is none) of the invoice as an electronic document."""
        self.ensure_one()
        one = self.einvoice_id
        if one.payload:
            return json.loads(one.payload), ""
        providers = self.env["elektrohisob.exchange.provider"]
        draft = self.env["elektrohisob.einvoice"].new(
            {
                "provider_id": providers._find_einvoice_operator(self.company_id).id,
                "company_id": self.company_id.id,
                "account_id": self.account_id.id,
                "invoice_id": self.id,
                "document": "factura",
                "number": self.number,
                "date": self.date,
            }
        )
        kind, lines, origin, faults = draft._plan()
        if kind in KINDS and not faults:
            content, faults = draft._write_content(kind, lines, origin)
        else:
            why = {None: "waits", chain.CANCEL: "nothing"}.get(kind, chain.IMPOSSIBLE)
            content, faults = {}, faults or [[why, "", ""]]
        draft.faults = [fault for fault in faults if "FacturaId" not in fault[1]]
        return content, draft.fault_text or ""
