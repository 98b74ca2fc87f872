from odoo import api, models

PATHS = {
    "elektrohisob.invoice": "invoice/{id}",
    "elektrohisob.reconciliation.act": "act/{id}",
    "elektrohisob.account.statement.print": "statement",
    "elektrohisob.advance.notice": "notices",
}


class LegalMail(models.Model):
    """Letters lead to the cabinet of those who have one."""

    _inherit = "elektrohisob.legal.mail"

    @api.model
    def _get_link(self, source):
        """Override of `elektrohisob_billing` to lead to the page of the document."""
        account = source.account_id
        # users are out of reach of who sends
        if not account.sudo()._get_cabinet_user():
            return ""
        path = PATHS[source._name].format(id=source.id)
        return f"{account.get_base_url()}/my/electricity/{account.id}/{path}"
