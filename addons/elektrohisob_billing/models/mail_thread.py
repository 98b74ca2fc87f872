from odoo import api, models
from odoo.tools import html2plaintext

LONGEST = 300


class MailThread(models.AbstractModel):
    """Letters that come back are noted at the document."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Override of `mail` to note which document did not arrive."""
        super()._routing_handle_bounce(email_message, message_dict)
        keys = message_dict.get("bounced_msg_ids")
        if keys:
            # the mail gateway works for nobody
            rows = self.env["elektrohisob.legal.delivery"].sudo()
            rows = rows.search(
                [
                    ("message_key", "in", list(keys)),
                    ("state", "in", ("sent", "sending", "unknown")),
                ]
            )
            words = html2plaintext(message_dict.get("body") or "")
            rows.write(
                {
                    "state": "bounced",
                    "reason": "bounced",
                    "detail": " ".join(words.split())[:LONGEST],
                }
            )
