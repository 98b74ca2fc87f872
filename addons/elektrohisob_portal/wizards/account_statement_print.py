from odoo import models


class AccountStatementPrint(models.TransientModel):
    """Statements that consumers download."""

    _inherit = "elektrohisob.account.statement.print"

    def _render_cabinet_xlsx(self, lang):
        """The statement as a spreadsheet: bytes."""
        self.ensure_one()
        wizard = self.create(
            {
                "account_id": self.account_id.id,
                "span": "days",
                "date_from": self.date_from,
                "date_to": self.date_to,
            }
        )
        reports = self.env["ir.actions.report"].with_context(print_lang=lang)
        return reports._render_xlsx(
            "elektrohisob_billing.statement_xlsx", wizard.ids, {}
        )[0]
