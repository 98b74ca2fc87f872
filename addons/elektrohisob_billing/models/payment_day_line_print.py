from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf


class PaymentDayLinePrint(models.Model):
    """Rows of the act."""

    _inherit = "elektrohisob.payment.day.line"

    def _get_act_row(self):
        return [
            dict(self._fields["cause"]._description_selection(self.env))[self.cause],
            self.external_id or "",
            *(
                pdf.money(pdf.tiyin(self[name]))
                for name in ("told_amount", "our_amount", "difference")
            ),
            self._get_outcome(),
        ]

    def _get_outcome(self):
        """State of the difference with what people wrote."""
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        return ": ".join(filter(None, (state, self.explanation)))
