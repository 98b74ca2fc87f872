from odoo import api, fields, models


class AccountCaseDocument(models.Model):
    """A paper an application needs, with its scanned copy."""

    _name = "elektrohisob.account.case.document"
    _description = "Document of an application"
    _inherit = ["elektrohisob.scan.mixin"]
    _order = "case_id, id"

    case_id = fields.Many2one(
        "elektrohisob.account.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("application", "Application"),
            ("identity", "Identity document or charter"),
            ("ownership", "Right to the premises (cadastre)"),
            ("conditions", "Technical conditions"),
            ("consent", "Consent to take over the debt"),
            ("order", "Order"),
            ("other", "Other document"),
        ],
        string="Document",
        required=True,
        default="other",
    )
    number = fields.Char()
    date = fields.Date()
    scan_ids = fields.Many2many(
        "ir.attachment", string="Scanned copies", bypass_search_access=True
    )
    is_given = fields.Boolean(
        string="Given",
        compute="_compute_is_given",
        store=True,
        readonly=False,
        help="Ticked by itself when a number or a copy is entered.",
    )

    @api.depends("number", "scan_ids")
    def _compute_is_given(self):
        for document in self:
            document.is_given = (
                document.is_given or document.number or document.scan_ids
            )

    @api.depends("kind", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            parts = (kinds.get(document.kind), document.number)
            document.display_name = " ".join(part for part in parts if part)
