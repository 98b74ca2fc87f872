from odoo import models
from odoo.exceptions import UserError


class Period(models.Model):
    _inherit = "elektrohisob.period"

    def _check_reopenable(self):
        """Override of `base`: what the next month has charged rests on this one."""
        following = self._get_following()
        charges = self.env["elektrohisob.charge"].sudo()  # whoever may see them
        if charges.search_count([("period_id", "=", following.id)], limit=1):
            raise UserError(
                self.env._(
                    "%(next)s has been billed already, so %(period)s stays closed. "
                    "Enter what was missing: the next billing run books the "
                    "difference into the open month.",
                    next=following.display_name,
                    period=self.display_name,
                )
            )
        return super()._check_reopenable()
