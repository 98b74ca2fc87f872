from odoo import api, fields, models
from odoo.exceptions import UserError


class ApprovalRequest(models.TransientModel):
    """Ask another person for an operation, with a reason."""

    _name = "elektrohisob.approval.request"
    _description = "Ask for a decision"

    operation = fields.Selection(
        lambda self: self.env["elektrohisob.approval"]._get_operations(),
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Integer(string="Document id", required=True, readonly=True)
    summary = fields.Char(string="Document", compute="_compute_document")
    amount = fields.Monetary(compute="_compute_document")
    currency_id = fields.Many2one("res.currency", compute="_compute_document")
    roles = fields.Char(string="May be decided by", compute="_compute_document")
    reason = fields.Char(required=True)

    @api.depends("operation", "res_model", "res_id")
    def _compute_document(self):
        rules = self.env["elektrohisob.approval.rule"]
        for wizard in self:
            document = wizard._get_document()
            amount = document._get_approval_amount(wizard.operation)
            applicable = rules._get_applicable(wizard.operation, document.company_id)
            wizard.summary = document.display_name
            wizard.amount = amount
            wizard.currency_id = self.env.ref("base.UZS")
            wizard.roles = applicable._filter_amount(amount)._get_roles()

    def action_send(self):
        """Send the request to those who decide."""
        self.ensure_one()
        document = self._get_document()
        amount = document._get_approval_amount(self.operation)
        document._request_approval(self.operation, amount, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _get_document(self):
        document = self.env.get(self.res_model)
        if document is None or "approval_state" not in document._fields:
            raise UserError(
                self.env._("There is nothing to ask for; open the document first.")
            )
        return document.browse(self.res_id)
