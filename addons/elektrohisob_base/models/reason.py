from odoo import fields, models


class Reason(models.Model):
    """Coded reason of a document: why something was corrected, refused, undone."""

    _name = "elektrohisob.reason"
    _description = "Reason code"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "document, code"
    _reference_columns = ("document", "needs_comment")

    document = fields.Selection(
        [
            ("account_close", "Closing of an account"),
            ("agreement_end", "End of a contract"),
            ("correction", "Correction"),
            ("reopen_period", "Reopening of a period"),
            ("rights", "Change of rights"),
            ("proposal", "Refusal of a proposal"),
            ("reorganisation", "Reorganisation"),
            ("other", "Other document"),
        ],
        string="Kind of document",
        required=True,
        index=True,
    )
    needs_comment = fields.Boolean(
        string="Explanation required",
        help="Whoever chooses this reason must also write why.",
    )
