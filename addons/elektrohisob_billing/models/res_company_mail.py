from odoo import models
from odoo.tools.mail import formataddr


class ResCompany(models.Model):
    """From whom the documents of a unit come by e-mail."""

    _inherit = "res.company"

    def _get_mail_sender(self, kind):
        """Name and address of the sender: that of the text of such documents, else the
        e-mail of the unit or of the nearest one above; empty if there is none."""
        self.ensure_one()
        # units above are out of reach of who sends
        company = self.sudo()
        texts = self.env["elektrohisob.legal.mail"].sudo()
        above = company.parent_ids.sorted(lambda unit: -len(unit.parent_ids))
        address = texts._find(kind, company).sender or next(
            filter(None, above.mapped("email")), ""
        )
        return formataddr((company.name, address)) if address else ""
