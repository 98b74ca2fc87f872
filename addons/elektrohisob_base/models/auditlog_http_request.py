from odoo import api, fields, models
from odoo.http import request


class AuditlogHttpRequest(models.Model):
    """Requests in which something was changed."""

    _inherit = "auditlog.http.request"

    address = fields.Char(readonly=True, help="Network address of the request.")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to note where the request came from."""
        address = request.httprequest.remote_addr if request else False
        return super().create([{**vals, "address": address} for vals in vals_list])
