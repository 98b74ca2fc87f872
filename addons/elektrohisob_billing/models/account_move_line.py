from odoo import fields, models


class AccountMoveLine(models.Model):
    """Lines of the general ledger that come from the subledger."""

    _inherit = "account.move.line"

    elektrohisob_account_id = fields.Many2one(
        "elektrohisob.account",
        string="Personal account",
        index="btree_not_null",
        ondelete="restrict",
        help="Of an organisation; households are in the books as totals.",
    )
    elektrohisob_kind = fields.Char(
        string="Kind of entries",
        readonly=True,
        help="Kind of the ledger entries that stand behind the line; empty for what "
        "was typed by hand.",
    )
