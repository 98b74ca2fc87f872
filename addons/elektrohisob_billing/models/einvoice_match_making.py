from odoo import fields, models

from ..engine import einvoice_match as engine
from .einvoice import CANCEL
from .einvoice_document import exact


class EinvoiceMatch(models.Model):
    """The rows of the comparison: ours beside theirs."""

    _inherit = "elektrohisob.einvoice.match"

    def _compare(self, rows, source, bad_rows):
        """Write the lines anew; what was settled stays if it differs as before."""
        documents = self._find_documents()
        ours = [
            engine.Side(
                one.id, one.draft_no or "", one.number, one.date, one.state,
                one.account_id.stir or "", exact(one.vat), exact(one.amount),
            )
            for one in documents
        ]  # fmt: skip
        theirs = [
            engine.Side(
                key, row.id, row.number, row.date, row.state, row.buyer_tin, row.vat,
                row.total,
            )
            for key, row in enumerate(rows)
        ]  # fmt: skip
        known = {line._get_key(): line for line in self.line_ids if line.cause}
        vals_list = [self._prepare_line(pair) for pair in engine.match(ours, theirs)]
        vals_list += self._prepare_unissued()
        # lines are written by the program; the right was checked
        lines = self.line_ids.browse().sudo().create(vals_list)
        for line in lines:
            if before := known.get(line._get_key()):
                line.write(before._get_settled())
        (self.line_ids - lines).sudo().unlink()  # the same
        self.sudo().write(
            {
                "source": source,
                "date_compared": fields.Datetime.now(),
                "bad_rows": bad_rows or False,
            }
        )

    def _find_documents(self):
        # all of the operator, whichever districts the user works in now
        return (
            self.env["elektrohisob.einvoice"]
            .sudo()
            .search(
                [
                    ("provider_id", "=", self.provider_id.id),
                    ("document", "=", "factura"),
                    ("kind", "!=", CANCEL),
                    ("state", "!=", "void"),
                    ("date", ">=", self.month),
                    ("date", "<=", self._get_last()),
                ],
                order="date, id",
            )
        )

    def _prepare_line(self, pair):
        one = pair.ours and self.env["elektrohisob.einvoice"].browse(pair.ours.key)
        vals = {"match_id": self.id, "cause": pair.cause or False}
        if one:
            vals |= {
                "einvoice_id": one.id,
                "invoice_id": one.invoice_id.id,
                "our_state": one.state,
                "our_amount": one.amount if one.state in engine.LIVE else 0,
                "our_vat": one.vat if one.state in engine.LIVE else 0,
            }
        if pair.theirs:
            is_live = pair.theirs.state in engine.LIVE
            vals |= {
                "their_no": pair.theirs.id,
                "number": pair.theirs.number,
                "their_date": pair.theirs.date,
                "their_state": pair.theirs.state,
                "their_stir": pair.theirs.tin,
                "their_amount": float(pair.theirs.total or 0) if is_live else 0,
                "their_vat": float(pair.theirs.vat or 0) if is_live else 0,
            }
        return {"number": pair.ours and pair.ours.number, **vals}

    def _prepare_unissued(self):
        """Posted invoices of the month that no document was made of."""
        # all of the operator, whichever districts the user works in now
        hidden = self.sudo()
        start = hidden.provider_id.einvoice_date_from
        first = max(self.month, start or self.month)
        invoices = hidden.env["elektrohisob.invoice"].search(
            [
                ("company_id", "child_of", self.company_id.id),
                ("date", ">=", first),
                ("date", "<=", self._get_last()),
                ("state", "=", "posted"),
                ("einvoice_ids", "=", False),
            ],
            order="date, id",
        )
        return [
            {
                "match_id": self.id,
                "cause": "not_issued",
                "invoice_id": invoice.id,
                "number": invoice.number,
                "our_amount": invoice.amount,
                "our_vat": invoice.vat,
            }
            for invoice in invoices
        ]
