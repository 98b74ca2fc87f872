from odoo import fields, models

from .legal_run import DOCUMENTS


class LegalRunPart(models.Model):
    """Documents of some organisations: one job, one transaction."""

    _name = "elektrohisob.legal.run.part"
    _description = "Slice of documents of organisations"
    _inherit = ["elektrohisob.run.slice.mixin"]

    run_id = fields.Many2one(
        "elektrohisob.legal.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    account_ids = fields.Json(help="Ids of the accounts.")
    made_count = fields.Integer(string="Made")
    skipped = fields.Json(help="Sentences telling which account has no document.")

    def _work(self):
        """Override of `elektrohisob.run.slice.mixin` to make the documents."""
        run = self.run_id
        accounts = self.env["elektrohisob.account"].browse(self.account_ids).exists()
        model = self.env[DOCUMENTS[run.kind]]
        made, skipped = model._make(accounts, run.month, run)
        return {
            "made_count": len(made),
            "skipped": [
                f"{account.number} {account.name or ''}: {reason}"
                for account, reason in skipped.items()
            ],
        }
