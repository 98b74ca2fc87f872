import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import email_normalize

BETWEEN = re.compile(r"[,;\s]+")


class Account(models.Model):
    """Where the documents of an organisation go by e-mail."""

    _inherit = "elektrohisob.account"

    document_emails = fields.Char(
        string="E-mails for documents",
        help="Invoices, reconciliation acts and statements go to all of them; several "
        "are divided by commas. Empty: the e-mail of the account or of its contact.",
    )

    @api.constrains("document_emails")
    def _check_document_emails(self):
        for account in self:
            for address, is_right in split_addresses(account.document_emails):
                if not is_right:
                    raise ValidationError(
                        self.env._(
                            "Account %(account)s: “%(address)s” is not an e-mail "
                            "address. Divide several by commas.",
                            account=account.number,
                            address=address,
                        )
                    )

    def _get_document_emails(self):
        """Addresses of the documents: list of (address, whether it is one).

        Those entered for documents; else that of the account, of its contact, of its
        partner in the books.
        """
        self.ensure_one()
        partners = (self.sudo().partner_id, self.sudo().counterparty_id)  # kept apart
        for text in (self.document_emails, self.email, *(p.email for p in partners)):
            if found := split_addresses(text):
                return found
        return []


def split_addresses(text):
    """``a@b.uz; c`` → [("a@b.uz", True), ("c", False)]; each once."""
    found = {}
    for piece in BETWEEN.split(text or ""):
        if piece:
            address = email_normalize(piece)
            found[address or piece] = bool(address)
    return list(found.items())
