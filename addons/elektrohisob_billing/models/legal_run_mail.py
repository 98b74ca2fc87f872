from odoo import models
from odoo.exceptions import UserError

MAILED = ("invoice", "reconciliation", "advance")


class LegalRun(models.Model):
    """What a run has made goes out by e-mail."""

    _inherit = "elektrohisob.legal.run"

    def action_send_mail(self):
        """Ask whether to send the documents of the run."""
        self.ensure_one()
        if self.kind not in MAILED:
            raise UserError(
                self.env._(
                    "Invoices, reconciliation acts and advance notices go by e-mail; "
                    "the documents of %s are printed.",
                    self.display_name,
                )
            )
        wizard = self.env["elektrohisob.legal.delivery.send"]
        return wizard._open([self.display_name], default_run_id=self.id)
