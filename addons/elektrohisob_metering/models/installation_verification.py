from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Installation(models.Model):
    """Whether the meter that hangs is past its verification."""

    _inherit = "elektrohisob.installation"

    verification_expired = fields.Date(
        string="Verification expired since",
        compute="_compute_verification_expired",
        search="_search_verification_expired",
    )

    @api.depends("meter_id.date_verify_next", "date_end")
    def _compute_verification_expired(self):
        today = business_today(self)
        for row in self:
            # a meter taken down stays with the district that handed the account over
            due = row.meter_id.sudo().date_verify_next
            hangs = not row.date_end or row.date_end >= today
            row.verification_expired = due if due and due < today and hangs else False

    def _search_verification_expired(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        today = business_today(self)
        expired = (
            Domain("is_current", "=", True)
            & Domain("meter_id.date_verify_next", "!=", False)
            & Domain("meter_id.date_verify_next", "<", today)
        )
        return ~expired if operator == "in" else expired
