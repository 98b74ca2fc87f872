from odoo import SUPERUSER_ID, api, models
from odoo.http import request

from ..tools.dates import business_today

#: Database → business day on which rights for a time were looked at by this process.
_looked = {}


class IrHttp(models.AbstractModel):
    """Rights for a time end with their last day, even if no timer runs."""

    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        """Override of `base` to begin and end rights before a day's first request."""
        day = business_today(request.env["res.users"])
        database = request.env.cr.dbname
        if _looked.get(database) != day:
            cls._advance_grants()
            _looked[database] = day
        return super()._authenticate(endpoint)

    @classmethod
    def _advance_grants(cls):
        # a cursor of its own: that of the request may be read-only
        with request.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["elektrohisob.staff.grant"]._cron_advance()
