from odoo import api, fields, models

from .ledger_document import DEBTS


class LedgerEntry(models.Model):
    """Entries of operations with the ledger, and the debts they name."""

    _inherit = "elektrohisob.ledger.entry"
    _plain_payment = "TRUE"

    kind = fields.Selection(
        selection_add=[
            ("reallocation", "Cover of another debt"),
            ("penalty", "Penalty"),
            ("write_off", "Written off"),
        ],
        ondelete={
            "reallocation": "cascade",
            "penalty": "cascade",
            "write_off": "cascade",
        },
    )
    document_id = fields.Many2one(
        "elektrohisob.ledger.document",
        string="Operation",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    target_kind = fields.Selection(DEBTS, string="Kind of debt", readonly=True)
    target_month = fields.Date(string="Month of the debt", readonly=True)

    # === ACTIONS === #

    def action_reverse(self):
        """Write down why the entry is wrong, for the decision of a second person."""
        self.ensure_one()
        return self.env["elektrohisob.ledger.document"]._get_new_action(
            "reversal", entry_id=self.id
        )

    # === BUSINESS METHODS === #

    @api.model
    def _record(self, vals_list):
        """Override of `_record`: entries name the operation that writes them."""
        document = self.env.context.get("elektrohisob_document_id")
        if document:
            vals_list = [{"document_id": document, **vals} for vals in vals_list]
        return super()._record(vals_list)
