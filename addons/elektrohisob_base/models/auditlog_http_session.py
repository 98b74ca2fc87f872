import hashlib

from odoo import api, models
from odoo.http import request


class AuditlogHttpSession(models.Model):
    """Sessions in which something was changed."""

    _inherit = "auditlog.http.session"

    @api.model
    def current_http_session(self):
        """Override of `auditlog` to keep a fingerprint of the session only.

        The identifier itself is a key: whoever reads it can act as the user.
        """
        if not request or not request.session:
            return False
        name = hashlib.sha256(request.session.sid.encode()).hexdigest()[:16]
        domain = [("name", "=", name), ("user_id", "=", request.env.uid)]
        session = self.search(domain, limit=1)
        if not session:
            session = self.create({"name": name, "user_id": request.env.uid})
        return session.id
